"""When to try again, which answers are final, and when people sleep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from giliran.notifications.states import Channel, Kind

LEASE = timedelta(minutes=5)
"""How long a worker may be silent about messages it took: well above the time-outs of one batch."""

UNREACHABLE_PAUSE = timedelta(seconds=30)
"""How long a message waits when no server could be reached, which is not counted as an attempt."""

BACK_OFF = tuple(
    timedelta(seconds=seconds) for seconds in (10, 30, 2 * 60, 10 * 60, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
)
"""Pauses after the first, second, ... attempt that failed: ten attempts in about two days."""

MAX_ATTEMPTS = len(BACK_OFF) + 1

LONGEST_WISH = timedelta(hours=1)
"""A server that wants to be left alone for longer is asked after this long all the same."""

NIGHT_BEGINS, NIGHT_ENDS = time(21), time(7)


def try_again_at(attempts: int, now: datetime) -> datetime | None:
    """When a message is due again after `attempts` (from 1) that failed; None when it is given up."""
    return now + BACK_OFF[attempts - 1] if attempts < MAX_ATTEMPTS else None


def speak_at(now: datetime, tz: str) -> datetime:
    """The next moment at which nobody in this zone is woken: now, or 07.00 where it is between 21.00 and 07.00."""
    local = now.astimezone(ZoneInfo(tz))
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return now
    day = local.date() + timedelta(days=1) if local.time() >= NIGHT_BEGINS else local.date()
    return datetime.combine(day, NIGHT_ENDS, local.tzinfo).astimezone(UTC)


def keeps_quiet(channel: str, kind: str, *, at_once: bool) -> bool:
    """Whether a message waits for the morning: what makes a telephone ring does, and a reminder by e-mail.

    Never a turn that has come, nor an answer to what somebody has just done (`at_once`).
    """
    if at_once or kind == Kind.TURN or channel == Channel.INBOX:
        return False
    return channel != Channel.EMAIL or kind == Kind.REMINDER


_MAILBOX_FULL = 552
_SIGN_IN_FIRST = {530, 534, 535, 538}


def is_final(stage: str, code: int) -> bool:
    """Whether asking again cannot change a mail server's answer (RFC 5321, 4.2.1).

    `stage` is what was answered: `recipient` and `message` speak of this message, so 5xx is final; a full
    mailbox empties again. Anything else (`sender`) speaks of us, and an operator can mend it.
    """
    if stage == "recipient":
        return 500 <= code <= 599 and code != _MAILBOX_FULL and code not in _SIGN_IN_FIRST
    return stage == "message" and 500 <= code <= 599 and code not in _SIGN_IN_FIRST


_OURS_TO_MEND = {401, 402, 403, 404, 405, 407}
_LATER = {408, 409, 423, 425}


def verdict(status: int) -> str:
    """What the status of an HTTP answer says: `sent`, `busy` (ask later, and leave the server alone), `ours` (an
    operator can mend it; nothing is counted), `final` (it speaks of this message), or `failed` (try again)."""
    if 200 <= status <= 299:
        return "sent"
    if status == 429 or status == 503:
        return "busy"
    if status in _OURS_TO_MEND or 300 <= status <= 399:
        return "ours"
    return "final" if 400 <= status <= 499 and status not in _LATER else "failed"


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """What `Retry-After` asks for, in seconds or as a date, within an hour; None if it says nothing readable."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        wish = timedelta(seconds=min(int(said[:9]), 10**6))
    else:
        try:
            wish = parsedate_to_datetime(said) - now
        except (ValueError, TypeError):
            return None
    return min(max(wish, timedelta(seconds=1)), LONGEST_WISH)


WHY = {
    "unreachable": "unreachable",
    "slow": "slow",
    "busy": "busy",
    "ours": "ours",
    "sender": "ours",
    "final": "refused",
    "message": "refused",
    "recipient": "address",
    "gone": "gone",
}
"""What the first word of an error means; `sentences` says it to people."""


def why(error: str) -> str:
    """The reason of an error as channels write it (`busy: 429 ...`); empty where there is none."""
    return WHY.get(error.partition(":")[0], "other") if error else ""
