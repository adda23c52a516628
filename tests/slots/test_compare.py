"""What a change of the rules makes of slots: looked at and carried out by the same comparison."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.offices.policy import (
    AddWindow,
    ChangeWindow,
    CloseDays,
    Proposal,
    ReopenDay,
    RetireWindow,
    SetFigures,
    SetQuotas,
    Setup,
    SetWorkingDays,
)
from giliran.slots.policy import Change, SlotRow, SlotSpec, compare, missing, plan_setup
from tests.offices.setups import MONDAY, TODAY, a_setup

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=JAKARTA)
FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=JAKARTA)
NEXT_MONDAY = MONDAY + timedelta(weeks=1)


def wanted(setup: Setup) -> list[SlotSpec]:
    return plan_setup(setup, JAKARTA, TODAY)


def rows_for(setup: Setup, taken: dict[tuple[date, int], int] | None = None) -> list[SlotRow]:
    """The slots of a setup as the database holds them; `taken` by day and window."""
    taken = taken or {}
    return [
        SlotRow(
            number,
            spec.window_id,
            spec.date,
            spec.pool,
            "released" if spec.opens_at <= NOW else "draft",
            spec.capacity,
            taken.get((spec.date, spec.window_id), 0),
            spec.starts_at,
            spec.ends_at,
            spec.opens_at,
        )
        for number, spec in enumerate(wanted(setup), start=1)
    ]


def changes_by(proposal: Proposal, taken: dict[tuple[date, int], int] | None = None) -> list[Change]:
    before = a_setup()
    return compare(rows_for(before, taken), wanted(proposal.on(before)), NOW, was=wanted(before))


def week(seats: int) -> SetQuotas:
    return SetQuotas("online", MONDAY, {(weekday, 1): seats for weekday in range(5)})


def on(changes: list[Change], day: date, window: int = 1) -> Change:
    [found] = [one for one in changes if (one.after.date, one.after.window_id) == (day, window)]
    return found


def test_nothing_changes_where_the_rules_are_followed() -> None:
    setup = a_setup()
    assert compare(rows_for(setup), wanted(setup), NOW) == []


def test_a_closed_day_loses_its_free_seats_and_keeps_the_promised() -> None:
    changes = changes_by(CloseDays(MONDAY, MONDAY, "Banjir"), {(MONDAY, 1): 7})
    assert [(one.after.window_id, one.is_closed, one.stands, one.free_seats, one.after.taken) for one in changes] == [
        (1, True, True, -13, 7),
        (2, True, False, -10, 0),
    ]
    assert {one.after.capacity for one in changes} == {20, 10}


def test_a_smaller_quota_never_takes_a_promised_seat() -> None:
    changes = changes_by(week(5), {(MONDAY, 1): 7, (MONDAY + timedelta(days=1), 1): 2})
    monday, tuesday = on(changes, MONDAY), on(changes, MONDAY + timedelta(days=1))
    assert (monday.after.capacity, monday.over, monday.free_seats) == (7, 2, -13)
    assert (tuesday.after.capacity, tuesday.over, tuesday.free_seats) == (5, 0, -15)


def test_a_larger_quota_gives_free_seats_at_once_only_in_what_is_open() -> None:
    changes = changes_by(week(25))
    assert {one.free_seats for one in changes} == {5}
    assert {one.after.state for one in changes if one.after.date < NEXT_MONDAY} == {"released"}
    assert {one.after.state for one in changes if one.after.date >= NEXT_MONDAY} == {"draft"}


def test_new_hours_hold_where_nobody_was_promised_the_old_ones() -> None:
    changes = changes_by(ChangeWindow(1, "Pagi", "Morning", time(7), time(11)), {(MONDAY, 1): 1})
    monday, tuesday = on(changes, MONDAY), on(changes, MONDAY + timedelta(days=1))
    assert (monday.keeps_hours, monday.gets_hours, monday.after.starts_at.hour) == (True, False, 8)
    assert (tuesday.keeps_hours, tuesday.gets_hours, tuesday.after.starts_at.hour) == (False, True, 7)


def test_what_stands_since_an_earlier_change_is_told_once() -> None:
    smaller = week(5).on(a_setup())
    rows = [row._replace(capacity=max(5, row.taken)) if row.window_id == 1 else row
            for row in rows_for(a_setup(), {(MONDAY, 1): 7})]  # fmt: skip
    closing = CloseDays(MONDAY + timedelta(days=1), MONDAY + timedelta(days=1), "Banjir")
    changes = compare(rows, wanted(closing.on(smaller)), NOW, was=wanted(smaller))
    assert {one.after.date for one in changes} == {MONDAY + timedelta(days=1)}
    assert {one.over for one in compare(rows, wanted(smaller), NOW)} == {2}


def test_a_retired_window_closes_and_a_day_comes_back() -> None:
    retired = changes_by(RetireWindow(2), {(MONDAY, 2): 3})
    assert {one.after.window_id for one in retired} == {2}
    assert [one.after.date for one in retired if one.stands] == [MONDAY]
    closed = CloseDays(MONDAY, NEXT_MONDAY, "Banjir").on(a_setup())
    rows = [row._replace(state="closed") if row.date <= NEXT_MONDAY else row for row in rows_for(a_setup())]
    changes = compare(rows, wanted(ReopenDay(MONDAY).on(closed)), NOW, was=wanted(closed))
    assert [(one.after.date, one.after.state, one.is_reopened) for one in changes] == [(MONDAY, "released", True)] * 2
    later = compare(rows, wanted(ReopenDay(NEXT_MONDAY).on(closed)), NOW, was=wanted(closed))
    assert [(one.after.state, one.after.opens_at) for one in later] == [("draft", FRIDAY)] * 2


def test_a_week_that_was_opened_early_opens_again_after_a_closure() -> None:
    closed = CloseDays(NEXT_MONDAY, NEXT_MONDAY, "Banjir").on(a_setup())
    rows = [
        row._replace(state="closed", opens_at=NOW - timedelta(hours=1)) if row.date == NEXT_MONDAY else row
        for row in rows_for(a_setup())
    ]
    changes = compare(rows, wanted(a_setup()), NOW, was=wanted(closed))
    assert {(one.after.date, one.after.state) for one in changes} == {(NEXT_MONDAY, "released")}


def test_another_release_moves_what_is_not_open_and_closes_nothing() -> None:
    changes = changes_by(SetFigures({"release_weekday": 5, "release_minute": 9 * 60}))
    assert {one.before.state for one in changes if one.before} == {"draft"}
    assert {one.opens_anew for one in changes} == {True}
    assert on(changes, NEXT_MONDAY).after.opens_at == datetime(2026, 11, 28, 9, 0, tzinfo=JAKARTA)


def test_an_earlier_release_may_open_seats_at_once() -> None:
    late = datetime(2026, 11, 26, 10, 0, tzinfo=JAKARTA)
    setup = a_setup()
    after = SetFigures({"release_weekday": 2}).on(setup)
    changes = compare(rows_for(setup), wanted(after), late, was=wanted(setup))
    assert {one.after.state for one in changes if one.after.date < NEXT_MONDAY + timedelta(weeks=1)} == {"released"}


def test_a_new_window_and_a_new_weekday_add_slots() -> None:
    added = changes_by(AddWindow("Sore", "Late", time(17), time(18), 8, NEXT_MONDAY))
    assert {(one.is_new, one.after.capacity, one.after.window_id) for one in added} == {(True, 8, 0)}
    assert min(one.after.date for one in added) == NEXT_MONDAY
    saturday = changes_by(SetWorkingDays(frozenset(range(6))))
    assert saturday == []  # nobody has given Saturdays a quota yet


def test_a_slot_that_was_due_but_not_made_is_no_news() -> None:
    before = a_setup()
    changes = compare([], wanted(week(5).on(before)), NOW, was=wanted(before))
    assert {(one.before.capacity, one.after.capacity) for one in changes if one.before} == {(20, 5)}
    assert len(missing([], wanted(before))) == 40
    assert missing(rows_for(before), wanted(before)) == []


def test_what_has_begun_is_left_alone() -> None:
    setup = a_setup()
    monday_at_ten = datetime(2026, 11, 23, 10, 0, tzinfo=JAKARTA)
    changes = compare(rows_for(setup), wanted(CloseDays(MONDAY, MONDAY, "Banjir").on(setup)), monday_at_ten)
    assert [one.after.window_id for one in changes if one.after.date == MONDAY] == [2]


PROPOSALS = st.one_of(
    st.builds(lambda n: week(n), st.integers(0, 40)),
    st.builds(lambda n, m: CloseDays(MONDAY + timedelta(days=n), MONDAY + timedelta(days=n + m), "Banjir"),
              st.integers(0, 25), st.integers(0, 10)),
    st.sampled_from([RetireWindow(1), RetireWindow(2)]),
    st.builds(lambda days: SetWorkingDays(frozenset(days)), st.sets(st.integers(0, 6), min_size=1)),
    st.builds(lambda h: ChangeWindow(1, "Pagi", "Morning", time(h), time(h + 2)), st.integers(5, 10)),
    st.builds(lambda d, m: SetFigures({"release_weekday": d, "release_minute": m}), st.integers(0, 6),
              st.integers(0, 1439)),
)  # fmt: skip
TAKEN = st.dictionaries(
    st.tuples(st.dates(MONDAY, MONDAY + timedelta(days=32)), st.sampled_from([1, 2])), st.integers(0, 10)
)


@given(PROPOSALS, TAKEN)
def test_no_change_ever_takes_a_promised_seat_or_its_hours(
    proposal: Proposal, taken: dict[tuple[date, int], int]
) -> None:
    for change in changes_by(proposal, taken):
        assert change.before is not None
        assert change.after.taken == change.before.taken <= change.after.capacity
        if change.after.taken:
            assert (change.after.starts_at, change.after.ends_at) == (change.before.starts_at, change.before.ends_at)
        if change.before.state == "released":
            assert change.after.state in ("released", "closed")


@given(PROPOSALS, TAKEN)
def test_a_change_is_made_once(proposal: Proposal, taken: dict[tuple[date, int], int]) -> None:
    before, after = a_setup(), proposal.on(a_setup())
    rows = rows_for(before, taken)
    changed = {one.after.id: one.after for one in compare(rows, wanted(after), NOW)}
    settled = [changed.get(row.id, row) for row in rows]
    assert [one for one in compare(settled, wanted(after), NOW) if one.is_changed] == []


@given(PROPOSALS, TAKEN)
def test_free_seats_add_up(proposal: Proposal, taken: dict[tuple[date, int], int]) -> None:
    rows = rows_for(a_setup(), taken)
    changes = compare(rows, wanted(proposal.on(a_setup())), NOW)
    after = {one.after.id: one.after for one in changes}
    gained = sum(after.get(row.id, row).free - row.free for row in rows)
    gained += sum(one.after.free for one in changes if one.is_new)
    assert gained == sum(one.free_seats for one in changes)


@pytest.mark.parametrize("pool", ["priority", "walk_in"])
def test_windows_of_a_pool_never_share_labels(pool: str) -> None:
    setup = a_setup()
    rules = tuple(replace(rule, pool=pool) for rule in setup.rules)
    before = {(s.window_id, s.date): s.first_number for s in wanted(replace(setup, rules=rules))}
    early = AddWindow("Subuh", "Dawn", time(6), time(7), 5, MONDAY).on(replace(setup, rules=rules))
    after = {(s.window_id, s.date): s.first_number for s in wanted(early) if s.pool == pool}
    assert before == after
    assert {window: number for (window, _), number in before.items()} == {1: 1, 2: 501}
