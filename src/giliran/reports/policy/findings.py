"""What was found: a pattern with its size and what it is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """A pattern of some kind.

    `mark` is what it is about (a telephone number, an account's id) and tells patterns of a kind apart; `size` counts
    `moments`, at each of which it grew. `accounts` are in order of id. `apart`: accounts that officers made for people
    without a device; they are told, and not counted. `out_of`: of how many the size is a part, where that matters.
    """

    mark: str
    accounts: tuple[int, ...]
    moments: tuple[datetime, ...]
    apart: int = 0
    out_of: int = 0
    bookings: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        return len(self.moments)

    @property
    def since(self) -> datetime:
        return self.moments[0]


def largest_first(findings: Iterable[Finding]) -> list[Finding]:
    """The largest first, of those the oldest, so that the order is the same each time."""
    return sorted(findings, key=lambda one: (-one.size, one.since, one.mark))


def is_settled(moments: Iterable[datetime], *, size: int, at: datetime, least: int) -> bool:
    """Whether a decision that was made at this moment, about this size, still covers the pattern.

    It comes back when it has grown: beyond that size, or by as much again as makes a pattern by itself, while older
    cases went out of sight.
    """
    moments = list(moments)
    return len(moments) <= size and sum(one > at for one in moments) < least
