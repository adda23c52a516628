"""An office changes while people book: nobody loses a promised seat, and nothing is given on a closed day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from giliran.booking import selectors as bookings
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services import reshape
from giliran.booking.services.allocate import Booked, allocate
from giliran.core import db
from giliran.core.types import SYSTEM
from giliran.offices.models import Closure, Office
from giliran.offices.policy import CloseDays, ReopenDay, SetQuotas
from giliran.slots import services as slots
from giliran.slots.models import Slot
from tests.factories import catalogue, world
from tests.races import crowd

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)
ROUNDS = 12


def take_part(share: tuple[str, list[SeatRequest]]) -> list[object]:
    """One process: the head, who changes the office again and again, or a share of the people who book."""
    role, requests = share
    if role == "head":
        return _change_again_and_again()
    return [outcome for request in requests for outcome in allocate([request], NOW)]


def _change_again_and_again() -> list[object]:
    office = Office.objects.get()
    window = office.windows.get(letter="A").id
    for number in range(ROUNDS):
        quota = SetQuotas("online", TUESDAY, {(1, window): 5 + number % 3})
        for proposal in (CloseDays(MONDAY, MONDAY, "Banjir"), quota, ReopenDay(MONDAY)):
            db.retry_on_deadlock(lambda proposal=proposal: reshape.carry_out(office, proposal, by=SYSTEM, now=NOW))
    reshape.carry_out(office, CloseDays(MONDAY, MONDAY, "Banjir"), by=SYSTEM, now=NOW)
    return []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_people_book_while_the_head_changes_the_office() -> None:
    catalogue.a_catalogue()
    office = world.an_office(quota=20)
    slots.plan_slots(office, now=NOW)
    slots.release_due(NOW)
    open_slots = list(Slot.objects.filter(office=office, date__in=(MONDAY, TUESDAY), letter="A").order_by("date"))
    requests = [
        SeatRequest(
            open_slots[n % 2].id,
            people[0].account_id,
            tuple(PersonRequest(one.id, "new", "PB_E_10", "holiday") for one in people),
            f"key-{n}",
            "web",
        )
        for n, people in enumerate(world.many_people(60, 1))
    ]

    shares = [("head", []), *(("people", requests[n::5]) for n in range(5))]
    outcomes = [outcome for share in crowd.all_at_once(take_part, shares) for outcome in share]

    given = {outcome.code for outcome in outcomes if isinstance(outcome, Booked)}
    assert given == set(Booking.objects.values_list("code", flat=True))
    assert {one.code for one in outcomes if not isinstance(one, Booked)} <= {"full", "closed", "returning"}
    for slot in Slot.objects.filter(office=office):
        assert slot.taken == Ticket.objects.filter(booking__slot=slot, state="confirmed").count() <= slot.capacity
    monday = Slot.objects.get(id=open_slots[0].id)
    assert (monday.state, Closure.objects.count()) == ("closed", 1)
    standing = {booking.code for booking in Booking.objects.filter(slot=monday)}
    foreseen = bookings.on_closed_slots(
        office, world.actor_of(world.staff_member("head", office), roles=[("head", office.id)]), now=NOW
    )
    assert {booking.code for booking in foreseen} == standing
