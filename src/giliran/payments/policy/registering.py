"""How patient we are with a gateway that does not take a bill."""

from __future__ import annotations

from datetime import timedelta

_FIRST = timedelta(seconds=30)
_LONGEST = timedelta(minutes=30)


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries in vain: from half a minute, doubling, to half an hour."""
    return min(_LONGEST, _FIRST * 2 ** min(max(tries - 1, 0), 10))
