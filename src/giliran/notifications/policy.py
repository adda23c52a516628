"""When to try again, and which answers of a mail server are final."""

from __future__ import annotations

from datetime import datetime, timedelta

LEASE = timedelta(minutes=5)
"""How long a worker may be silent about a message it took: well above the time-outs of one delivery."""

UNREACHABLE_PAUSE = timedelta(seconds=30)
"""How long a message waits when no server could be reached, which is not counted as an attempt."""

BACK_OFF = tuple(
    timedelta(seconds=seconds) for seconds in (10, 30, 2 * 60, 10 * 60, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
)
"""Pauses after the first, second, ... attempt that failed: ten attempts in about two days."""

MAX_ATTEMPTS = len(BACK_OFF) + 1


def try_again_at(attempts: int, now: datetime) -> datetime | None:
    """When a message is due again after `attempts` (from 1) that failed; None when it is given up."""
    return now + BACK_OFF[attempts - 1] if attempts < MAX_ATTEMPTS else None


_MAILBOX_FULL = 552
_SIGN_IN_FIRST = {530, 534, 535, 538}


def is_final(stage: str, code: int) -> bool:
    """Whether asking again cannot change a server's answer (RFC 5321, 4.2.1).

    `stage` is what was answered: `recipient` and `message` speak of this message, so 5xx is final; a full
    mailbox empties again. Anything else (`sender`) speaks of us, and an operator can mend it.
    """
    if stage == "recipient":
        return 500 <= code <= 599 and code != _MAILBOX_FULL and code not in _SIGN_IN_FIRST
    return stage == "message" and 500 <= code <= 599 and code not in _SIGN_IN_FIRST
