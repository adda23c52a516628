from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.accounts.policy import (
    Reason,
    age_on,
    check_birth_date,
    is_elderly,
    is_minor,
    is_under_five,
    minors_alone,
)

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1990, 11, 22), DAY, 36),
        (date(1990, 11, 23), DAY, 35),
        (DAY, DAY, 0),
        (date(2026, 11, 23), DAY, -1),
        (date(2008, 2, 29), date(2025, 2, 28), 16),
        (date(2008, 2, 29), date(2025, 3, 1), 17),
    ],
)
def test_age_is_in_full_years(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@given(st.dates(date(1916, 1, 1), DAY), st.integers(0, 40_000))
def test_nobody_grows_younger(born: date, later: int) -> None:
    day = date.fromordinal(min(DAY.toordinal() + later, date.max.toordinal()))
    assert age_on(born, day) >= age_on(born, DAY) >= 0


@pytest.mark.parametrize(
    ("born", "minor", "elderly", "young"),
    [
        (date(2020, 11, 23), True, False, True),  # 5, six tomorrow
        (date(2020, 11, 22), True, False, False),  # 6 today
        (date(2009, 11, 23), True, False, False),  # 16, seventeen tomorrow
        (date(2009, 11, 22), False, False, False),  # 17 today
        (date(1966, 11, 23), False, False, False),  # 59, sixty tomorrow
        (date(1966, 11, 22), False, True, False),  # 60 today
    ],
)
def test_the_ages_that_matter_begin_on_the_birthday(born: date, minor: bool, elderly: bool, young: bool) -> None:
    assert (is_minor(born, DAY), is_elderly(born, DAY), is_under_five(born, DAY)) == (minor, elderly, young)


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        (DAY, None),
        (date(1915, 11, 23), None),  # 110
        (date(2026, 11, 23), Reason("birth_date_ahead")),
        (date(1915, 11, 22), Reason("birth_date_too_old", {"most": 110})),
    ],
)
def test_only_an_impossible_birth_date_is_refused(born: date, reason: Reason | None) -> None:
    assert check_birth_date(born, DAY) == reason


def test_children_without_an_adult_are_noticed() -> None:
    child, adult = date(2015, 1, 1), date(1985, 1, 1)
    assert minors_alone([child], DAY) == Reason("minor_alone", {"adult_from": 17})
    assert minors_alone([child, adult], DAY) is None
    assert minors_alone([], DAY) is None
