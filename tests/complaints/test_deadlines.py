"""Terms against the calendar, by rules of their own rather than by the code's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giliran.complaints.policy import Terms, deadlines, last_day_of, next_due, working_days_later
from giliran.offices.policy import Calendar, day_off

pytestmark = pytest.mark.one_engine
TERMS = Terms(3, 5, {"information": 5, "aspiration": 5, "ordinary": 14, "supervisory": 60}, 10)
WIB = "Asia/Jakarta"
JAN = date(2027, 1, 1)
ZONES = st.sampled_from([WIB, "Asia/Makassar", "Asia/Jayapura"])
DAYS = st.sets(st.integers(0, 399), max_size=60)
LONG = st.tuples(st.integers(0, 300), st.integers(5, 20))
"""Where a long holiday begins, and how many days it has."""


def _calendar(weekdays: set[int], off: set[int], closed: set[int], long: tuple[int, int]) -> Calendar:
    holidays = off | set(range(long[0], long[0] + long[1]))
    return Calendar(weekdays, {JAN + timedelta(days=n): ("Libur", "Off") for n in holidays},
                    {JAN + timedelta(days=n): "Tutup" for n in closed})  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    weekdays=st.sets(st.integers(0, 6), min_size=4), off=DAYS, closed=DAYS, long=LONG, zone=ZONES,
    filed=st.datetimes(datetime(2026, 12, 1), datetime(2027, 6, 30)), klass=st.sampled_from(sorted(TERMS.finish)),
)  # fmt: skip
def test_a_term_ends_with_a_working_day_and_holds_as_many_as_it_says(weekdays: set[int], off: set[int],
        closed: set[int], long: tuple[int, int], zone: str, filed: datetime, klass: str) -> None:  # fmt: skip
    calendar, filed_at = _calendar(weekdays, off, closed, long), filed.replace(tzinfo=UTC)
    due = deadlines(calendar, filed_at, zone, klass, TERMS)
    first = filed_at.astimezone(ZoneInfo(zone)).date()
    ends = (due.verify_due_at, due.first_answer_due_at, due.close_due_at)
    for end, days in zip(ends, (3, 5, TERMS.finish[klass]), strict=True):
        last = last_day_of(end, zone)
        between = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
        assert sum(day_off(calendar, day) is None for day in between) == days
        assert day_off(calendar, last) is None
        assert end.astimezone(ZoneInfo(zone)).time() == time()
    assert ends[0] < ends[1] <= ends[2]
    later = deadlines(calendar, filed_at + timedelta(days=1), zone, klass, TERMS)
    assert due.close_due_at <= later.close_due_at


def test_a_term_over_a_long_holiday_by_hand() -> None:
    """Filed on Thursday, 4 March 2027; Idul Fitri with joint leave from 8 to 14 March, Nyepi already past."""
    lebaran = {date(2027, 3, day): ("Idul Fitri", "Eid") for day in range(8, 15)}
    calendar = Calendar({0, 1, 2, 3, 4}, lebaran, {date(2027, 3, 17): "Pemadaman"})
    filed_at = datetime(2027, 3, 4, 16, 59, tzinfo=UTC)  # 23.59 WIB
    due = deadlines(calendar, filed_at, WIB, "ordinary", TERMS)
    days = [last_day_of(one, WIB).isoformat() for one in (due.verify_due_at, due.first_answer_due_at, due.close_due_at)]
    assert days == ["2027-03-16", "2027-03-19", "2027-04-01"]
    assert working_days_later(calendar, filed_at + timedelta(minutes=1), WIB, 3) > due.verify_due_at


def test_what_is_due_next_is_the_first_term_that_was_not_met() -> None:
    due = deadlines(Calendar({0, 1, 2, 3, 4}, {}, {}), datetime(2027, 1, 4, tzinfo=UTC), WIB, "ordinary", TERMS)
    asked = [(False, False), (True, False), (True, True)]
    assert [next_due(due, is_verified=v, is_answered=a) for v, a in asked] == [
        due.verify_due_at, due.first_answer_due_at, due.close_due_at,
    ]  # fmt: skip
    until = datetime(2027, 5, 1, tzinfo=UTC)
    assert next_due(due, is_verified=False, is_answered=False, extended_until=until) == until
