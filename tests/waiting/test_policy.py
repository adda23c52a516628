"""Who stands where, and what a place must be like. R34, R88."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.waiting import policy
from giliran.waiting.policy import Came, Party, Place

TODAY = date(2026, 11, 22)
SEED = bytes(32)

niks = st.binary(min_size=32, max_size=32)


@st.composite
def some_parties(draw: st.DrawFn) -> list[Party]:
    drawn = draw(st.lists(st.lists(niks, min_size=1, max_size=5, unique=True), max_size=12))
    return [
        Party(
            number,
            number,
            draw(st.integers(0, 14)),
            draw(st.frozensets(st.integers(1, 3), max_size=3)),
            tuple(people),
            draw(st.integers(0, 1)),
            draw(st.integers(0, 9)),
        )
        for number, people in enumerate(drawn)
    ]


places = st.builds(
    lambda window, ahead, seats: Place(window, TODAY + timedelta(days=ahead), TODAY, seats),
    st.integers(1, 3),
    st.integers(0, 20),
    st.integers(0, 6),
)


@given(some_parties(), st.binary(min_size=32, max_size=32), st.randoms())
def test_the_order_does_not_depend_on_who_came_when(parties: list[Party], seed: bytes, rng: object) -> None:
    shuffled = list(parties)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    keys = [(one.class_no, -one.losses, policy.lot(seed, one.niks)) for one in policy.in_order(shuffled, seed)]
    assert keys == sorted(keys)
    if len({min(one.niks) for one in parties}) == len(parties):
        assert policy.in_order(shuffled, seed) == policy.in_order(parties, seed)


@given(some_parties(), st.binary(min_size=32, max_size=32))
def test_joining_again_changes_nothing(parties: list[Party], seed: bytes) -> None:
    again = [one._replace(id=one.id + 1000, niks=tuple(reversed(one.niks))) for one in parties]
    assert [one.id - 1000 for one in policy.in_order(again, seed)] == [one.id for one in policy.in_order(parties, seed)]


@given(some_parties(), places)
def test_only_who_can_take_the_place_is_in_its_line(parties: list[Party], place: Place) -> None:
    line = policy.line(parties, place, SEED)
    for party in parties:
        suits = not party.windows or place.window_id in party.windows
        fits = suits and place.ahead >= party.notice and party.size <= place.seats
        assert (party in line) == fits


@given(some_parties())
def test_ranks_of_a_day_are_the_numbers_from_one(parties: list[Party]) -> None:
    anywhen = [one._replace(windows=frozenset()) for one in parties]
    if len({min(one.niks) for one in parties}) < len(parties):
        return
    ranks = [policy.rank_among(one, anywhen, SEED) for one in anywhen]
    assert sorted(ranks) == [(number, len(parties)) for number in range(1, len(parties) + 1)]


def a_party(id_: int = 1, *, size: int = 1, notice: int = 0, windows: set[int] | None = None, **more: int) -> Party:
    people = tuple(bytes([id_, n]) * 16 for n in range(size))
    return Party(id_, id_, notice, frozenset(windows or ()), people, **more)


def test_who_is_owed_a_place_comes_first_then_who_lost_most() -> None:
    plain, lost, owed = a_party(1), a_party(2, losses=3), a_party(3, class_no=0)
    assert policy.in_order([plain, lost, owed], SEED) == [owed, lost, plain]


@pytest.mark.parametrize(
    ("party", "why"),
    [
        (a_party(), ""),
        (a_party(windows={7}), ""),
        (a_party(windows={8}), "other_window"),
        (a_party(notice=3), ""),
        (a_party(notice=4), "too_soon"),
        (a_party(size=2), ""),
        (a_party(size=3), "too_few"),
    ],
)
def test_a_place_that_suits_and_one_that_does_not(party: Party, why: str) -> None:
    assert policy.why_not(party, Place(7, TODAY + timedelta(days=3), TODAY, 2)) == why


def test_the_lot_is_another_one_on_another_day() -> None:
    parties = [a_party(number) for number in range(40)]
    first, second = (policy.in_order(parties, bytes([day]) * 32) for day in (1, 2))
    assert first != second


def test_why_a_place_went_elsewhere() -> None:
    place = Place(7, TODAY + timedelta(days=3), TODAY, 2)
    assert policy.what_happened(a_party(size=3), Came(place, 2)) == "too_few"
    assert policy.what_happened(a_party(), Came(place, 2)) == "others"
    assert policy.what_happened(a_party(), Came(place, 0, "too_many")) == "too_many"


def test_a_wait_lasts_as_long_as_a_place_can_still_be_found() -> None:
    days = [TODAY + timedelta(days=2), TODAY + timedelta(days=9)]
    assert policy.until(days, 0) == days[1]
    assert policy.until(days, 4) == TODAY + timedelta(days=5)


@pytest.mark.parametrize(
    ("state", "days", "why"),
    [
        ("found", 1, ""),
        ("found", 0, "decline_too_late"),
        ("declined", 1, "declined_already"),
        ("waiting", 1, "nothing_found"),
    ],
)
def test_a_place_can_be_declined_until_the_day_before(state: str, days: int, why: str) -> None:
    assert policy.refuse_decline(state, TODAY + timedelta(days=days), TODAY) == why
