"""What counts as odd: examples at every edge, and that order never matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.reports import policy
from giliran.reports.policy import Act, Case, Swap, Use, Visit

NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
HOURS = st.integers(0, 2000).map(lambda n: NOON + timedelta(hours=n))


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def uses(accounts: int, mark: str = "+6281234567890", *, assisted: int = 0, first: int = 0) -> list[Use]:
    own = [Use(mark, first + n, at(n)) for n in range(accounts)]
    return own + [Use(mark, first + accounts + n, at(n), assisted=True) for n in range(assisted)]


def test_a_family_is_never_found_and_one_account_more_is() -> None:
    least = policy.LEAST_ACCOUNTS["phone"]
    assert policy.shared(uses(5), least=least) == []
    [found] = policy.shared(uses(least), least=least)
    assert (least, found.size, found.accounts, found.since) == (6, 6, (0, 1, 2, 3, 4, 5), NOON)


def test_a_house_holds_more_than_a_telephone() -> None:
    assert policy.LEAST_ACCOUNTS["address"] > policy.LEAST_ACCOUNTS["phone"] > 5


def test_accounts_made_by_officers_stand_apart() -> None:
    assert policy.shared(uses(5, assisted=300), least=6) == []
    [found] = policy.shared(uses(6, assisted=2), least=6)
    assert (found.size, len(found.accounts), found.apart) == (6, 6, 2)


def test_an_account_with_five_people_counts_once() -> None:
    assert policy.shared([Use("phone", 1, at(n)) for n in range(50)], least=2) == []


def test_the_largest_comes_first() -> None:
    mixed = [*uses(6, "a"), *uses(9, "b", first=50), *uses(5, "c", first=90)]
    assert [(one.mark, one.size) for one in policy.shared(mixed, least=6)] == [("b", 9), ("a", 6)]


USES = st.lists(st.builds(Use, st.sampled_from("abc"), st.integers(0, 9), HOURS, st.booleans()), max_size=60)


@given(USES, st.randoms(use_true_random=False))
def test_what_is_shared_does_not_hang_on_the_order(rows: list[Use], rng: object) -> None:
    rows = [use._replace(assisted=use.account % 3 == 0) for use in rows]  # an account is the one or the other
    mixed = rows.copy()
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    assert policy.shared(mixed, least=3) == policy.shared(rows, least=3)
    for found in policy.shared(rows, least=3):
        assert found.size == len(found.accounts) >= 3
        assert list(found.moments) == sorted(found.moments)


def back_and_forth(times: int, giver: int = 1, taker: int = 2) -> list[Swap]:
    return [Swap(100 * giver + n, giver, 100 * taker + n, taker, at(24 * n)) for n in range(times)]


def test_a_seat_that_changes_hands_again_and_again_is_found() -> None:
    assert policy.swaps(back_and_forth(policy.LEAST_SWAPS - 1)) == []
    [found] = policy.swaps(back_and_forth(policy.LEAST_SWAPS))
    assert (found.accounts, found.size, found.mark) == ((1, 2), 3, "1")
    assert found.bookings == (100, 101, 102, 200, 201, 202)


def test_it_does_not_matter_who_of_the_two_gives() -> None:
    rows = [*back_and_forth(2, 1, 2), *back_and_forth(1, 2, 1)]
    assert [one.accounts for one in policy.swaps(rows)] == [(1, 2)]


def test_a_giver_whose_seats_go_to_somebody_else_each_time_is_chance() -> None:
    assert policy.swaps([Swap(n, 1, 10 + n, 2 + n, at(n)) for n in range(30)]) == []


def test_twenty_accounts_with_one_telephone_are_one_hand() -> None:
    rows = [Swap(n, n, 50 + n, (n + 1) % 20, at(n)) for n in range(20)]
    assert policy.swaps(rows) == []
    [found] = policy.swaps(rows, dict.fromkeys(range(20), "+6281234567890"))
    assert (found.size, found.accounts) == (20, tuple(range(20)))


def test_a_hand_that_gives_to_one_customer_is_linked_with_the_customer() -> None:
    rows = [Swap(n, n, 50 + n, 99, at(n)) for n in range(3)]
    [found] = policy.swaps(rows, dict.fromkeys(range(3), "one hand"))
    assert found.accounts == (0, 1, 2, 99)


def test_linked_pairs_are_one_pattern() -> None:
    rows = [*back_and_forth(3, 1, 2), *back_and_forth(3, 2, 3), *back_and_forth(3, 7, 8)]
    assert [one.accounts for one in policy.swaps(rows)] == [(1, 2, 3), (7, 8)]


def test_one_return_beside_many_takers_counts_once() -> None:
    """A party of three gives three seats back, and three bookings of another account follow: one return."""
    assert policy.swaps([Swap(1, 1, 10 + n, 2, at(n)) for n in range(5)]) == []


def test_nobody_swaps_with_themselves() -> None:
    assert policy.swaps(back_and_forth(9, 1, 1)) == []


SWAPPED = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), HOURS, st.integers(0, 30)).map(
        lambda row: Swap(row[0] * 100 + row[3], row[0], row[1] * 100 + 50 + row[3], row[1], row[2])
    ),
    max_size=60,
)


@given(SWAPPED, st.randoms(use_true_random=False))
def test_swaps_do_not_hang_on_the_order(rows: list[Swap], rng: object) -> None:
    mixed = rows.copy()
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    found = policy.swaps(rows)
    assert policy.swaps(mixed) == found
    accounts = [account for one in found for account in one.accounts]
    assert len(accounts) == len(set(accounts))  # nobody stands in two patterns
    assert all(one.size >= policy.LEAST_SWAPS for one in found)


def visits(missed: int, came: int, account: int = 1) -> list[Visit]:
    return [Visit(account, n, at(24 * n), n >= missed) for n in range(missed + came)]


@pytest.mark.parametrize(
    ("missed", "came", "found"),
    [(3, 0, False), (4, 0, True), (3, 1, True), (2, 2, False), (5, 2, False), (6, 2, True), (0, 9, False)],
)
def test_who_hardly_ever_comes(missed: int, came: int, found: bool) -> None:
    assert [(one.size, one.out_of) for one in policy.no_shows(visits(missed, came))] == (
        [(missed, missed + came)] if found else []
    )


def test_a_family_of_five_that_missed_one_visit_missed_one() -> None:
    assert policy.no_shows([Visit(1, 1, NOON, False)] * 5) == []


def test_a_party_of_whom_somebody_came_has_come() -> None:
    rows = [row for n in range(4) for row in (Visit(1, n, at(n), False), Visit(1, n, at(n), True))]
    assert policy.no_shows(rows) == []


def test_places_given_back_late_again_and_again() -> None:
    rows = [Case(1, n, at(n)) for n in range(policy.LEAST_LATE)]
    assert policy.late_returns(rows[1:]) == []
    assert policy.late_returns([rows[0]] * 9) == []
    [found] = policy.late_returns([*rows, *rows])
    assert (found.size, found.since, found.bookings) == (4, NOON, (0, 1, 2, 3))


@given(st.lists(st.builds(Visit, st.integers(0, 3), st.integers(0, 9), HOURS, st.booleans()), max_size=60))
def test_who_comes_does_not_hang_on_the_order(rows: list[Visit]) -> None:
    assert policy.no_shows(reversed(rows)) == policy.no_shows(rows)


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ({1: 29, 2: 1, 3: 1, 4: 1}, []),
        ({1: 30, 2: 10, 3: 10, 4: 10}, [1]),
        ({1: 30, 2: 11, 3: 11, 4: 11}, []),
        ({1: 900, 2: 1, 3: 1}, []),
        ({1: 900, 2: 1, 3: 1, 4: 0}, []),
        ({1: 90, 2: 90, 3: 10, 4: 10, 5: 10, 6: 10}, [1, 2]),
        ({}, []),
    ],
)
def test_an_officer_is_compared_with_colleagues(counts: dict[int, int], found: list[int]) -> None:
    assert policy.far_more(counts) == found


def test_what_an_officer_did() -> None:
    [found] = policy.busy_officers([Act(7, 2, 11, at(1)), Act(7, 1, 10, NOON), Act(7, 1, 10, at(2))])
    assert (found.mark, found.size, found.accounts, found.bookings) == ("7", 3, (1, 2), (10, 11))


@pytest.mark.parametrize(
    ("hours", "settled"),
    [
        ([1, 2, 3], True),
        ([1, 2, 3, 4], False),  # it has grown
        ([1, 2, 30], True),  # one went, one came
        ([30, 40, 50], False),  # others in the same place
        ([1], True),
    ],
)
def test_a_decision_covers_a_pattern_until_it_has_grown(hours: list[float], settled: bool) -> None:
    assert policy.is_settled([at(one) for one in hours], size=3, at=at(20), least=3) == settled


@pytest.mark.parametrize("text", ["=1+1", "+62", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n=1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert policy.safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["K7MPQ2X9A", "s***@contoh.id", "****7890", "", "Jl. Tebet = 3"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert policy.safe_cell(text) == text
