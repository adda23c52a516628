"""A broker with many accounts and one telephone, and honest people beside: made by what people use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from giliran.accounts.models import Applicant
from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services.allocate import Booked, allocate
from giliran.booking.services.cancel import cancel_booking
from giliran.core.types import Actor
from giliran.slots.models import SeatReturn, Slot
from giliran.waiting.services import pass_on
from tests.factories import world

PHONE = "+6281399998888"
STREET = "Jl. Calo No. 7"


def some_accounts(
    accounts: int, each: int = 1, *, first: int = 0, phone: str = "", street: str = ""
) -> list[Applicant]:
    """The first person of each account; what is not named, everybody has alone."""
    found = [party[0] for party in world.many_people(accounts, each, first=first)]
    people = Applicant.objects.filter(account_id__in=[one.account_id for one in found])
    for number, one in enumerate(people):
        one.phone = phone or f"+62811{first + number:08d}"
        one.street = street or f"Jl. Sendiri No. {first + number + 1}"
    Applicant.objects.bulk_update(people, ["phone", "street"])
    return found


def book(person: Applicant, slot: Slot, *, now: datetime, key: str = "k", made_by: int | None = None) -> Booking:
    """A seat for this person, as the pages book it."""
    asked = (PersonRequest(person.pk, "new", "PB_E_10", "holiday"),)
    by = made_by or person.account_id
    [outcome] = allocate([SeatRequest(slot.pk, person.account_id, asked, f"{key}-{slot.pk}", "web", by)], now)
    assert isinstance(outcome, Booked), outcome
    return Booking.objects.get(pk=outcome.booking_id)


def hand_on(
    people: Sequence[Applicant], slot: Slot, *, now: datetime, wait: timedelta = timedelta(minutes=1)
) -> datetime:
    """A seat goes through all of these hands: given back, and so long after it is free taken by the next one."""
    booking = book(people[0], slot, now=now)
    for person in people[1:]:
        now += timedelta(minutes=5)
        cancel_booking(booking=booking, by=Actor(booking.account_id, "holder", "web"), now=now)
        freed_at = SeatReturn.objects.filter(slot=slot, offered_at=None).latest("pk").due_at
        pass_on.pass_on_due(freed_at)
        now = freed_at + wait
        booking = book(person, slot, now=now)
    return now


def a_broker(slots: Sequence[Slot], *, now: datetime, accounts: int = 20, first: int = 900_000) -> list[Applicant]:
    """So many accounts with one telephone and one address; one seat goes through all of their hands."""
    people = some_accounts(accounts, first=first, phone=PHONE, street=STREET)
    hand_on(people, slots[0], now=now)
    return people


def a_family_of_five(slot: Slot, *, now: datetime, first: int = 910_000) -> list[Applicant]:
    """Five accounts with one telephone at one address; each has booked once."""
    people = some_accounts(5, first=first, phone="+6281277776666", street="Jl. Keluarga No. 5")
    for person in people:
        book(person, slot, now=now)
    return people
