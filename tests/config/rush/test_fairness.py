"""The test by which `bench/fairness.py` judges: it finds what is there, and nothing where nothing is."""

from __future__ import annotations

import random

import pytest

from bench.fairness import LEVEL, Table, compare


def tables(weight: float, seed: int) -> list[Table]:
    """Thirty rushes of two hundred for sixty seats; those who hammer are drawn `weight` times as readily."""
    rng = random.Random(seed)
    made = []
    for _ in range(30):
        order = sorted(range(200), key=lambda n: rng.random() ** (1 / (weight if n < 100 else 1)), reverse=True)
        booked = sum(n < 100 for n in order[:60])
        made.append(Table(100, booked, 100, 60 - booked))
    return made


@pytest.mark.parametrize("seed", range(5))
def test_equal_chances_are_called_equal(seed: int) -> None:
    assert compare(tables(1, seed)).p > LEVEL


@pytest.mark.parametrize("seed", range(5))
def test_a_gain_of_a_fifth_is_found(seed: int) -> None:
    answer = compare(tables(1.3, seed))
    assert answer.p < LEVEL
    assert answer.difference > answer.margin > 0


def test_one_table_by_hand() -> None:
    answer = compare([Table(10, 8, 10, 2)])
    assert round(answer.z, 3) == 2.615  # excess 3, variance 100 * 10 * 10 / (400 * 19)
    assert round(answer.difference, 3) == 0.6


def test_nothing_to_compare() -> None:
    assert compare([Table(10, 0, 10, 0)]).p == 1.0
