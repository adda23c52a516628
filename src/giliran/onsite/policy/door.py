"""What the door says to a ticket, and in which order people stand. Plain values in, reasons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

VALID, ATTENTION, REFUSED = "valid", "attention", "refused"

UNDO_WITHIN = timedelta(minutes=1)
"""How long a wrong admission can be taken back."""

OFFLINE_FOR = timedelta(days=3)
"""How old a press without a network may be when it comes in; an older one is somebody's to decide."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind` is valid, attention or refused; `code` names the reason, `params` what its sentence needs.

    `needs_reason`: the officer may let the person in, and says why; that goes on record.
    """

    kind: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    needs_reason: bool = False

    @property
    def may_enter(self) -> bool:
        return self.kind != REFUSED


class Gate(NamedTuple):
    """The door, now: `today` is the office's own day.

    Within `grace` before the window nobody is early; up to `early` before and `late` after it people may come
    in with a look; beyond that an officer says why.
    """

    office_id: int
    now: datetime
    today: date
    grace: timedelta
    early: timedelta
    late: timedelta


class Admitted(NamedTuple):
    """When somebody came in, and who let them in."""

    at: datetime
    by: str


class MovedTo(NamedTuple):
    """Where a ticket that was moved is now: the code of the new booking and its day and hour."""

    code: str
    date: date
    starts_at: datetime


class TicketFacts(NamedTuple):
    """A ticket as the door needs to know it. `has_double`: another NIK with the same name and birth date has a place in
    the same week."""

    office_id: int
    office_name: str
    date: date
    starts_at: datetime
    ends_at: datetime
    state: str
    state_at: datetime
    name: str
    identity_differs: bool = False
    admitted: Admitted | None = None
    has_double: bool = False
    moved_to: MovedTo | None = None


def verdict(ticket: TicketFacts, gate: Gate) -> Verdict:
    """What the door says to one ticket."""
    return _refusal(ticket, gate) or _warning(ticket, gate) or Verdict(VALID, "valid")


def _refusal(ticket: TicketFacts, gate: Gate) -> Verdict | None:
    if ticket.office_id != gate.office_id:
        return Verdict(REFUSED, "other_office", {"office": ticket.office_name, "date": ticket.date})
    if ticket.state == "attended":
        return Verdict(REFUSED, "used", use_of(ticket))
    if ticket.state in ("cancelled", "moved"):
        return Verdict(REFUSED, ticket.state, {"at": ticket.state_at} | _new_place(ticket))
    if ticket.state == "missed" and ticket.date != gate.today:
        return Verdict(REFUSED, "missed", {"date": ticket.date})
    if ticket.date != gate.today:
        return Verdict(REFUSED, "other_day", {"date": ticket.date, "is_past": ticket.date < gate.today})
    return None


def _new_place(ticket: TicketFacts) -> dict[str, Any]:
    return {"to": ticket.moved_to} if ticket.moved_to else {}


def use_of(ticket: TicketFacts) -> dict[str, Any]:
    """When and by whom a ticket was used."""
    used = ticket.admitted or Admitted(ticket.state_at, "")
    return {"at": used.at, "by": used.by, "name": ticket.name}


def _warning(ticket: TicketFacts, gate: Gate) -> Verdict | None:
    return _timing(ticket, gate) or _identity(ticket) or _double(ticket)


def _timing(ticket: TicketFacts, gate: Gate) -> Verdict | None:
    """Too early or too late on the right day. Who was already marked as missed today is late; what was marked after
    the moment that is judged (somebody came in at a door without a network) counts for nothing."""
    early, late = ticket.starts_at - gate.now, gate.now - ticket.ends_at
    is_missed = ticket.state == "missed" and ticket.state_at <= gate.now
    if early > gate.grace:
        return Verdict(ATTENTION, "early", {"minutes": _minutes(early)}, needs_reason=early > gate.early)
    if late >= _MINUTE or is_missed:
        is_beyond = late > gate.late or is_missed
        return Verdict(ATTENTION, "late", {"minutes": _minutes(max(late, _MINUTE))}, needs_reason=is_beyond)
    return None


def _identity(ticket: TicketFacts) -> Verdict | None:
    return Verdict(ATTENTION, "identity", {"name": ticket.name}) if ticket.identity_differs else None


def _double(ticket: TicketFacts) -> Verdict | None:
    return Verdict(ATTENTION, "double", {"name": ticket.name}) if ticket.has_double else None


def refuse_differing(tickets: Sequence[TicketFacts], *, may_decide: bool, reason: str) -> str:
    """Why these people, whose card and ticket disagree, are not let in, as a code; empty if they are.

    Alone of their name and birth date in the week they are (a number was mistyped); otherwise a supervisor decides.
    """
    if not any(one.has_double for one in tickets):
        return ""
    if not may_decide:
        return "supervisor_decides"
    return "" if reason else "decision_needs_reason"


def _minutes(span: timedelta) -> int:
    return int(span / _MINUTE)


def party_verdicts(focus: int | None, tickets: Sequence[TicketFacts], gate: Gate) -> list[Verdict]:
    """What the door says to a party, the most important first.

    `focus` is the position of the ticket that was shown; None when the whole booking was. While anybody may
    still come in it is no refusal: that somebody is in already is then a matter of attention.
    """
    each = [verdict(ticket, gate) for ticket in tickets]
    if not any(one.may_enter for one in each):
        return [each[focus or 0]]
    warnings = [found for ticket in tickets if _may_enter(ticket, gate) for found in _all_warnings(ticket, gate)]
    found = _without_repeats([*_part_in(tickets), *warnings])
    found.sort(key=lambda one: not one.needs_reason)
    return found or [Verdict(VALID, "valid")]


def _may_enter(ticket: TicketFacts, gate: Gate) -> bool:
    return _refusal(ticket, gate) is None


def _all_warnings(ticket: TicketFacts, gate: Gate) -> list[Verdict]:
    return [found for found in (_timing(ticket, gate), _identity(ticket), _double(ticket)) if found]


def _part_in(tickets: Sequence[TicketFacts]) -> list[Verdict]:
    inside = [ticket for ticket in tickets if ticket.state == "attended"]
    if not inside:
        return []
    last = max(inside, key=lambda ticket: use_of(ticket)["at"])
    return [Verdict(ATTENTION, "part_in", {"count": len(inside), "total": len(tickets), **use_of(last)})]


def _without_repeats(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return [one for position, one in enumerate(verdicts) if one not in verdicts[:position]]


def may_undo(admitted_at: datetime, now: datetime) -> bool:
    return now - admitted_at <= UNDO_WITHIN


def is_too_old(pressed_at: datetime, now: datetime) -> bool:
    """Whether a press without a network comes in too late to count by itself."""
    return now - pressed_at > OFFLINE_FOR


def turn_key(admitted_at: datetime, arrives_at: datetime, letter: str, number: int) -> tuple[datetime, str, int]:
    """Where somebody stands: by the later of coming and the time on the ticket, so that coming before dawn
    gains nothing (R100); then by label."""
    return max(admitted_at, arrives_at), letter, number
