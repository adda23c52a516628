"""Who has been let in, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from giliran.opening.policy.turns import Stretch, admitted, came_at, expected_at, has_come, wait_range

OPENS = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)


def later(minutes: float) -> datetime:
    return OPENS + timedelta(minutes=minutes)


def test_the_first_is_let_in_at_the_very_start_and_the_next_by_the_pace() -> None:
    line = [Stretch(OPENS, 60, 0)]
    assert admitted(line, later(-0.1)) == 0
    assert [admitted(line, later(minutes)) for minutes in (0, 0.5, 1, 2)] == [1, 31, 61, 121]


def test_a_pause_lets_nobody_in_and_what_follows_goes_on_where_it_was() -> None:
    line = [Stretch(OPENS, 60, 0), Stretch(later(1), 0, 61), Stretch(later(10), 30, 61)]
    assert [admitted(line, later(minutes)) for minutes in (0.5, 5, 10, 12)] == [31, 61, 61, 121]


def test_a_party_of_five_is_five_steps_of_the_line() -> None:
    line = [Stretch(OPENS, 5, 0)]
    assert came_at(line, 0, later(3)) == OPENS
    assert came_at(line, 5, later(3)) == later(1)
    assert came_at(line, 50, later(3)) is None


def test_a_turn_in_a_later_stretch_comes_when_that_stretch_says() -> None:
    line = [Stretch(OPENS, 10, 0), Stretch(later(1), 0, 11), Stretch(later(10), 5, 11)]
    assert came_at(line, 10, later(20)) == later(1)
    assert came_at(line, 15, later(20)) == later(11)


@given(
    st.lists(st.tuples(st.integers(0, 200), st.floats(0.1, 30)), min_size=1, max_size=5),
    st.integers(0, 400),
    st.floats(0, 120),
)
def test_a_turn_has_come_exactly_when_it_says_so(parts: list[tuple[int, float]], ahead: int, minutes: float) -> None:
    line, at = [], OPENS
    for pace, length in parts:
        line.append(Stretch(at, pace, admitted(line, at)))
        at += timedelta(minutes=length)
    now = later(minutes)
    moment = came_at(line, ahead, now)
    assert (moment is not None) == has_come(ahead, admitted(line, now))
    if moment is not None:
        assert moment <= now
        assert has_come(ahead, admitted(line, moment + timedelta(milliseconds=1)))


@given(st.lists(st.integers(1, 200), min_size=1, max_size=4), st.lists(st.floats(0, 60), min_size=2, max_size=2))
def test_nobody_is_ever_put_out_again(paces: list[int], moments: list[float]) -> None:
    line: list[Stretch] = []
    for n, pace in enumerate(paces):
        line.append(Stretch(later(5 * n), pace, admitted(line, later(5 * n))))
    first, second = sorted(moments)
    assert admitted(line, later(first)) <= admitted(line, later(second))


def test_what_is_told_before_is_what_the_pace_says() -> None:
    assert expected_at(120, 60, OPENS) == later(2)
    assert wait_range(0, 60) == (0, 1)
    assert wait_range(600, 60) == (8, 16)
    assert wait_range(600, 0) is None
