"""Bookings as people make them, for those who look at an office's day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from giliran.accounts.models import Applicant
from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services.allocate import Booked, allocate
from giliran.offices.models import Office
from giliran.slots.models import Slot
from tests.factories import world


def a_visit(
    office: Office, day: date, *, now: datetime, letter: str = "A", number: int = 0, names: Sequence[str] = ("Siti",)
) -> Booking:
    """A party with these names in the office's slot, on an account of its own."""
    account = world.an_account(f"visitor{number}@example.id")
    people: list[Applicant] = [
        world.a_person(account, number * 10 + place, name=name) for place, name in enumerate(names)
    ]
    slot = Slot.objects.get(office=office, date=day, letter=letter)
    asked = tuple(PersonRequest(one.id, "new", "PB_E_10", "holiday") for one in people)
    [outcome] = allocate([SeatRequest(slot.id, account.id, asked, f"visit-{number}", "web", account.id)], now)
    assert isinstance(outcome, Booked), outcome
    return Booking.objects.get(id=outcome.booking_id)
