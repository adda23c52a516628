from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from giliran.notifications import policy

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)


def test_pauses_grow_to_a_day_and_then_it_is_over() -> None:
    pauses = [policy.try_again_at(attempts, NOW) for attempts in range(1, policy.MAX_ATTEMPTS)]
    assert [due - NOW for due in pauses if due] == list(policy.BACK_OFF)
    assert sorted(policy.BACK_OFF) == list(policy.BACK_OFF)
    assert (policy.BACK_OFF[0], policy.BACK_OFF[-1]) == (timedelta(seconds=10), timedelta(days=1))
    assert policy.try_again_at(policy.MAX_ATTEMPTS, NOW) is None


@pytest.mark.parametrize(
    ("stage", "code", "final"),
    [
        ("recipient", 550, True),
        ("recipient", 553, True),
        ("recipient", 450, False),
        ("recipient", 552, False),
        ("recipient", 530, False),
        ("message", 554, True),
        ("message", 552, True),
        ("message", 451, False),
        ("message", 530, False),
        ("sender", 550, False),
    ],
)
def test_only_what_speaks_of_the_message_is_final(stage: str, code: int, final: bool) -> None:
    assert policy.is_final(stage, code) is final
