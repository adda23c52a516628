"""From rules to slots, and what a day says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.offices.policy import DayOff
from giliran.slots.policy import Day, Release, SlotFacts, days_between, last_day, monday_of, plan_setup, read_day
from tests.offices.setups import CHRISTMAS, MONDAY, TODAY, a_setup

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
OPENED = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


def facts(
    capacity: int = 20,
    taken: int = 0,
    state: str = "released",
    day: date = MONDAY,
    hour: int = 8,
    reserved_for: str = "",
) -> SlotFacts:
    start = datetime(day.year, day.month, day.day, hour, tzinfo=JAKARTA)
    return SlotFacts(
        1, day, 1, "Pagi", "Morning", start, start + timedelta(hours=4), capacity, taken, state, OPENED, reserved_for
    )


def read(*slots: SlotFacts, day: date = MONDAY, people: int = 1, setup=None, now: datetime = NOW) -> Day:
    calendar = (setup or a_setup()).calendar
    return read_day(day, slots, calendar, people, now, now.astimezone(JAKARTA).date())


@pytest.mark.parametrize("tz", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_a_week_opens_on_friday_at_two_in_the_offices_own_time(tz: str) -> None:
    release = Release(4, 14 * 60, ZoneInfo(tz))
    opened = {release.of(MONDAY + timedelta(days=n)) for n in range(7)}
    assert opened == {datetime(2026, 11, 20, 14, 0, tzinfo=ZoneInfo(tz))}


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 6), st.integers(0, 1439))
def test_a_week_opens_in_the_week_before(day: date, weekday: int, minute: int) -> None:
    at = Release(weekday, minute, JAKARTA).of(day)
    assert monday_of(at.date()) == monday_of(day) - timedelta(weeks=1)
    assert (at.weekday(), at.hour * 60 + at.minute) == (weekday, minute)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_horizon_is_four_to_five_whole_weeks(today: date) -> None:
    last = last_day(today)
    assert last.weekday() == 6
    assert timedelta(weeks=4) <= last - today <= timedelta(days=34)


def test_a_plan_has_a_slot_for_each_working_day_and_window() -> None:
    specs = plan_setup(a_setup(), JAKARTA, TODAY)
    assert len(specs) == 4 * 5 * 2
    assert {(spec.window_id, spec.letter, spec.capacity, spec.first_number) for spec in specs} == {
        (1, "A", 20, 1),
        (2, "B", 10, 1),
    }
    assert specs[0].starts_at == datetime(2026, 11, 23, 8, 0, tzinfo=JAKARTA)
    assert specs[0].opens_at == datetime(2026, 11, 20, 14, 0, tzinfo=JAKARTA)


def test_no_slot_on_holidays_closures_or_without_seats() -> None:
    setup = a_setup()
    calendar = replace(setup.calendar, closures={MONDAY: "Banjir"})
    none_in_the_morning = tuple(replace(one, capacity=0) if one.window_id == 1 else one for one in setup.rules)
    specs = plan_setup(replace(setup, calendar=calendar, rules=none_in_the_morning), JAKARTA, CHRISTMAS - timedelta(8))
    assert {spec.window_id for spec in specs} == {2}
    assert CHRISTMAS not in {spec.date for spec in specs}
    assert MONDAY not in {spec.date for spec in plan_setup(replace(setup, calendar=calendar), JAKARTA, TODAY)}


@pytest.mark.parametrize(
    ("slots", "people", "kind", "seats", "left"),
    [
        ([facts(taken=8), facts(taken=17, hour=13)], 1, "free", 15, 12),
        ([facts(taken=18)], 3, "full", 2, 2),
        ([facts(taken=20)], 1, "full", 0, 0),
        ([facts(state="draft")], 1, "not_open", 0, 0),
        ([facts(state="closed")], 1, "closed", 0, 0),
        ([facts(state="closed"), facts(taken=20)], 1, "full", 0, 0),
        ([facts(reserved_for="opening:1")], 1, "in_opening", 0, 0),
        ([facts(reserved_for="opening:1"), facts(taken=17, hour=13)], 1, "free", 3, 3),
        ([], 1, "unplanned", 0, 0),
    ],
)
def test_a_day_says_what_it_has(slots, people: int, kind: str, seats: int, left: int) -> None:
    day = read(*slots, people=people)
    assert (day.kind, day.seats, day.left) == (kind, seats, left)


def test_a_day_without_work_says_why() -> None:
    closed = replace(a_setup(), calendar=replace(a_setup().calendar, closures={MONDAY: "Banjir"}))
    assert read(day=CHRISTMAS).off == DayOff("holiday", "Hari Raya Natal", "Christmas Day")
    assert [read(day=day, setup=closed).kind for day in (MONDAY, TODAY, TODAY - timedelta(days=1))] == [
        "closed",
        "weekend",
        "past",
    ]


def test_a_day_whose_windows_have_begun_is_over() -> None:
    assert read(facts(), now=datetime(2026, 11, 23, 8, 0, tzinfo=JAKARTA)).kind == "past"
    assert read(facts(), facts(hour=13), now=datetime(2026, 11, 23, 8, 0, tzinfo=JAKARTA)).seats == 20


def test_both_ends_of_a_span_are_included() -> None:
    assert list(days_between(TODAY, MONDAY)) == [TODAY, MONDAY]
    assert list(days_between(MONDAY, TODAY)) == []
