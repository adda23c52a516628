"""A table that was tampered with is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from giliran.booking.policy import PersonRequest
from giliran.booking.services import invariants
from giliran.booking.services.book import book
from giliran.slots.models import Slot
from tests.factories import catalogue, world

pytestmark = pytest.mark.django_db


def test_names_what_is_broken() -> None:
    catalogue.a_catalogue()
    slot = world.a_slot(world.an_office(quota=None))
    account = world.an_account()
    people = [PersonRequest(world.a_person(account).id, "new", "PB_E_10", "holiday")]
    now = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
    booking = book(slot_id=slot.id, people=people, key="k", by=world.actor_of(account), now=now)
    assert list(invariants.broken()) == []

    Slot.objects.update(taken=2)
    booking.tickets.update(date="2026-11-30")
    ticket = booking.tickets.get()
    assert list(invariants.broken()) == [
        f"slot {slot.id}: 2 seats are counted as taken, 1 tickets hold one and 0 were given back",
        f"ticket {ticket.public_id}: its office or date is not its slot's",
    ]
