"""Letting people in at the door, and taking that back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from giliran.audit import services as audit
from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.onsite import permissions, policy, selectors, sentences
from giliran.onsite.models import CheckIn, Stage
from giliran.onsite.policy import Verdict
from giliran.onsite.services.look import Look, Person, look
from giliran.onsite.services.visits import open_visits

__all__ = ["Admission", "Look", "Person", "admit_walk_in", "check_in", "look"]

_COLUMNS = {
    "ticket_id": "bigint",
    "office_id": "smallint",
    "nonce": "varchar",
    "at": "timestamptz",
    "by_id": "bigint",
    "override_reason": "varchar",
    "undone_reason": "varchar",
    "was_offline": "boolean",
}
_OPEN = (TicketState.CONFIRMED, TicketState.MISSED)


@dataclass(frozen=True, slots=True)
class Admission:
    """Who is in by this press (a repeated one gives the same again), and who could not come in, and why."""

    admitted: tuple[CheckIn, ...]
    refused: tuple[tuple[Ticket, Verdict], ...] = ()
    repeated: bool = False


class _ChangedMeanwhile(Exception):
    """A ticket was cancelled or moved between our look and our press."""


def check_in(
    *,
    office: Office,
    ticket_ids: Collection[str],
    nonce: str,
    by: Actor,
    now: datetime,
    override_reason: str = "",
    card_differs: bool = False,
    was_offline: bool = False,
) -> Admission:
    """Let all or some of a party in (R59), each ticket once whatever happens at other doors.

    `ticket_ids` are public ids (16 hex signs), `nonce` up to 64 characters that name this press: the same
    again changes nothing. Raises `Refusal`: `not_allowed`, `nobody_chosen`, `unknown_ticket`, `reason_needed`
    (too early or too late beyond what the office tolerates), `undone`, or, when nobody of them may come in,
    the verdict's code. Coming in against the clock goes on record with its reason.

    `card_differs`: name or birth date on the card are not those of the ticket. Then `supervisor_decides` where another
    place of the week has the same name and birth date, and `decision_needs_reason` for who may decide.

    `was_offline`: the door had no network; `now` is then the moment at the door, and not the one at which it came in.
    """
    if not permissions.may_check_in(by, office.id):
        raise _refusal("not_allowed")
    if not ticket_ids:
        raise _refusal("nobody_chosen")
    reason = override_reason.strip()[:200]
    while True:
        try:
            return db.retry_on_deadlock(
                lambda: _press(
                    office, ticket_ids, nonce[:64], by, now, reason, card_differs=card_differs, was_offline=was_offline
                )
            )
        except _ChangedMeanwhile:
            continue


def admit_walk_in(
    *, ticket: Ticket, office: Office, nonce: str, stage: Stage | None, by: Actor, now: datetime
) -> CheckIn:
    """Let somebody in who has just been given this seat, whatever the clock says of its window, and open the visit at
    `stage` (the first one, if it is None). In the caller's transaction, which says who may."""
    [ticket] = selectors.tickets_to_admit(id=ticket.pk)
    _enter([ticket], office, nonce, by, now, "", False)
    open_visits([ticket], office, by=by, now=now, stage=stage)
    audit.record(
        event="gate.walked_in",
        by=by,
        about=f"booking:{ticket.booking.code}",
        at=now,
        office_id=office.id,
        data={"label": ticket.label},
    )
    [entered] = selectors.admissions(office, nonce)
    return entered


def _press(
    office: Office,
    ticket_ids: Collection[str],
    nonce: str,
    by: Actor,
    now: datetime,
    reason: str,
    *,
    card_differs: bool,
    was_offline: bool,
) -> Admission:
    """One press, whole or not at all: the database says who is in by it."""
    with transaction.atomic():
        tickets = selectors.tickets_to_admit(public_id__in=set(ticket_ids))
        if len(tickets) < len(set(ticket_ids)):
            raise _refusal("unknown_ticket")
        gate = selectors.gate_of(office, now)
        judged = [(ticket, policy.verdict(selectors.facts_of(ticket), gate)) for ticket in tickets]
        open_ = [(ticket, verdict) for ticket, verdict in judged if verdict.may_enter]
        if not reason and any(verdict.needs_reason for _, verdict in open_):
            raise _refusal("reason_needed", field="reason")
        if card_differs:
            _refuse_differing([ticket for ticket, _ in open_], office, by, reason)
        entered = _enter([ticket for ticket, _ in open_], office, nonce, by, now, reason, was_offline)
        open_visits([ticket for ticket, _ in open_ if ticket.id in entered], office, by=by, now=now)
        marks = {"card_differs": card_differs, "was_offline": was_offline}
        _record(open_, entered, office, by, now, reason, {name: True for name, is_set in marks.items() if is_set})
        pressed = selectors.admissions(office, nonce)
    return _outcome(judged, pressed, entered, office)


def _enter(
    tickets: Sequence[Ticket],
    office: Office,
    nonce: str,
    by: Actor,
    now: datetime,
    reason: str,
    was_offline: bool,
) -> set[int]:
    """Claim each ticket by its one standing check-in; the ids of those that are ours."""
    rows = [
        (id_, office.id, nonce, now, by.user_id, reason, "", was_offline) for id_ in sorted(one.id for one in tickets)
    ]
    claimed = db.insert_rows(
        db.table_of(CheckIn), _COLUMNS, rows, conflict="ON CONFLICT DO NOTHING", returning="ticket_id"
    )
    ids = {id_ for (id_,) in claimed}
    open_ = Ticket.objects.filter(id__in=ids, state__in=_OPEN)
    if ids and open_.update(state=TicketState.ATTENDED, state_at=now) != len(ids):
        raise _ChangedMeanwhile
    return ids


def _record(
    judged: Sequence[tuple[Ticket, Verdict]],
    entered: Collection[int],
    office: Office,
    by: Actor,
    now: datetime,
    reason: str,
    marks: Mapping[str, bool],
) -> None:
    """One line a person let in; `gate.overridden` where the clock said no."""
    audit.record_many(
        audit.Line(
            event="gate.overridden" if verdict.needs_reason else "gate.checked_in",
            by=by,
            about=f"booking:{ticket.booking.code}",
            at=now,
            office_id=office.id,
            data={"label": ticket.label, "verdict": verdict.code, "reason": reason, **_minutes(verdict), **marks},
        )
        for ticket, verdict in judged
        if ticket.id in entered
    )


def _refuse_differing(tickets: Sequence[Ticket], office: Office, by: Actor, reason: str) -> None:
    doubles = selectors.with_doubles(tickets)
    code = policy.refuse_differing(
        [selectors.facts_of(ticket, doubles) for ticket in tickets],
        may_decide=permissions.may_decide_identity(by, office.id),
        reason=reason,
    )
    if code:
        raise _refusal(code, field="reason" if code == "decision_needs_reason" else "card_differs")


def _minutes(verdict: Verdict) -> dict[str, int]:
    return {"minutes": verdict.params["minutes"]} if "minutes" in verdict.params else {}


def _outcome(
    judged: Sequence[tuple[Ticket, Verdict]],
    pressed: Sequence[CheckIn],
    entered: Collection[int],
    office: Office,
) -> Admission:
    asked = {ticket.id for ticket, _ in judged}
    standing = tuple(one for one in pressed if one.undone_at is None and one.ticket_id in asked)
    inside = {one.ticket_id for one in standing}
    outside = tuple(_settled(ticket, verdict) for ticket, verdict in judged if ticket.id not in inside)
    if standing:
        return Admission(standing, outside, repeated=not entered)
    if any(one.undone_at for one in pressed):
        raise _refusal("undone")
    verdict = outside[0][1]
    raise Refusal(verdict.code, sentences.reason(verdict, office.timezone), data={"verdict": verdict})


def _settled(ticket: Ticket, verdict: Verdict) -> tuple[Ticket, Verdict]:
    """Why this one is not in by our press. If it might have been, another door was a moment faster."""
    if not verdict.may_enter:
        return ticket, verdict
    [again] = selectors.tickets_to_admit(id=ticket.id)
    return again, Verdict(policy.REFUSED, "used", policy.use_of(selectors.facts_of(again)))


def _refusal(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, sentences.refusal(code), field=field)
