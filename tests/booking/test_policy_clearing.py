"""Where the parties of a closed day go: whole, to what holds them, and to the nearest."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from giliran.booking.policy import OpenSlot, Party, nearest_first, plan_moves

DAY = date(2026, 11, 24)
MORNING, AFTERNOON = 1, 2


def a_slot(id: int, days: int = 1, *, window: int = MORNING, free: int = 5) -> OpenSlot:
    day = DAY + timedelta(days=days)
    return OpenSlot(id, window, day, datetime.combine(day, time(6 + 2 * window), UTC), free)


def a_party(id: int = 1, people: int = 1, *, window: int = MORNING) -> Party:
    return Party(id, people, window, DAY)


def test_the_next_day_comes_first_and_on_it_the_own_window() -> None:
    slots = [a_slot(1, 2), a_slot(2, 1), a_slot(3, 1, window=AFTERNOON), a_slot(4, 2, window=AFTERNOON)]
    assert nearest_first(a_party(), slots) == [2, 3, 1, 4]
    assert nearest_first(a_party(window=AFTERNOON), slots) == [3, 2, 4, 1]


def test_nobody_is_moved_to_the_day_itself_or_to_an_earlier_one() -> None:
    assert nearest_first(a_party(), [a_slot(1, 0), a_slot(2, -1)]) == []


def test_a_party_is_moved_whole_past_what_is_too_small_for_it() -> None:
    slots = [a_slot(1, 1, free=2), a_slot(2, 3, free=3)]
    assert plan_moves([a_party(people=3)], slots) == {1: 2}
    assert plan_moves([a_party(people=4)], slots) == {}


def test_whoever_booked_first_is_moved_first() -> None:
    slots = [a_slot(1, 1, free=2), a_slot(2, 2, free=2)]
    parties = [a_party(1, 2), a_party(2, 1), a_party(3, 1), a_party(4, 1)]
    assert plan_moves(parties, slots) == {1: 1, 2: 2, 3: 2}


drawn_slots = st.lists(
    st.tuples(st.integers(-3, 8), st.sampled_from([MORNING, AFTERNOON]), st.integers(0, 6)), max_size=12
)
many_slots = drawn_slots.map(
    lambda drawn: [a_slot(n, days, window=window, free=free) for n, (days, window, free) in enumerate(drawn, 1)]
)
many_parties = st.lists(st.tuples(st.integers(1, 5), st.sampled_from([MORNING, AFTERNOON])), max_size=20).map(
    lambda drawn: [a_party(n, people, window=window) for n, (people, window) in enumerate(drawn, 1)]
)


@given(many_parties, many_slots)
def test_a_plan_promises_no_seat_twice_and_leaves_nobody_out_whom_a_slot_still_holds(
    parties: list[Party], slots: list[OpenSlot]
) -> None:
    moves = plan_moves(parties, slots)
    by_id = {slot.id: slot for slot in slots}
    left = {slot.id: slot.free for slot in slots}
    for party in parties:
        if party.booking_id in moves:
            assert by_id[moves[party.booking_id]].date > party.date
            left[moves[party.booking_id]] -= party.people
    assert all(free >= 0 for free in left.values())
    for party in parties:
        if party.booking_id not in moves:
            assert all(left[slot.id] < party.people for slot in slots if slot.date > party.date)


@given(many_parties, many_slots, st.integers(0, 20))
def test_a_plan_of_the_first_few_is_the_beginning_of_the_whole_plan(
    parties: list[Party], slots: list[OpenSlot], few: int
) -> None:
    whole = plan_moves(parties, slots)
    first = [party.booking_id for party in parties[:few]]
    assert plan_moves(parties[:few], slots) == {id_: slot for id_, slot in whole.items() if id_ in first}


@given(many_parties, many_slots)
def test_each_party_goes_to_the_nearest_that_those_before_it_left(parties: list[Party], slots: list[OpenSlot]) -> None:
    moves = plan_moves(parties, slots)
    left = list(slots)
    for party in parties:
        nearest = nearest_first(party, left)
        assert moves.get(party.booking_id) == (nearest[0] if nearest else None)
        left = [
            slot._replace(free=slot.free - party.people) if slot.id == moves.get(party.booking_id) else slot
            for slot in left
        ]
