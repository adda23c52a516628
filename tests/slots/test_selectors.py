"""What is free where, and when more opens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from giliran.offices.models import Office
from giliran.slots import selectors
from tests.factories import world

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


@pytest.fixture
def office() -> Office:
    return world.an_office()


def test_what_is_free_counts_only_what_holds_the_party(office: Office) -> None:
    other = world.an_office("bogor", id=2)
    first = world.a_slot(office, MONDAY, letter="A", capacity=3)
    world.a_slot(office, MONDAY + timedelta(days=1), letter="A", capacity=20)
    world.a_slot(office, MONDAY, letter="B", capacity=20, state="draft")
    ids = [office.id, other.id]
    assert selectors.free_at(ids, now=NOW) == {office.id: (23, MONDAY)}
    assert selectors.free_at(ids, now=NOW, people=4) == {office.id: (20, MONDAY + timedelta(days=1))}
    assert selectors.free_at(ids, now=first.starts_at) == {office.id: (20, MONDAY + timedelta(days=1))}


def test_next_seats_come_by_time(office: Office) -> None:
    afternoon = world.a_slot(office, MONDAY, letter="B")
    morning = world.a_slot(office, MONDAY, letter="A")
    world.a_slot(office, MONDAY + timedelta(days=1), letter="A", capacity=1)
    found = selectors.next_free(office, now=NOW, people=2, since=MONDAY)
    assert [one.id for one in found] == [morning.id, afternoon.id]


def test_the_next_release_is_the_earliest(office: Office) -> None:
    assert selectors.next_release(office) is None
    later = MONDAY + timedelta(weeks=1)
    for day in (later, later + timedelta(days=1), later + timedelta(weeks=1)):
        world.a_slot(office, day, state="draft")
    opens_at = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
    assert selectors.next_release(office) == (opens_at, 40, later, later + timedelta(days=1))
    assert selectors.next_opening([office.id]) == {office.id: opens_at}


def test_availability_asks_as_often_for_a_month_as_for_a_day(office: Office) -> None:
    for n in range(5):
        world.a_slot(office, MONDAY + timedelta(days=n))
    counts = []
    for days in (1, 35):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            selectors.availability(office, MONDAY, MONDAY + timedelta(days=days - 1), now=NOW)
        counts.append(len(asked))
    assert counts == [4, 4]
