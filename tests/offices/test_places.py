"""Which days an office works, and which quota counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.offices.policy import DayOff, RulePlan, bounds_of, day_off, quotas_on, windows_overlap
from tests.offices.setups import CHRISTMAS, MONDAY, a_setup

CALENDAR = a_setup().calendar
TIMES = st.times()


@pytest.mark.parametrize(
    ("calendar", "day", "why"),
    [
        (CALENDAR, MONDAY, None),
        (CALENDAR, MONDAY - timedelta(days=1), DayOff("weekday")),
        (CALENDAR, CHRISTMAS, DayOff("holiday", "Hari Raya Natal", "Christmas Day")),
        (replace(CALENDAR, closures={MONDAY: "Banjir"}), MONDAY, DayOff("closure", "Banjir", "Banjir")),
        (replace(CALENDAR, starts_on=MONDAY + timedelta(days=1)), MONDAY, DayOff("not_yet")),
        (replace(CALENDAR, ends_on=MONDAY - timedelta(days=1)), MONDAY, DayOff("not_yet")),
        (replace(CALENDAR, is_open=False), MONDAY, DayOff("not_yet")),
    ],
)
def test_a_day_says_why_nobody_works(calendar, day, why) -> None:
    assert day_off(calendar, day) == why


def test_a_holiday_speaks_both_languages() -> None:
    off = day_off(CALENDAR, CHRISTMAS)
    assert (off.name("id"), off.name("en")) == ("Hari Raya Natal", "Christmas Day")


def test_the_newest_valid_rule_wins() -> None:
    rules = [
        RulePlan(1, 0, "online", 20, date(2026, 1, 1)),
        RulePlan(1, 0, "online", 30, MONDAY),
        RulePlan(1, 0, "online", 40, MONDAY + timedelta(days=1)),
        RulePlan(1, 1, "online", 99, date(2026, 1, 1)),
        RulePlan(1, 0, "priority", 5, date(2026, 1, 1)),
    ]
    assert quotas_on(rules, MONDAY) == {(1, "online"): 30, (1, "priority"): 5}
    assert quotas_on(reversed(rules), MONDAY) == {(1, "online"): 30, (1, "priority"): 5}


@given(TIMES, TIMES, TIMES, TIMES)
def test_overlap_does_not_depend_on_who_is_asked(a: time, b: time, c: time, d: time) -> None:
    assert windows_overlap((a, b), (c, d)) == windows_overlap((c, d), (a, b))


@given(TIMES, TIMES, TIMES)
def test_a_window_may_begin_when_another_ends(a: time, b: time, c: time) -> None:
    first, middle, last = sorted((a, b, c))
    assert windows_overlap((first, middle), (middle, last)) is False


def test_bounds_include_their_ends() -> None:
    assert [bounds_of({})["release_weekday"].hold(value) for value in (-1, 0, 6, 7)] == [False, True, True, False]
