"""Who came away with nothing, how often, and what that is worth next time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

LAPSE = timedelta(days=60)
"""A loss counts for this long."""


def losses_of(lost_at: Iterable[datetime], seated_at: datetime | None, now: datetime) -> int:
    """How many losses a person has: those of the last 60 days since the last seat, which sets them to nothing."""
    since = max(now - LAPSE, seated_at) if seated_at else now - LAPSE
    return sum(since < moment <= now for moment in lost_at)


def losses_of_party(losses: Sequence[int]) -> int:
    """A party counts the smallest of its members' losses."""
    return min(losses)


def class_of_party(is_owed: Sequence[bool]) -> int:
    """0 if every member is owed a place because an office cancelled theirs, else 1."""
    return 0 if all(is_owed) else 1


def has_lost(method: str, outcome: str, *, could_hold: bool | None, is_fair_attempt: bool) -> bool:
    """Whether a roll's entry that came to nothing counts as lost.

    In turns: the turn never came (`could_hold` is None), or no window could hold the party when it did; whoever let a
    good turn pass has not lost. In a ballot: the wishes covered at least half of the windows.
    """
    if outcome != "none":
        return False
    return is_fair_attempt if method == "ballot" else not could_hold
