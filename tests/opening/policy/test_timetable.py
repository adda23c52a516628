"""When the steps come, and which seats are carved out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.offices.policy import RULES
from giliran.opening.policy.timetable import NOTICE, Carvable, Timetable, carve, faults, opens_after, timetable, undrawn

FIGURES = {key: rule.default for key, rule in RULES.items()}
JAYAPURA = ZoneInfo("Asia/Jayapura")


def local(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=JAYAPURA)


def test_the_default_week() -> None:
    times = timetable(FIGURES, local(27, 14), JAYAPURA)
    steps = (times.gathers_at, times.freezes_at, times.draws_at, times.opens_at, times.closes_at)
    assert steps == (local(23, 8), local(26, 20), local(27, 8), local(27, 14), local(28, 20))


_WEEKDAY, _MINUTE = st.integers(0, 6), st.integers(0, 1439)


@given(st.fixed_dictionaries({
    f"{step}_{part}": _WEEKDAY if part == "weekday" else _MINUTE
    for step in ("gather", "freeze", "draw", "close") for part in ("weekday", "minute")
}), _WEEKDAY, _MINUTE)  # fmt: skip
def test_whatever_an_office_chose_the_steps_follow_each_other(chosen: dict[str, int], day: int, minute: int) -> None:
    opens_at = local(23, 0) + timedelta(days=day, minutes=minute)
    times = timetable(chosen, opens_at, JAYAPURA)
    assert times.gathers_at < times.freezes_at < times.draws_at < times.opens_at < times.closes_at
    assert times.closes_at - times.gathers_at <= timedelta(weeks=4)


def test_a_draw_that_waits_moves_the_opening_with_it() -> None:
    opens_at = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
    assert opens_after(opens_at - timedelta(hours=6), opens_at) == opens_at
    assert opens_after(opens_at - NOTICE, opens_at) == opens_at
    late = opens_at - timedelta(minutes=31)
    assert opens_after(late, opens_at) == opens_at + timedelta(minutes=30)


TUESDAY, WEDNESDAY = date(2026, 12, 1), date(2026, 12, 2)


def test_a_share_of_all_seats_lies_on_the_walk_in_days() -> None:
    slots = [Carvable(1, TUESDAY, 25), Carvable(2, TUESDAY, 24), Carvable(3, WEDNESDAY, 51)]
    assert carve(slots, 20, {1, 3}) == {1: 10, 2: 10}
    assert carve(slots, 0, {1, 3}) == {}
    assert carve(slots, 20, {4}) == {}


@pytest.mark.parametrize("share", [50, 100])
def test_no_slot_gives_more_than_it_has(share: int) -> None:
    slots = [Carvable(1, TUESDAY, 3), Carvable(2, TUESDAY, 1), Carvable(3, WEDNESDAY, 96)]
    assert carve(slots, share, {1}) == {1: 3, 2: 1}


@given(st.lists(st.integers(0, 300), min_size=1, max_size=12), st.integers(0, 50))
def test_all_that_is_wanted_and_fits_is_carved(sizes: list[int], share: int) -> None:
    slots = [Carvable(n, TUESDAY if n % 2 else WEDNESDAY, size) for n, size in enumerate(sizes)]
    given_away = carve(slots, share, {1})
    room = {slot.id: slot.capacity for slot in slots if slot.date == TUESDAY}
    assert all(0 < seats <= room[slot_id] for slot_id, seats in given_away.items())
    assert sum(given_away.values()) == min(sum(sizes) * share // 100, sum(room.values()))


GOOD = Timetable(*(datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in (
    (23, 1), (26, 13), (27, 1), (27, 7), (28, 13),
)))  # fmt: skip
FIRST_VISIT, LAST_VISIT = datetime(2026, 11, 30, 1, tzinfo=UTC), datetime(2026, 12, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"freezes_at": GOOD.gathers_at + timedelta(minutes=4)}, [("steps_out_of_order", "freezes_at")]),
        ({"draws_at": GOOD.freezes_at}, []),
        ({"draws_at": GOOD.freezes_at - timedelta(minutes=1)}, [("steps_out_of_order", "draws_at")]),
        ({"opens_at": GOOD.draws_at - timedelta(minutes=1)}, [("steps_out_of_order", "opens_at")]),
        ({"closes_at": GOOD.opens_at}, [("steps_out_of_order", "closes_at")]),
        ({"gathers_at": GOOD.gathers_at - timedelta(days=2)}, [("step_past", "gathers_at")]),
        ({"opens_at": FIRST_VISIT, "closes_at": LAST_VISIT}, [("opens_too_late", "opens_at")]),
        ({"closes_at": LAST_VISIT + timedelta(minutes=1)}, [("closes_too_late", "closes_at")]),
    ],
)
def test_what_is_wrong_with_a_timetable_is_told_at_its_step(change, wrong) -> None:  # type: ignore[no-untyped-def]
    now = GOOD.gathers_at - timedelta(days=1)
    assert faults(replace(GOOD, **change), now, FIRST_VISIT, LAST_VISIT, draws=True) == wrong


def test_where_nothing_is_drawn_only_opening_and_close_count() -> None:
    times = undrawn(replace(GOOD, draws_at=GOOD.closes_at))
    assert (times.gathers_at, times.freezes_at, times.draws_at) == (GOOD.opens_at,) * 3
    odd = replace(GOOD, gathers_at=LAST_VISIT, freezes_at=GOOD.gathers_at)
    assert faults(odd, GOOD.draws_at, FIRST_VISIT, LAST_VISIT, draws=False) == []
    late = GOOD.opens_at + timedelta(minutes=2)
    assert faults(odd, late, FIRST_VISIT, LAST_VISIT, draws=False) == [("step_past", "opens_at")]
