"""Who did not come is marked, and may book again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import PersonRequest
from giliran.booking.services import miss
from giliran.booking.services.book import book
from giliran.booking.states import TicketState
from giliran.core.errors import Refusal
from giliran.offices.models import PolicyValue
from tests.factories import catalogue, world

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
ENDS_AT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""Monday 12.00 WIB, when the morning is over."""

TOLERATED = timedelta(minutes=60)

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking() -> Booking:
    catalogue.a_catalogue()
    slot = world.a_slot(world.an_office(quota=None))
    account = world.an_account()
    people = [PersonRequest(world.a_person(account, n).id, "new", "PB_E_10", "holiday") for n in range(2)]
    return book(slot_id=slot.id, people=people, key="k", by=world.actor_of(account), now=NOW)


def states() -> list[str]:
    return list(Ticket.objects.order_by("number").values_list("state", flat=True))


def test_while_late_people_are_let_in_nobody_is_missed(booking: Booking) -> None:
    assert miss.mark_missed(ENDS_AT + TOLERATED - timedelta(seconds=1)) == 0
    assert states() == [TicketState.CONFIRMED, TicketState.CONFIRMED]


def test_after_that_those_who_did_not_come_are_missed_once(booking: Booking) -> None:
    first = booking.tickets.order_by("number")[0]
    Ticket.objects.filter(id=first.id).update(state=TicketState.ATTENDED)
    moment = ENDS_AT + TOLERATED
    assert miss.mark_missed(moment) == 1
    assert miss.mark_missed(moment) == 0
    assert states() == [TicketState.ATTENDED, TicketState.MISSED]
    event = Event.objects.get(event="booking.missed")
    assert (event.about, event.data, event.actor_label) == (f"booking:{booking.code}", {"label": "A-002"}, "system")


def test_an_office_may_wait_longer(booking: Booking) -> None:
    PolicyValue.objects.create(office=booking.slot.office, key="gate_late_minutes", value="120")
    assert miss.mark_missed(ENDS_AT + TOLERATED) == 0
    assert miss.mark_missed(ENDS_AT + timedelta(minutes=120)) == 2


def test_who_missed_a_visit_may_book_another(booking: Booking) -> None:
    tuesday = world.a_slot(booking.slot.office, date(2026, 11, 24))
    by, moment = world.actor_of(booking.account), ENDS_AT + TOLERATED
    again = [PersonRequest(one.applicant_id, "new", "PB_E_10", "holiday") for one in booking.tickets.order_by("id")]
    with pytest.raises(Refusal) as refused:
        book(slot_id=tuesday.id, people=again, key="again", by=by, now=moment)
    assert refused.value.code == "already_booked"

    miss.mark_missed(moment)
    assert book(slot_id=tuesday.id, people=again, key="again", by=by, now=moment).code != booking.code
