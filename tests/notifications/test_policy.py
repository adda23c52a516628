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


@pytest.mark.parametrize(
    ("moment", "tz", "spoken"),
    [
        ("2026-11-22T06:59:59+07:00", "Asia/Jakarta", "2026-11-22T07:00:00+07:00"),
        ("2026-11-22T07:00:00+07:00", "Asia/Jakarta", "2026-11-22T07:00:00+07:00"),
        ("2026-11-22T20:59:59+07:00", "Asia/Jakarta", "2026-11-22T20:59:59+07:00"),
        ("2026-11-22T21:00:00+07:00", "Asia/Jakarta", "2026-11-23T07:00:00+07:00"),
        ("2026-12-31T23:30:00+07:00", "Asia/Jakarta", "2027-01-01T07:00:00+07:00"),
        ("2026-11-22T20:00:00+07:00", "Asia/Jayapura", "2026-11-23T07:00:00+09:00"),
        ("2026-11-22T05:30:00+07:00", "Asia/Makassar", "2026-11-22T07:00:00+08:00"),
    ],
)
def test_nobody_is_woken(moment: str, tz: str, spoken: str) -> None:
    assert policy.speak_at(datetime.fromisoformat(moment), tz) == datetime.fromisoformat(spoken)


@pytest.mark.parametrize(
    ("channel", "kind", "at_once", "quiet"),
    [
        ("whatsapp", "change", False, True),
        ("sms", "found", False, True),
        ("push", "closure", False, True),
        ("email", "reminder", False, True),
        ("email", "change", False, False),
        ("inbox", "reminder", False, False),
        ("whatsapp", "turn", False, False),
        ("sms", "change", True, False),
    ],
)
def test_what_waits_for_the_morning(channel: str, kind: str, at_once: bool, quiet: bool) -> None:
    assert policy.keeps_quiet(channel, kind, at_once=at_once) is quiet


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120), ("0", 1), ("99999999999", 3600), ("Sun, 22 Nov 2026 07:05:00 GMT", 300),
        ("Sun, 22 Nov 2020 07:05:00 GMT", 1), ("soon", None), ("-5", None), ("", None),
    ],
)  # fmt: skip
def test_how_long_a_server_wants_to_be_left_alone(said: str, seconds: int | None) -> None:
    pause = policy.retry_after({"Retry-After": said}, NOW)
    assert (pause and pause.total_seconds()) == seconds
