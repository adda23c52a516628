"""The draw: its values, its order, and that it is fair."""

from __future__ import annotations

import hashlib
import hmac
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.opening.policy import draw
from giliran.opening.policy.draw import RollEntry

SEED = bytes(range(32))
DIGEST = "ab" * 32

IDS = st.text("0123456789abcdef", min_size=16, max_size=16)
ENTRIES = st.lists(
    st.builds(RollEntry, IDS, st.integers(0, 1), st.integers(0, 12), st.integers(1, 5), st.sampled_from(["", "any"])),
    unique_by=lambda entry: entry.id,
    max_size=40,
)


def plain_value(seed: bytes, digest: str, beacon: str, id_: str, losses: int) -> bytes:
    """As the design writes it down."""
    tries = range(min(losses, 8) + 1)
    return min(hmac.digest(seed, f"{digest}|{beacon}|{id_}|{k}".encode(), "sha256") for k in tries)


@given(st.binary(min_size=32, max_size=32), st.text(max_size=80), IDS, st.integers(0, 12))
def test_a_value_is_the_least_hmac_of_one_try_and_one_for_each_loss(
    seed: bytes, beacon: str, id_: str, losses: int
) -> None:
    assert draw.value(seed, DIGEST, beacon, id_, losses) == plain_value(seed, DIGEST, beacon, id_, losses)


def test_a_seed_has_32_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        draw.value(b"short", DIGEST, "", "a", 0)


@given(ENTRIES)
def test_order_is_class_then_value_then_id(entries: list[RollEntry]) -> None:
    plain = sorted(entries, key=lambda e: (e.class_no, plain_value(SEED, DIGEST, "b", e.id, e.losses), e.id.encode()))
    assert draw.draw(iter(entries), SEED, DIGEST, "b") == plain


@given(ENTRIES, st.randoms(use_true_random=False))
def test_the_order_in_which_entries_come_changes_nothing(entries: list[RollEntry], rng: Random) -> None:
    shuffled = rng.sample(entries, len(entries))
    assert draw.draw(shuffled, SEED, DIGEST, "") == draw.draw(entries, SEED, DIGEST, "")
    assert draw.roll_text(shuffled) == draw.roll_text(entries)


@given(ENTRIES)
def test_party_and_wishes_decide_nothing(entries: list[RollEntry]) -> None:
    others = [entry._replace(party=1, wishes="7") for entry in entries]
    ids = [entry.id for entry in draw.draw(entries, SEED, DIGEST, "")]
    assert [entry.id for entry in draw.draw(others, SEED, DIGEST, "")] == ids


@pytest.mark.parametrize("other", [{"seed": bytes(32)}, {"roll_digest": "cd" * 32}, {"beacon": "c"}])
def test_another_seed_roll_or_beacon_is_another_draw(other: dict[str, Any]) -> None:
    entries = [RollEntry(f"{n:016x}", 1, 0, 1, "") for n in range(50)]
    published: dict[str, Any] = {"seed": SEED, "roll_digest": DIGEST, "beacon": "b"}
    first, second = draw.draw(entries, **published), draw.draw(entries, **published | other)
    assert first != second
    assert sorted(first) == sorted(second)


def test_the_roll_is_sorted_lines_without_a_newline_at_the_end() -> None:
    entries = [RollEntry("b0", 0, 2, 5, "12,15"), RollEntry("a9", 1, 0, 1, ""), RollEntry("a10", 1, 3, 2, "any")]
    assert draw.roll_text(entries) == "a10|1|3|2|any\na9|1|0|1|\nb0|0|2|5|12,15"
    assert draw.roll_text([]) == ""


@given(ENTRIES)
def test_the_digest_is_that_of_the_published_text(entries: list[RollEntry]) -> None:
    text = draw.roll_text(entries)
    assert draw.digest_of(iter(text.split("\n"))) == hashlib.sha256(text.encode()).hexdigest()


def test_nobody_entered_and_still_there_is_a_digest() -> None:
    assert draw.digest_of([]) == hashlib.sha256(b"").hexdigest()
    assert draw.draw([], SEED, DIGEST, "") == []


@given(ENTRIES, st.integers(1, 5))
def test_entitled_are_those_with_enough_losses_most_losses_first_then_as_drawn(
    entries: list[RollEntry], least: int
) -> None:
    ranked = draw.draw(entries, SEED, DIGEST, "")
    place = {entry.id: at for at, entry in enumerate(ranked)}
    found = draw.entitled_order(ranked, least)
    assert {entry.id for entry in found} == {entry.id for entry in entries if entry.losses >= least}
    assert [(-entry.losses, place[entry.id]) for entry in found] == sorted(
        (-entry.losses, place[entry.id]) for entry in found
    )


def _first_of(entries: list[RollEntry], draws: int) -> dict[str, list[int]]:
    """How often each entry had each rank, over draws with fixed seeds."""
    times = {entry.id: [0] * len(entries) for entry in entries}
    for number in range(draws):
        seed = hashlib.sha256(b"draw %d" % number).digest()
        for at, entry in enumerate(draw.draw(entries, seed, DIGEST, "")):
            times[entry.id][at] += 1
    return times


@pytest.mark.parametrize("losses", [0, 2, 8])
def test_ranks_are_uniform_for_equal_losses(losses: int) -> None:
    """Chi-square for each entry over its eight ranks; 1 of 1000 fair draws would exceed 24.3 at 7 degrees."""
    entries = [RollEntry(f"{n:016x}", 1, losses, 1 + n % 5, "any") for n in range(8)]
    draws = 2000
    even = draws / 8
    worst = max(sum((n - even) ** 2 / even for n in row) for row in _first_of(entries, draws).values())
    assert worst < 24.3


@pytest.mark.parametrize("losses", range(10))
def test_each_loss_gains_what_the_document_says(losses: int) -> None:
    """Among very many who never lost, the mean place of a party with n losses is 1/(n+2) of the line, and its chance
    to be in the first half is 1 - 1/2^(n+1); nine losses count as eight."""
    counted, draws = min(losses, 8), 20_000
    drawn = [int.from_bytes(draw.value(SEED, DIGEST, "", f"{n:016x}", losses)) / 2**256 for n in range(draws)]
    mean, first_half = sum(drawn) / draws, sum(place < 0.5 for place in drawn) / draws
    assert mean == pytest.approx(1 / (counted + 2), abs=0.007)
    assert first_half == pytest.approx(1 - 0.5 ** (counted + 1), abs=0.012)


@pytest.mark.parametrize(("mine", "other"), [(0, 0), (1, 0), (3, 0), (3, 1), (8, 0)])
def test_of_two_the_one_with_more_losses_is_first_in_proportion(mine: int, other: int) -> None:
    draws = 10_000
    first = sum(
        draw.value(SEED, DIGEST, "", f"{n:016x}", mine) < draw.value(SEED, DIGEST, "", f"{n + draws:016x}", other)
        for n in range(draws)
    )
    assert first / draws == pytest.approx((mine + 1) / (mine + other + 2), abs=0.017)
