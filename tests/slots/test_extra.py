"""More seats for one day: today's windows, and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.offices.services import ProposalRefused
from giliran.slots import selectors
from giliran.slots import services as slots
from giliran.slots.models import Slot
from tests.factories import floor, world

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
NINE = datetime.fromisoformat("2026-11-23T09:00+07:00")


@pytest.fixture
def office(sunday: datetime) -> Office:
    office = world.an_office()
    slots.plan_slots(office, now=sunday)
    return office


@pytest.fixture
def head(office: Office) -> Actor:
    return floor.an_officer(office, role="head")[1]


def seats(office: Office, day: date, letter: str, pool: str) -> int:
    found = Slot.objects.filter(office=office, date=day, window__letter=letter, pool=pool, state="released")
    return found.values_list("capacity", flat=True).first() or 0


def test_online_seats_of_a_window_to_come(office: Office, head: Actor) -> None:
    afternoon = office.windows.get(letter="B")
    free = slots.add_seats(office=office, window_id=afternoon.pk, pool="online", seats=5, by=head, now=NINE)
    assert (free, seats(office, MONDAY, "B", "online"), seats(office, MONDAY, "A", "online")) == (25, 25, 20)
    week_later = Slot.objects.get(office=office, date=MONDAY + timedelta(days=7), letter="B")
    assert week_later.capacity == 20


def test_it_lasts_when_the_rules_are_applied_again(office: Office, head: Actor) -> None:
    afternoon = office.windows.get(letter="B")
    slots.add_seats(office=office, window_id=afternoon.pk, pool="online", seats=5, by=head, now=NINE)
    slots.apply_rules(office, by=head, now=NINE)
    assert seats(office, MONDAY, "B", "online") == 25


def test_walk_in_seats_of_a_window_that_runs(office: Office, head: Actor) -> None:
    morning = office.windows.get(letter="A")
    for n in (1, 2):
        slots.add_seats(office=office, window_id=morning.pk, pool="walk_in", seats=3, by=head, now=NINE)
        assert seats(office, MONDAY, "A", "walk_in") == 3 * n
    assert not Slot.objects.filter(office=office, pool="walk_in").exclude(date=MONDAY).exclude(state="closed").exists()


def refused(code: str, office: Office, by: Actor, **more: object) -> None:
    told = {"window_id": office.windows.get(letter="A").pk, "pool": "walk_in", "seats": 1, "now": NINE} | more
    with pytest.raises(ProposalRefused) as no:
        slots.add_seats(office=office, by=by, **told)  # type: ignore[arg-type]
    assert no.value.code == code
    assert str(no.value)


def test_what_cannot_be_added(office: Office, head: Actor) -> None:
    refused("no_more_today", office, head, pool="online")
    refused("no_more_today", office, head, now=datetime.fromisoformat("2026-11-23T12:00+07:00"))
    refused("no_more_today", office, head, now=datetime.fromisoformat("2026-11-22T09:00+07:00"))
    refused("unknown_window", office, head, pool="event")
    refused("unknown_window", office, head, window_id=999)
    refused("extra_seats", office, head, seats=0)
    refused("extra_seats", office, head, seats=201)
    refused("not_the_head", office, floor.an_officer(office, role="supervisor")[1])


def test_choices_say_what_is_free(office: Office) -> None:
    found = {(one.letter, one.pool): one.free for one in selectors.open_to_more(office, NINE)}
    assert found == {
        ("A", "walk_in"): 0, ("A", "priority"): 0, ("A", "express"): 0,
        ("B", "online"): 20, ("B", "walk_in"): 0, ("B", "priority"): 0, ("B", "express"): 0,
    }  # fmt: skip
