"""Who gets which seat once the order is drawn."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.opening.policy import seats
from giliran.opening.policy.draw import RollEntry
from giliran.opening.policy.seats import SlotRoom

ROOMS = st.lists(
    st.builds(SlotRoom, st.integers(1, 9), st.sampled_from(["08:00", "13:00"]), st.integers(0, 12)),
    unique_by=lambda room: room.id,
    max_size=6,
)
WISHES = st.one_of(
    st.just("any"), st.just(""), st.lists(st.integers(1, 9), min_size=1).map(lambda ids: ",".join(map(str, ids)))
)
PARTIES = st.lists(st.builds(RollEntry, st.just("a"), st.just(1), st.just(0), st.integers(1, 5), WISHES), max_size=40)


def copied(rooms: list[SlotRoom]) -> list[SlotRoom]:
    return [SlotRoom(room.id, room.starts_at, room.free) for room in rooms]


def party(size: int, wishes: str = "any", id_: str = "a") -> RollEntry:
    return RollEntry(id_, 1, 0, size, wishes)


@pytest.mark.parametrize(
    ("rooms", "size", "slot"),
    [
        ([SlotRoom(1, "08", 9), SlotRoom(2, "13", 4)], 4, 2),
        ([SlotRoom(1, "08", 9), SlotRoom(2, "13", 4)], 5, 1),
        ([SlotRoom(1, "13", 4), SlotRoom(2, "08", 4)], 4, 2),
        ([SlotRoom(2, "08", 4), SlotRoom(1, "08", 4)], 4, 1),
        ([SlotRoom(1, "08", 3)], 4, None),
        ([], 1, None),
    ],
    ids=["fewest free", "that still holds it", "then earlier", "then smaller id", "none holds it", "no slots"],
)
def test_any_takes_the_fullest_slot_that_still_holds_the_party(
    rooms: list[SlotRoom], size: int, slot: int | None
) -> None:
    assert seats.choose_any(rooms, size) == slot
    assert seats.give([party(size)], copied(rooms)) == [(party(size), slot)]


@pytest.mark.parametrize(
    ("wishes", "size", "slot"), [((3, 1, 2), 2, 1), ((1, 2), 3, 2), ((2,), 6, None), ((9,), 1, None), ((), 1, None)]
)
def test_a_wish_is_the_first_that_fits(wishes: tuple[int, ...], size: int, slot: int | None) -> None:
    rooms = {1: SlotRoom(1, "08", 2), 2: SlotRoom(2, "13", 5), 3: SlotRoom(3, "08", 1)}
    assert seats.choose_wished(wishes, rooms, size) == slot


@given(PARTIES, ROOMS)
def test_seats_are_given_one_party_after_the_other(parties: list[RollEntry], rooms: list[SlotRoom]) -> None:
    """The quick way gives what looking at every slot again for each party would."""
    slow, due = copied(rooms), []
    for one in parties:
        by_id = {room.id: room for room in slow}
        wishes = seats.wishes_of(one.wishes)
        slot = (
            seats.choose_any(slow, one.party) if one.wishes == "any" else seats.choose_wished(wishes, by_id, one.party)
        )
        if slot is not None:
            by_id[slot].free -= one.party
        due.append((one, slot))
    given_ = copied(rooms)
    assert seats.give(parties, given_) == due
    assert given_ == slow


@given(PARTIES, ROOMS)
def test_a_party_is_whole_or_not_at_all_and_never_above_what_is_free(
    parties: list[RollEntry], rooms: list[SlotRoom]
) -> None:
    before = {room.id: room.free for room in rooms}
    taken: Counter[int] = Counter()
    for one, slot in seats.give(parties, left := copied(rooms)):
        if slot is not None:
            taken[slot] += one.party
    assert {room.id: room.free for room in left} == {id_: free - taken[id_] for id_, free in before.items()}
    assert all(room.free >= 0 for room in left)


@given(PARTIES, ROOMS)
def test_nobody_who_fits_anywhere_goes_without(parties: list[RollEntry], rooms: list[SlotRoom]) -> None:
    result = seats.give_any(parties, left := copied(rooms))
    most = max((room.free for room in left), default=0)
    assert all(one.party > most for one, slot in result if slot is None)


@given(PARTIES, ROOMS, st.randoms(use_true_random=False))
def test_the_order_of_slots_changes_nothing(parties: list[RollEntry], rooms: list[SlotRoom], rng: Random) -> None:
    shuffled = rng.sample(copied(rooms), len(rooms))
    assert seats.give(parties, shuffled) == seats.give(parties, copied(rooms))


def test_entitled_seats_are_given_whatever_was_wished() -> None:
    one = party(2, wishes="77")
    assert seats.give_any([one], [SlotRoom(1, "08", 2)]) == [(one, 1)]


@pytest.mark.parametrize(
    ("wishes", "fair"),
    [("any", True), ("1,2", True), ("1", False), ("1,1,1", False), ("1,9,8", False), ("", False), ("1,2,3", True)],
)
def test_an_attempt_is_fair_if_its_wishes_cover_half_of_the_windows(wishes: str, fair: bool) -> None:
    assert seats.is_fair_attempt(wishes, [1, 2, 3, 4]) is fair
