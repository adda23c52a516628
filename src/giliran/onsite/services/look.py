"""What somebody shows at the door, and what the door says to it. Nothing is changed but the log."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from giliran.audit import services as audit
from giliran.booking import selectors as bookings
from giliran.booking.models import Ticket
from giliran.booking.ticket import codec
from giliran.core import ids, secrets
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.onsite import permissions, policy, selectors, sentences
from giliran.onsite.policy import Verdict

MOST_FOUND = 8
_LONGEST_NAME = 100
_A_CODE = re.compile(r"(?:[0-9A-Z][ -]?){9}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """One of a party. `is_shown`: it was this ticket that was scanned."""

    ticket: Ticket
    verdict: Verdict
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What the door says: the most important verdict, further ones, and the party; or several `found`."""

    verdict: Verdict | None
    notes: tuple[Verdict, ...] = ()
    people: tuple[Person, ...] = ()
    found: tuple[Ticket, ...] = ()

    @property
    def may_enter(self) -> list[Person]:
        return [person for person in self.people if person.verdict.may_enter]

    @property
    def needs_reason(self) -> bool:
        return any(person.verdict.needs_reason for person in self.people)


def look(*, office: Office, text: str, by: Actor, now: datetime, is_scan: bool = False) -> Look:
    """Read a scanned ticket, a booking code, or a name, label or last four digits (not when `is_scan`).

    Never raises for what is shown, however broken: that is a verdict. What is refused goes on record. Raises
    `Refusal` (`not_allowed`) for those who do not work this door.
    """
    if not permissions.may_check_in(by, office.id):
        raise Refusal("not_allowed", sentences.refusal("not_allowed"))
    seen = _read(office, text, by, now, is_scan=is_scan)
    if seen.verdict and not seen.verdict.may_enter and seen.verdict.code != "nothing":
        _record_refusal(seen, office, by, now)
    return seen


def _read(office: Office, text: str, by: Actor, now: datetime, *, is_scan: bool) -> Look:
    words = "".join(sign for sign in text.strip() if sign.isprintable())
    if not words:
        return _no("nothing")
    code = ids.parse_booking_code(words) if len(words) < 30 else None
    if code:
        return _booking(office, code, now)
    if is_scan or words[: len(codec.PREFIX)].upper() == codec.PREFIX or len(words) > _LONGEST_NAME:
        return _ticket(office, text, now)
    return _search(office, words, by, now)


def _ticket(office: Office, text: str, now: datetime) -> Look:
    try:
        claim = codec.read(text, secrets.keyring().ticket_public_keys())
    except codec.UnreadableTicket as fault:
        return _no(fault.reason)
    booking = Ticket.objects.filter(public_id=claim.ticket_id).values("booking")
    party = selectors.tickets_to_admit(booking__in=booking)
    return _party(party, office, now, claim.ticket_id) or _no("unknown_ticket")


def _booking(office: Office, code: str, now: datetime) -> Look:
    return _party(selectors.tickets_to_admit(booking__code=code), office, now) or _no("unknown_code")


def _search(office: Office, words: str, by: Actor, now: datetime) -> Look:
    today = selectors.local_day(office, now)
    found = bookings.search_agenda(office, today, words, by)
    if not found:
        return _no("mistyped_code" if _looks_like_code(words) else "nobody_found")
    if len({ticket.booking_id for ticket in found}) == 1:
        return _booking(office, found[0].booking.code, now)
    return Look(None, found=tuple(found[:MOST_FOUND]))


def _looks_like_code(words: str) -> bool:
    return _A_CODE.fullmatch(words) is not None and any(sign.isdigit() for sign in words)


def _party(tickets: list[Ticket], office: Office, now: datetime, shown: str = "") -> Look | None:
    if not tickets:
        return None
    gate = selectors.gate_of(office, now)
    doubles = selectors.with_doubles(tickets)
    facts = [selectors.facts_of(ticket, doubles) for ticket in tickets]
    focus = next((place for place, ticket in enumerate(tickets) if ticket.public_id == shown), None)
    first, *notes = policy.party_verdicts(focus, facts, gate)
    people = tuple(
        Person(ticket, policy.verdict(fact, gate), ticket.public_id == shown)
        for ticket, fact in zip(tickets, facts, strict=True)
    )
    return Look(first, tuple(notes), people)


def _no(code: str) -> Look:
    return Look(Verdict(policy.REFUSED, code))


def _record_refusal(seen: Look, office: Office, by: Actor, now: datetime) -> None:
    assert seen.verdict is not None
    about = f"booking:{seen.people[0].ticket.booking.code}" if seen.people else f"gate:{office.code}"
    labels = [person.ticket.label for person in seen.people if person.is_shown]
    audit.record(
        event="gate.refused",
        by=by,
        about=about,
        at=now,
        office_id=office.id,
        data={"reason": seen.verdict.code, "labels": labels},
    )
