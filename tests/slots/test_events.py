"""The seats of a mobile event: there on its dates alone, kept for its list, and never part of an opening."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from giliran.booking.policy import PersonRequest, Refused, SeatRequest
from giliran.booking.services.allocate import allocate
from giliran.offices.models import Holiday, Office
from giliran.offices.services import ProposalRefused
from giliran.opening.models import Opening
from giliran.opening.services import schedule
from giliran.slots import selectors, services
from giliran.slots.models import Slot
from tests.factories import catalogue, events, world
from tests.factories.events import NOW, SATURDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    catalogue.a_catalogue()
    return world.an_office(id=1)


def rows(event: Office) -> list[tuple[date, str, int, str, str, str]]:
    found = Slot.objects.filter(office=event).order_by("starts_at")
    return [(one.date, one.letter, one.capacity, one.pool, one.state, one.reserved_for) for one in found]


def test_the_seats_of_a_list_are_there_on_a_saturday_open_and_kept(office: Office) -> None:
    event = events.an_event(office)
    kept = f"event:{event.id}"
    assert rows(event) == [
        (SATURDAY, "E", 20, "event", "released", kept),
        (SATURDAY, "E", 20, "event", "released", kept),
    ]


def test_labels_of_two_windows_never_meet(office: Office) -> None:
    event = events.an_event(office)
    assert list(Slot.objects.filter(office=event).order_by("starts_at").values_list("first_number", flat=True)) == [
        1,
        501,
    ]


def test_seats_for_everybody_are_online_and_free_at_once(office: Office) -> None:
    event = events.an_event(office, for_everybody=True)
    assert rows(event) == [(SATURDAY, "A", 20, "online", "released", ""), (SATURDAY, "B", 20, "online", "released", "")]
    assert selectors.free_at([event.id], now=NOW)[event.id] == (40, SATURDAY)


def test_an_event_beyond_the_horizon_has_its_seats_too(office: Office) -> None:
    first = date(2027, 3, 6)
    event = events.an_event(office, first_date=first, last_date=first + timedelta(days=8), weekdays=frozenset({5, 6}))
    days = [first, first + timedelta(days=1), first + timedelta(days=7), first + timedelta(days=8)]
    assert [row[0] for row in rows(event)] == [day for day in days for _ in range(2)]
    services.extend_horizon(NOW)
    services.apply_rules(event, by=events.a_head(office), now=NOW)
    assert len(rows(event)) == 8
    assert {row[4] for row in rows(event)} == {"released"}


def test_no_opening_takes_the_seats_of_an_event(office: Office) -> None:
    events.an_event(office)
    event = events.an_event(office, for_everybody=True)
    services.extend_horizon(NOW)
    schedule.schedule_due(NOW)
    assert set(Opening.objects.values_list("office_id", flat=True)) == {office.id}
    assert {row[5] for row in rows(event)} == {""}


def test_a_stranger_cannot_book_a_kept_seat(office: Office) -> None:
    event = events.an_event(office)
    person = world.a_person(world.an_account())
    slot = Slot.objects.filter(office=event).first()
    assert slot is not None
    asked = SeatRequest(
        slot.id, person.account_id, (PersonRequest(person.id, "new", "PB_E_10", "holiday"),), "k", "web"
    )
    assert allocate([asked], NOW) == [Refused("reserved")]
    [booked] = allocate([asked._replace(reserved_for=f"event:{event.id}")], NOW)
    assert not isinstance(booked, Refused)


def test_a_holiday_is_left_out_and_alone_makes_no_event(office: Office) -> None:
    Holiday.objects.create(date=SATURDAY, kind="national", name_id="Libur", name_en="Holiday")
    with pytest.raises(ProposalRefused):
        events.an_event(office)
    assert Office.objects.filter(kind="event").count() == 0
    event = events.an_event(office, last_date=SATURDAY + timedelta(days=1), weekdays=frozenset({5, 6}))
    assert {row[0] for row in rows(event)} == {SATURDAY + timedelta(days=1)}


def test_many_events_have_names_and_numbers_of_their_own(office: Office) -> None:
    made = [events.an_event(office) for _ in range(3)]
    assert len({one.id for one in made}) == len({one.code for one in made}) == 3
