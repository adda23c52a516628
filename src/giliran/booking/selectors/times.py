"""Which other times would still hold a party."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from giliran.booking.models import Booking
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.slots import selectors as slots
from giliran.slots.policy import SlotFacts

WINDOWS_OF_A_DAY = 12
"""So many more are read where those of a day are left out."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A slot that would still hold the party, and where it is."""

    office: Office
    slot: SlotFacts
    kilometres: float | None = None


def alternatives(slot_id: int, people: int, *, now: datetime) -> list[Alternative]:
    """The nearest slots that still hold the party: at the same office from that day on, then at offices nearby."""
    known = slots.facts_of(slot_id)
    if known is None:
        return []
    office = known[0].office
    return alternatives_near(office, min(known[0].date, now.date()), people, now=now)


def alternatives_near(office: Office, since: date, people: int, *, now: datetime, limit: int = 4) -> list[Alternative]:
    """The next slots of an office from a day on that hold the party, then the first ones of offices nearby."""
    same = [Alternative(office, one) for one in slots.next_free(office, now=now, people=people, since=since)]
    return (same + _nearby(office, people, now=now))[:limit]


def _nearby(office: Office, people: int, *, now: datetime, most: int = 2) -> list[Alternative]:
    if office.latitude is None or office.longitude is None:
        return []
    near = [one for one in offices.find_offices(near=(office.latitude, office.longitude)) if one.office != office][:8]
    free = slots.free_at([one.office.id for one in near], now=now, people=people)
    return [
        Alternative(one.office, first, one.kilometres)
        for one in [one for one in near if one.office.id in free][:most]
        for first in slots.next_free(one.office, now=now, people=people, since=now.date(), limit=1)
    ]


def other_times(
    booking: Booking, people: int, *, since: date, now: datetime, same_day: bool, limit: int = 4
) -> list[Alternative]:
    """The next slots of a booking's own office that would hold its party: from a day on, or else from today.

    `same_day`: whether those of its own day are among them.
    """
    for first in (since, now.date()):
        found = times_to_move_to(booking, people, since=first, now=now, same_day=same_day, limit=limit)
        if found:
            return [Alternative(booking.slot.office, one) for one in found]
    return []


def times_to_move_to(
    booking: Booking, people: int, *, since: date, now: datetime, same_day: bool, limit: int
) -> list[SlotFacts]:
    """The next slots of a booking's own office, from a day on, to which it could be moved."""
    own = booking.slot
    found = slots.next_free(own.office, now=now, people=people, since=since, limit=limit + WINDOWS_OF_A_DAY)
    return [one for one in found if one.id != own.pk and (same_day or one.date != own.date)][:limit]
