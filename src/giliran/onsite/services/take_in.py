"""What was pressed at a door without a network comes in: each press once, and what cannot stand is kept for somebody
to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from giliran.accounts.models import User
from giliran.audit import services as audit
from giliran.booking.models import Ticket
from giliran.booking.ticket import codec
from giliran.core import db, secrets
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.onsite import permissions, policy, sentences
from giliran.onsite.models import CheckIn, GateConflict, GateDevice, OfflinePress
from giliran.onsite.services import day_list
from giliran.onsite.services.check_in import check_in
from giliran.onsite.services.undo import undo
from giliran.onsite.states import ConflictState

MOST_PRESSES = 200
"""In one batch."""

_COLUMNS = {
    "device_id": "bigint",
    "nonce": "varchar",
    "undoes": "varchar",
    "tickets": "jsonb",
    "reason": "varchar",
    "card_differs": "boolean",
    "at": "timestamptz",
    "by_id": "bigint",
    "received_at": "timestamptz",
    "sent_by_id": "bigint",
    "answer": "jsonb",
}


@dataclass(frozen=True, slots=True)
class Press:
    """One press at the device. `undoes` is the nonce of the press that it takes back, if it does; `text` what was
    scanned, if anything was; `officer` the pass of whoever pressed, as it came with the list."""

    nonce: str
    at: datetime
    tickets: tuple[str, ...]
    officer: str
    undoes: str = ""
    reason: str = ""
    card_differs: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a press: for each ticket's label (or public id, if none is known) `admitted`, `undone`, or the
    code of the conflict that somebody decides."""

    nonce: str
    outcome: Mapping[str, str]


def take_in(*, office: Office, device: GateDevice, presses: Sequence[Press], by: Actor, now: datetime) -> list[Answer]:
    """Presses in the order in which they were made; `by` sends them, whoever pressed is in their pass.

    A press that came in before gets its first answer again. Admissions count from the moment at the door, never from
    one to come. Raises `Refusal` (`not_allowed`) for who does not work this door.
    """
    if not permissions.may_check_in(by, office.id) or device.office_id != office.id:
        raise Refusal("not_allowed", sentences.refusal("not_allowed"))
    return [_take_in_one(office, device, press, by, now) for press in presses[:MOST_PRESSES]]


def _take_in_one(office: Office, device: GateDevice, press: Press, by: Actor, now: datetime) -> Answer:
    before = _first_answer(device, press.nonce)
    if before is not None:
        return Answer(press.nonce, before)
    at = min(press.at, now)
    officer = _officer(office, device, press, at)
    outcome = _judge(office, device, press, officer, at, now)
    return Answer(press.nonce, _keep(office, device, press, officer or by, by, at, now, outcome))


def _officer(office: Office, device: GateDevice, press: Press, at: datetime) -> Actor | None:
    """Who pressed: with the roles that they have now."""
    user_id = day_list.officer_of_pass(press.officer, device, _day_of(office, at))
    user = User.objects.filter(id=user_id, is_active=True).first() if user_id else None
    return Actor(user.pk, str(user), "gate", offices.roles_of(user.pk), user.language) if user else None


def _judge(
    office: Office, device: GateDevice, press: Press, officer: Actor | None, at: datetime, now: datetime
) -> dict[str, str]:
    """Public id of each ticket to what becomes of it."""
    code = _why_nothing_stands(device, press, officer, at, now)
    if code:
        return dict.fromkeys(press.tickets, code)
    assert officer is not None
    return _undo(office, press, officer, at) if press.undoes else _admit(office, press, officer, at)


def _why_nothing_stands(device: GateDevice, press: Press, officer: Actor | None, at: datetime, now: datetime) -> str:
    if device.revoked_at:
        return "device_revoked"
    if policy.is_too_old(at, now):
        return "too_old"
    if officer is None:
        return "unknown_officer"
    return _why_not_genuine(press)


def _why_not_genuine(press: Press) -> str:
    """What was scanned must be of one of those who were let in, or of their party, by a key that is still good."""
    if not press.text:
        return ""
    try:
        claim = codec.read(press.text, secrets.keyring().ticket_public_keys())
    except codec.UnreadableTicket as fault:
        return fault.reason
    booking = Ticket.objects.filter(public_id=claim.ticket_id).values("booking")
    party = set(Ticket.objects.filter(booking__in=booking).values_list("public_id", flat=True))
    return "" if set(press.tickets) <= party else "unknown_ticket"


def _admit(office: Office, press: Press, officer: Actor, at: datetime) -> dict[str, str]:
    try:
        admission = check_in(
            office=office,
            ticket_ids=press.tickets,
            nonce=press.nonce,
            by=officer,
            now=at,
            override_reason=press.reason,
            card_differs=press.card_differs,
            was_offline=True,
        )
    except Refusal as refused:
        return dict.fromkeys(press.tickets, refused.code)
    inside = {one.ticket.public_id: "admitted" for one in admission.admitted}
    return inside | {ticket.public_id: verdict.code for ticket, verdict in admission.refused}


def _undo(office: Office, press: Press, officer: Actor, at: datetime) -> dict[str, str]:
    pressed = CheckIn.objects.filter(office=office, nonce=press.undoes, ticket__public_id__in=press.tickets)
    made = list(pressed.values_list("id", "ticket__public_id"))
    withdrawn = _withdraw_conflicts(office, press, officer, at)
    try:
        if made:
            undo(office=office, check_in_ids=[id_ for id_, _ in made], reason=press.reason, by=officer, now=at)
    except Refusal as refused:
        return withdrawn | {public_id: refused.code for _, public_id in made}
    known = withdrawn | {public_id: "undone" for _, public_id in made}
    return {public_id: known.get(public_id, "undo_elsewhere") for public_id in press.tickets}


def _withdraw_conflicts(office: Office, press: Press, officer: Actor, at: datetime) -> dict[str, str]:
    """Whoever was let in by mistake and never stood: the door itself has taken it back."""
    doubtful = GateConflict.objects.filter(
        office=office, press__nonce=press.undoes, ticket__public_id__in=press.tickets, state=ConflictState.OPEN
    )
    found = list(doubtful.values_list("ticket__public_id", flat=True))
    doubtful.update(
        state=ConflictState.TAKEN_BACK,
        decided_at=at,
        decided_by_id=officer.account_id,
        decision_reason=press.reason[:200],
    )
    return dict.fromkeys(found, "undone")


def _keep(
    office: Office,
    device: GateDevice,
    press: Press,
    officer: Actor,
    by: Actor,
    at: datetime,
    now: datetime,
    outcome: Mapping[str, str],
) -> Mapping[str, str]:
    """Write the answer down, and the conflicts with it; if another process was faster, its answer is the one."""
    with transaction.atomic():
        tickets = {one.public_id: one for one in Ticket.objects.filter(public_id__in=press.tickets)}
        told = {tickets[one].label if one in tickets else one: code for one, code in outcome.items()}
        row = (
            device.id, press.nonce, press.undoes, list(press.tickets), press.reason[:200], press.card_differs, at,
            officer.account_id, now, by.account_id, told,
        )  # fmt: skip
        made = db.insert_rows(
            db.table_of(OfflinePress), _COLUMNS, [row], conflict="ON CONFLICT DO NOTHING", returning="id"
        )
        if made:
            doubtful = {one: code for one, code in outcome.items() if code not in ("admitted", "undone")}
            _keep_conflicts(office, made[0][0], doubtful, tickets, officer, now)
            return told
    return _first_answer(device, press.nonce) or told


def _keep_conflicts(
    office: Office,
    press_id: int,
    doubtful: Mapping[str, str],
    tickets: Mapping[str, Ticket],
    officer: Actor,
    now: datetime,
) -> None:
    GateConflict.objects.bulk_create(
        GateConflict(press_id=press_id, office=office, ticket=tickets.get(one), code=code)
        for one, code in doubtful.items()
    )
    audit.record_many(
        audit.Line(
            event="gate.conflict",
            by=officer,
            about=f"gate:{office.code}",
            at=now,
            office_id=office.id,
            data={"reason": code, "label": tickets[one].label if one in tickets else one},
        )
        for one, code in doubtful.items()
    )


def _first_answer(device: GateDevice, nonce: str) -> Mapping[str, str] | None:
    found: Mapping[str, str] | None = (
        OfflinePress.objects.filter(device=device, nonce=nonce).values_list("answer", flat=True).first()
    )
    return found


def _day_of(office: Office, at: datetime) -> date:
    return at.astimezone(ZoneInfo(office.timezone)).date()
