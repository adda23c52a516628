"""Ranges that are honest: wider for more people, none where nobody works, the usual times before enough is measured."""

from __future__ import annotations

from giliran.onsite.policy.waits import Minutes, wait_range


def test_nobody_works() -> None:
    assert wait_range(3, 0, [], "data") is None


def test_usual_times_until_enough_is_measured() -> None:
    assert wait_range(6, 2, [60] * 7, "documents") == wait_range(6, 2, [], "documents") == Minutes(5, 25)


def test_measured_times() -> None:
    assert wait_range(12, 2, [290, 310] * 10, "documents") == Minutes(25, 35)


def test_a_forgotten_press_does_not_count() -> None:
    assert wait_range(12, 2, [290, 310] * 10 + [4 * 3600], "documents") == Minutes(25, 35)


def test_next_one() -> None:
    assert wait_range(0, 1, [], "payment") == Minutes(0, 5)
