"""The clock of the promise, who may take a passport, what a signature is: over plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.issuance.policy import Claim, collect_until, days_over, due_date, refuse_handover, refuse_signature
from giliran.offices.policy import Calendar, day_off

MONDAY = date(2026, 11, 23)
WEEK = Calendar(weekdays={0, 1, 2, 3, 4}, holidays={}, closures={})
CHRISTMAS = Calendar(
    weekdays={0, 1, 2, 3, 4},
    holidays={date(2026, 12, 24): ("Cuti bersama", "Joint leave"), date(2026, 12, 25): ("Natal", "Christmas")},
    closures={date(2026, 12, 28): "Banjir"},
)


@pytest.mark.parametrize(
    ("calendar", "visited", "days", "due"),
    [
        (WEEK, MONDAY, 4, date(2026, 11, 27)),
        (WEEK, date(2026, 11, 24), 4, date(2026, 11, 30)),
        (WEEK, date(2026, 11, 27), 4, date(2026, 12, 3)),
        (WEEK, date(2026, 11, 28), 4, date(2026, 12, 3)),
        (WEEK, MONDAY, 0, MONDAY),
        (WEEK, MONDAY, 1, date(2026, 11, 24)),
        (CHRISTMAS, date(2026, 12, 22), 4, date(2026, 12, 31)),
        (replace(WEEK, weekdays={0, 1, 2, 3, 4, 5}), date(2026, 11, 26), 4, date(2026, 12, 1)),
        (replace(WEEK, is_open=False), MONDAY, 4, date(2026, 11, 27)),
    ],
)
def test_four_working_days_after_the_visit(calendar: Calendar, visited: date, days: int, due: date) -> None:
    assert due_date(calendar, visited, days) == due


DAYS = st.integers(0, 200).map(lambda number: MONDAY + timedelta(days=number))
CALENDARS = st.builds(
    Calendar,
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    holidays=st.lists(DAYS, max_size=8).map(lambda days: dict.fromkeys(days, ("Libur", "Holiday"))),
    closures=st.lists(DAYS, max_size=4).map(lambda days: dict.fromkeys(days, "Banjir")),
)


@given(CALENDARS, DAYS, st.integers(1, 8))
def test_the_promise_is_a_working_day_with_so_many_working_days_up_to_it(
    calendar: Calendar, visited: date, days: int
) -> None:
    due = due_date(calendar, visited, days)
    between = [visited + timedelta(days=number) for number in range(1, (due - visited).days + 1)]
    assert [day for day in between if day_off(calendar, day) is None][-1:] == [due]
    assert sum(day_off(calendar, day) is None for day in between) == days


@given(CALENDARS, DAYS, st.integers(1, 6))
def test_a_holiday_more_never_brings_the_promise_forward(calendar: Calendar, visited: date, days: int) -> None:
    due = due_date(calendar, visited, days)
    more = replace(calendar, holidays={**calendar.holidays, due: ("Libur", "Holiday")})
    assert due_date(more, visited, days) > due


def test_it_is_late_from_the_day_after() -> None:
    assert [days_over(MONDAY, MONDAY + timedelta(days=number)) for number in (-1, 0, 1, 3)] == [0, 0, 1, 3]


def test_thirty_days_are_calendar_days() -> None:
    assert collect_until(date(2026, 11, 27), 30) == date(2026, 12, 27)


HERSELF = Claim("self", person_age=36, taker_age=36, same_nik=True)
BROTHER = Claim("relative", person_age=36, taker_age=30, same_nik=False, same_kk=True)
FRIEND = Claim("attorney", person_age=36, taker_age=30, same_nik=False, letter="12/SK/2026")


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        (HERSELF, None),
        (replace(HERSELF, same_nik=False), "not_this_person"),
        (replace(HERSELF, person_age=16), "self_is_a_child"),
        (replace(HERSELF, person_age=17), None),
        (BROTHER, None),
        (replace(BROTHER, same_kk=False), "other_family"),
        (replace(BROTHER, same_kk=None), "family_unknown"),
        (replace(BROTHER, taker_age=16), "taker_is_a_child"),
        (replace(BROTHER, same_nik=True), "is_the_person"),
        (replace(BROTHER, person_age=3), None),
        (FRIEND, None),
        (replace(FRIEND, letter="  "), "letter_missing"),
        (replace(FRIEND, taker_age=16), "taker_is_a_child"),
    ],
)
def test_who_may_take_it(claim: Claim, code: str | None) -> None:
    assert refuse_handover(claim) == code


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("M20 100L60 40L90 140", None),
        ("M20 100 L60 40 M90 140 L10 10", None),
        ("", "signature_missing"),
        ("M20 100", "signature_unreadable"),
        ("M20 100L21 100", "signature_missing"),
        ("M20 100M500 100", "signature_missing"),
        ("M20 100L601 40", "signature_unreadable"),
        ("M20 100L60 201", "signature_unreadable"),
        ('M20 100L60 40"/><script>', "signature_unreadable"),
        ("M20 100L60 40" * 3000, "signature_unreadable"),
        ("M20 100C60 40 1 1 2 2", "signature_unreadable"),
    ],
)
def test_a_signature_is_ink_within_the_box(path: str, code: str | None) -> None:
    assert refuse_signature(path) == code
