"""Booking for one party, with everything that can be wrong about it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import PersonRequest
from giliran.booking.services.book import book
from giliran.core.errors import Refusal
from giliran.slots.models import Slot
from tests.factories import catalogue, world

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def slot() -> Slot:
    catalogue.a_catalogue()
    return world.a_slot(world.an_office(quota=None), capacity=3)


def asked(*people: object) -> list[PersonRequest]:
    return [PersonRequest(one.id, "new", "PB_E_10", "holiday") for one in people]  # type: ignore[attr-defined]


def test_a_booking_is_whole(slot: Slot) -> None:
    account = world.an_account()
    people = [world.a_person(account, n) for n in range(2)]
    booking = book(slot_id=slot.id, people=asked(*people), key="k", by=world.actor_of(account), now=NOW)
    tickets = list(Ticket.objects.filter(booking=booking).order_by("number"))
    assert [ticket.label for ticket in tickets] == ["A-001", "A-002"]
    assert [ticket.full_name for ticket in tickets] == ["Orang 0", "Orang 1"]
    assert booking.confirm_due_at == NOW
    slot.refresh_from_db()
    assert (slot.taken, slot.last_number) == (2, 2)
    event = Event.objects.get(event="booking.confirmed")
    assert event.about == f"booking:{booking.code}"
    assert event.data == {"slot": slot.id, "people": 2}


def test_the_same_press_twice_is_one_booking(slot: Slot) -> None:
    account = world.an_account()
    people = asked(world.a_person(account))
    first = book(slot_id=slot.id, people=people, key="k", by=world.actor_of(account), now=NOW)
    again = book(slot_id=slot.id, people=people, key="k", by=world.actor_of(account), now=NOW)
    assert first == again
    assert Ticket.objects.count() == 1


def test_a_full_slot_names_the_nearest_others(slot: Slot) -> None:
    other = world.a_slot(slot.office, date(2026, 11, 24))
    account = world.an_account()
    people = asked(*(world.a_person(account, n) for n in range(4)))
    with pytest.raises(Refusal) as refusal:
        book(slot_id=slot.id, people=people, key="k", by=world.actor_of(account), now=NOW)
    assert refusal.value.code == "full"
    assert [one.slot.id for one in refusal.value.data["alternatives"]] == [other.id]
    assert Booking.objects.count() == 0


def test_only_the_holder_learns_where_a_person_is_booked(slot: Slot) -> None:
    owner, stranger = world.an_account(), world.an_account("broker@example.id")
    mine, theirs = world.a_person(owner, 1), world.a_person(stranger, 1)
    booking = book(slot_id=slot.id, people=asked(mine), key="k", by=world.actor_of(owner), now=NOW)
    for account, person, shown in ((owner, mine, booking.code), (stranger, theirs, None)):
        with pytest.raises(Refusal) as refusal:
            book(slot_id=slot.id, people=asked(person), key="other", by=world.actor_of(account), now=NOW)
        [held] = refusal.value.data["held"]
        assert refusal.value.code == "already_booked"
        assert (held.ticket.booking.code if held.ticket else None) == shown


def test_an_account_holds_no_more_than_five(slot: Slot) -> None:
    Slot.objects.update(capacity=50)
    account = world.an_account()
    people = [world.a_person(account, n) for n in range(6)]
    by = world.actor_of(account)
    book(slot_id=slot.id, people=asked(*people[:5]), key="a", by=by, now=NOW)
    with pytest.raises(Refusal) as refusal:
        book(slot_id=slot.id, people=asked(people[5]), key="b", by=by, now=NOW)
    assert refusal.value.code == "too_many"


def test_somebody_elses_people_are_unknown(slot: Slot) -> None:
    stranger = world.an_account("broker@example.id")
    person = world.a_person(world.an_account())
    with pytest.raises(Refusal) as refusal:
        book(slot_id=slot.id, people=asked(person), key="k", by=world.actor_of(stranger), now=NOW)
    assert refusal.value.code == "unknown_person"
