"""What counts as a loss, and for how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from giliran.opening.policy.losses import LAPSE, class_of_party, has_lost, losses_of, losses_of_party

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def weeks_ago(*weeks: float) -> list[datetime]:
    return [NOW - timedelta(weeks=one) for one in weeks]


def test_losses_count_for_sixty_days() -> None:
    assert losses_of(weeks_ago(1, 2, 8), None, NOW) == 3
    assert losses_of([NOW - LAPSE, NOW - LAPSE + timedelta(seconds=1)], None, NOW) == 1


def test_a_seat_sets_them_to_nothing() -> None:
    [seat] = weeks_ago(1.5)
    assert losses_of(weeks_ago(1, 2, 3), seat, NOW) == 1


def test_a_party_counts_its_smallest() -> None:
    assert losses_of_party([3, 0, 5]) == 0
    assert (class_of_party([True, True]), class_of_party([True, False])) == (0, 1)


@pytest.mark.parametrize(
    ("method", "outcome", "could_hold", "is_fair", "lost"),
    [
        ("turns", "none", None, False, True),
        ("turns", "none", False, False, True),
        ("turns", "none", True, False, False),
        ("turns", "turn", False, False, False),
        ("turns", "withdrawn", None, False, False),
        ("turns", "void", None, False, False),
        ("ballot", "none", None, True, True),
        ("ballot", "none", None, False, False),
        ("ballot", "ballot", None, True, False),
    ],
)
def test_who_has_lost(method: str, outcome: str, could_hold: bool | None, is_fair: bool, lost: bool) -> None:
    assert has_lost(method, outcome, could_hold=could_hold, is_fair_attempt=is_fair) is lost
