"""Who is next, why, and that nobody starves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.onsite.policy import line
from giliran.onsite.policy.line import InLine

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NOW = EIGHT + timedelta(hours=3)


def someone(
    number: int,
    *,
    came: int = 0,
    due: int = 0,
    precedence: str = "regular",
    booking: int = 0,
    skipped: int | None = None,
) -> InLine:
    """Came and due in minutes after eight."""
    return InLine(
        number, booking or 1000 + number, precedence, EIGHT + timedelta(minutes=came), EIGHT + timedelta(minutes=due),
        "A", number, EIGHT, None if skipped is None else NOW + timedelta(minutes=skipped),
    )  # fmt: skip


def called(waiting: list[InLine], *, streak: int = 0, most: int = 2) -> list[tuple[int, str]]:
    return [(one.who.visit_id, one.why) for one in line.order(waiting, streak=streak, most_in_a_row=most, now=NOW)]


def test_coming_before_dawn_gains_nothing() -> None:
    early_bird = someone(1, came=-120, due=60)
    on_time = someone(2, came=25, due=30)
    assert called([early_bird, on_time]) == [(2, "turn"), (1, "turn")]


def test_equal_times_go_by_label() -> None:
    assert called([someone(2), someone(1)]) == [(1, "turn"), (2, "turn")]


def test_after_two_with_precedence_one_of_the_others() -> None:
    waiting = [someone(n, precedence="priority") for n in (1, 2, 3)] + [someone(n) for n in (4, 5)]
    assert called(waiting) == [
        (1, "precedence"), (2, "precedence"), (4, "balance"), (3, "precedence"), (5, "turn"),
    ]  # fmt: skip


def test_a_party_is_called_together() -> None:
    family = [someone(1, booking=7, precedence="priority"), someone(3, booking=7)]
    assert called([*family, someone(2)]) == [(1, "precedence"), (3, "party"), (2, "turn")]


def test_who_was_skipped_waits_unless_nobody_else_does() -> None:
    assert called([someone(1, skipped=3), someone(2)]) == [(2, "turn"), (1, "skipped")]
    assert called([someone(1, skipped=-1), someone(2)]) == [(1, "turn"), (2, "turn")]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (someone(1, booking=7), someone(2, booking=7), "party"),
        (someone(1), someone(2, skipped=2), "skipped"),
        (someone(2, precedence="express"), someone(1), "precedence"),
        (someone(2), someone(1, precedence="priority"), "balance"),
        (someone(2, came=5), someone(1, came=9), "arrived"),
        (someone(2, came=5), someone(1, came=0, due=15), "due"),
        (someone(1), someone(2), "label"),
    ],
)
def test_why_before(first: InLine, second: InLine, why: str) -> None:
    assert line.why_before(first, second, now=NOW) == why


_people = st.lists(
    st.tuples(st.integers(-60, 120), st.integers(0, 240), st.sampled_from(["regular", "priority", "express"]),
              st.integers(1, 12)), min_size=1, max_size=40,
)  # fmt: skip


@given(_people, st.integers(1, 4))
def test_nobody_is_lost_and_nobody_starves(people: list[tuple[int, int, str, int]], most: int) -> None:
    waiting = [
        someone(n, came=came, due=due, precedence=kind, booking=booking)
        for n, (came, due, kind, booking) in enumerate(people, start=1)
    ]
    found = list(line.order(waiting, streak=0, most_in_a_row=most, now=NOW))
    assert sorted(one.who.visit_id for one in found) == [one.visit_id for one in waiting]
    streak = 0
    for place, one in enumerate(found):
        if one.why == "party":
            continue
        others_wait = any(later.who.precedence == "regular" and later.why != "party" for later in found[place + 1 :])
        streak = 0 if one.who.precedence == "regular" else streak + 1
        assert streak <= most or not others_wait


@given(_people)
def test_one_after_the_other_is_the_same_as_all_at_once(people: list[tuple[int, int, str, int]]) -> None:
    waiting = [someone(n, came=a, due=b, precedence=kind, booking=p) for n, (a, b, kind, p) in enumerate(people, 1)]
    whole = list(line.order(waiting, streak=0, most_in_a_row=2, now=NOW))
    one_by_one, streak = [], 0
    while waiting:
        party, streak = line.next_party(waiting, streak=streak, most_in_a_row=2, now=NOW)
        one_by_one += party
        waiting = [one for one in waiting if one.visit_id not in {each.who.visit_id for each in party}]
    assert one_by_one == whole


@pytest.mark.parametrize(
    ("pool", "born", "pregnant", "disabled", "found"),
    [
        ("online", date(1966, 11, 23), False, False, "priority"),
        ("online", date(1966, 11, 24), False, False, "regular"),
        ("online", date(2020, 11, 24), False, False, "priority"),
        ("online", date(2020, 11, 23), False, False, "regular"),
        ("online", date(1990, 1, 1), True, False, "priority"),
        ("online", date(1990, 1, 1), False, True, "priority"),
        ("priority", date(1990, 1, 1), False, False, "priority"),
        ("express", date(1950, 1, 1), False, False, "express"),
        ("walk_in", date(1990, 1, 1), False, False, "regular"),
    ],
)
def test_precedence(pool: str, born: date, pregnant: bool, disabled: bool, found: str) -> None:
    day = date(2026, 11, 23)
    assert line.precedence_of(pool, born, day, is_pregnant=pregnant, has_disability=disabled) == found
