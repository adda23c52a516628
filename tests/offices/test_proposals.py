"""What the head of an office may change, and what is said to bad input."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.offices.policy import (
    LETTERS,
    AddWindow,
    ChangeWindow,
    CloseDays,
    DropQuotas,
    Proposal,
    ReopenDay,
    RestoreWindow,
    RetireWindow,
    RulePlan,
    SetFigures,
    SetQuotas,
    SetWorkingDays,
    next_letter,
    windows_overlap,
)
from tests.offices.setups import AFTERNOON, CHRISTMAS, EVENING, MONDAY, MORNING, TODAY, a_setup

SATURDAY = MONDAY + timedelta(days=5)


def a_window(start: time = time(16, 30), end: time = time(18), seats: int = 8) -> AddWindow:
    return AddWindow("Sore", "Late afternoon", start, end, seats, MONDAY)


def codes(proposal: Proposal, setup=None) -> list[tuple[str, str]]:
    return [(fault.code, fault.field) for fault in proposal.faults(setup or a_setup(), TODAY)]


@pytest.mark.parametrize(
    ("proposal", "faults"),
    [
        (a_window(), []),
        (a_window(time(8), time(8)), [("end_before_start", "ends_at")]),
        (a_window(time(18), time(17)), [("end_before_start", "ends_at")]),
        (a_window(time(11), time(13, 30)), [("windows_overlap", "starts_at"), ("windows_overlap", "starts_at")]),
        (a_window(seats=-1), [("absurd_quota", "capacity")]),
        (a_window(seats=2001), [("absurd_quota", "capacity")]),
        (replace(a_window(), valid_from=date(2026, 11, 21)), [("date_past", "valid_from")]),
        (replace(a_window(), valid_from=date(2030, 1, 1)), [("date_too_far", "valid_from")]),
        (ChangeWindow(1, "Pagi", "Morning", time(8), time(13, 1)), [("windows_overlap", "starts_at")]),
        (ChangeWindow(1, "Pagi", "Morning", time(8), time(13)), []),
        (ChangeWindow(1, "Pagi", "Morning", time(8), time(12)), [("nothing_new", "")]),
        (ChangeWindow(9, "Pagi", "Morning", time(8), time(12)), [("unknown_window", "")]),
        (RetireWindow(1), []),
        (RetireWindow(3), [("unknown_window", "")]),
        (RestoreWindow(3), []),
        (RestoreWindow(1), [("unknown_window", "")]),
        (SetWorkingDays(frozenset()), [("no_working_day", "weekdays")]),
        (SetWorkingDays(frozenset(range(5))), [("nothing_new", "weekdays")]),
        (SetWorkingDays(frozenset(range(6))), []),
        (CloseDays(MONDAY, MONDAY, "Banjir"), []),
        (CloseDays(TODAY - timedelta(days=1), MONDAY, "Banjir"), [("date_past", "first")]),
        (CloseDays(MONDAY, TODAY, "Banjir"), [("end_before_start", "last")]),
        (CloseDays(MONDAY, date(2030, 1, 1), "Banjir"), [("date_too_far", "last")]),
        (CloseDays(CHRISTMAS, CHRISTMAS, "Libur"), [("holiday_already", "first")]),
        (CloseDays(SATURDAY, SATURDAY, "Libur"), [("no_work_already", "first")]),
        (CloseDays(SATURDAY, SATURDAY + timedelta(days=1), "Libur"), [("nothing_to_close", "first")]),
        (ReopenDay(MONDAY), [("not_closed", "")]),
        (ReopenDay(TODAY - timedelta(days=1)), [("date_past", "")]),
        (SetQuotas("online", MONDAY, {(0, 1): 2001}), [("absurd_quota", "q_0_1")]),
        (SetQuotas("online", MONDAY, {(0, 3): 1}), [("unknown_window", "")]),
        (SetQuotas("online", MONDAY, {(0, 1): 20}), [("nothing_new", "valid_from")]),
        (SetQuotas("online", date(2026, 11, 1), {(0, 1): 21}), [("date_past", "valid_from")]),
        (DropQuotas("online", TODAY), [("rules_begun", "")]),
        (DropQuotas("online", MONDAY), [("nothing_new", "")]),
        (SetFigures({"gate_early_minutes": 241}), [("out_of_bounds", "gate_early_minutes")]),
        (SetFigures({"seats_per_account": 6}), [("not_for_offices", "seats_per_account")]),
        (SetFigures({"gate_early_minutes": 60}), [("nothing_new", "")]),
        (SetFigures({"gate_early_minutes": 30, "release_weekday": 3}), []),
    ],
)
def test_what_is_wrong_is_said_at_its_field(proposal: Proposal, faults: list[tuple[str, str]]) -> None:
    assert codes(proposal) == faults


def test_a_day_is_closed_once() -> None:
    closed = CloseDays(MONDAY, MONDAY, "Banjir").on(a_setup())
    again = CloseDays(MONDAY, MONDAY, "Listrik padam")
    assert codes(again, closed) == [("closed_already", "first")]
    assert codes(ReopenDay(MONDAY), closed) == []
    assert ReopenDay(MONDAY).on(closed) == a_setup()


def test_a_range_closes_working_days_only() -> None:
    proposal = CloseDays(date(2026, 12, 24), date(2026, 12, 28), "Perbaikan gedung")
    assert proposal.on(a_setup()).calendar.closures == {
        date(2026, 12, 24): "Perbaikan gedung",
        date(2026, 12, 28): "Perbaikan gedung",
    }
    assert proposal.off_already(a_setup()) == [date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 27)]


def test_a_new_window_takes_the_next_letter_and_its_seats() -> None:
    after = a_window().on(a_setup())
    new = after.window(0)
    assert new is not None
    assert (new.letter, new.hours) == ("D", (time(16, 30), time(18)))
    assert [after.seats_on(MONDAY + timedelta(days=n), "online").get(0) for n in range(6)] == [8] * 5 + [None]


def test_letters_of_pools_and_of_old_windows_are_never_given() -> None:
    windows: tuple = ()
    given_letters = []
    for _ in range(len(LETTERS)):
        letter = next_letter(windows)
        given_letters.append(letter)
        windows = (*windows, replace(EVENING, letter=letter))
    assert "".join(given_letters) == "ABCDFGIJKLMNOQRSTUVYZ"
    assert next_letter(windows) == ""
    assert codes(a_window(), replace(a_setup(), windows=windows)) == [("no_letter_left", "name_id")]


def test_a_window_that_comes_back_must_still_fit() -> None:
    setup = a_setup(windows=(MORNING, replace(EVENING, starts_at=time(11))))
    assert codes(RestoreWindow(3), setup) == [("windows_overlap", "starts_at")]


def test_figures_of_a_date_stand_alone_and_can_be_taken_back() -> None:
    start = MONDAY + timedelta(weeks=1)
    cells = {(weekday, window): 0 for weekday in range(7) for window in (1, 2)} | {(0, 1): 25}
    after = SetQuotas("online", start, cells).on(a_setup())
    assert after.seats_on(MONDAY, "online") == {1: 20, 2: 10}
    assert after.seats_on(start, "online") == {1: 25, 2: 0}
    assert {rule.weekday for rule in after.rules if rule.valid_from == start} == set(range(5))
    assert DropQuotas("online", start).on(after) == a_setup()


def test_setting_the_same_date_again_replaces_it() -> None:
    once = SetQuotas("online", MONDAY, {(0, 1): 25, (1, 1): 25}).on(a_setup())
    twice = SetQuotas("online", MONDAY, {(0, 1): 30, (1, 1): 20}).on(once)
    assert [(r.weekday, r.capacity) for r in twice.rules if r.valid_from == MONDAY] == [(0, 30), (1, 20)]


def test_other_pools_are_left_alone() -> None:
    priority = RulePlan(1, 0, "priority", 5, MONDAY)
    setup = a_setup(rules=(*a_setup().rules, priority))
    assert priority in SetQuotas("online", MONDAY, {(0, 1): 25}).on(setup).rules
    assert priority in DropQuotas("online", MONDAY).on(setup).rules


@given(st.times(), st.times())
def test_no_accepted_window_overlaps_another(start: time, end: time) -> None:
    proposal = a_window(start, end)
    if proposal.faults(a_setup(), TODAY):
        return
    assert not any(windows_overlap((start, end), one.hours) for one in (MORNING, AFTERNOON))


@given(st.dates(TODAY, TODAY + timedelta(days=60)), st.integers(0, 40))
def test_closing_and_reopening_every_day_changes_nothing(first: date, length: int) -> None:
    setup = a_setup()
    closing = CloseDays(first, first + timedelta(days=length), "Pindah gedung")
    after = closing.on(setup)
    for day in closing.days(setup):
        assert ReopenDay(day).faults(after, TODAY) == []
        after = ReopenDay(day).on(after)
    assert after == setup


@given(
    st.dictionaries(st.tuples(st.integers(0, 6), st.sampled_from([1, 2])), st.integers(0, 2000), min_size=1),
    st.integers(0, 400),
)
def test_what_is_set_is_what_holds(cells: dict[tuple[int, int], int], ahead: int) -> None:
    start = TODAY + timedelta(days=ahead)
    after = SetQuotas("online", start, cells).on(a_setup())
    for (weekday, window), seats in cells.items():
        day = start + timedelta(days=(weekday - start.weekday()) % 7)
        assert after.seats_on(day, "online").get(window, 0) == seats
    assert {rule for rule in after.rules if rule.valid_from < start} == {
        rule for rule in a_setup().rules if rule.valid_from < start
    }
