"""A priority seat of another day, at the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from giliran.accounts.models import Applicant
from giliran.booking.models import Booking, Ticket
from giliran.core.errors import Refusal
from giliran.slots.models import Slot
from giliran.walkin.services import book_ahead
from tests.factories import world
from tests.walkin import scene
from tests.walkin.scene import BUDI, NEEDS, NINE, TUESDAY, Hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    return scene.a_hall()


@pytest.fixture
def slot(hall: Hall) -> Slot:
    return scene.seats_of(hall.office, "priority", 1, day=TUESDAY)


def ahead(hall: Hall, slot: Slot, **more: Any) -> Booking:
    asked: dict[str, Any] = {
        "office": hall.office, "reason": "elderly", "draft": BUDI, "needs": NEEDS, "slot_id": slot.pk, "key": "k",
        "by": hall.cs, "now": NINE,
    }  # fmt: skip
    return book_ahead(**asked | more)


def refused(press: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as no:
        press()
    assert str(no.value)
    return no.value


def test_a_real_ticket_for_that_day_once_however_often_it_is_pressed(hall: Hall, slot: Slot) -> None:
    booking = ahead(hall, slot)
    ticket = Ticket.objects.get()
    assert (ticket.label, ticket.full_name, ticket.state, ticket.date) == (
        "P-001",
        "Budi Santoso",
        "confirmed",
        TUESDAY,
    )
    assert ahead(hall, slot) == booking
    assert Applicant.objects.count() == 1


def test_not_twice_for_one_nik_and_not_beyond_the_quota(hall: Hall, slot: Slot) -> None:
    ahead(hall, slot)
    assert refused(lambda: ahead(hall, slot, key="2")).code == "already_booked"
    other = scene.card_of(9, born=date(1950, 1, 1))
    assert refused(lambda: ahead(hall, slot, key="3", draft=other)).code == "slot_gone"


def test_only_for_those_with_priority_at_this_office(hall: Hall, slot: Slot) -> None:
    assert refused(lambda: ahead(hall, slot, reason="open")).code == "priority_only"
    young = scene.card_of(9, born=date(1990, 1, 1))
    assert refused(lambda: ahead(hall, slot, draft=young)).code == "not_elderly"
    assert refused(lambda: ahead(hall, world.a_slot(hall.office, TUESDAY))).code == "slot_gone"
    assert refused(lambda: ahead(hall, slot, by=hall.gate)).code == "not_allowed"
    assert refused(lambda: ahead(hall, slot, needs=replace(NEEDS, service="child"))).field == "service"
    assert Applicant.objects.count() == 0
