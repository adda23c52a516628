"""Officers who book and change for others far more than their colleagues do (R20)."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from giliran.reports.policy.findings import Finding, largest_first

LEAST_ACTS = 30
"""Bookings made or changed for others in the time looked at."""

TIMES_THE_USUAL = 3
"""How many times as many as the colleague in the middle."""

LEAST_COLLEAGUES = 3
"""Others who did such work at all: without them nothing is usual."""


class Act(NamedTuple):
    """A booking made or changed by an officer on an account that is not the officer's own."""

    officer: int
    account: int
    booking: int
    at: datetime


def far_more(counts: Mapping[int, int]) -> list[int]:
    """The officers who did far more than is usual among their colleagues, themselves left out; `counts` by officer."""
    return sorted(officer for officer, count in counts.items() if _is_far_more(officer, count, counts))


def _is_far_more(officer: int, count: int, counts: Mapping[int, int]) -> bool:
    others = [one for other, one in counts.items() if other != officer and one]
    if count < LEAST_ACTS or len(others) < LEAST_COLLEAGUES:
        return False
    return count >= TIMES_THE_USUAL * statistics.median(others)


def busy_officers(acts: Iterable[Act]) -> list[Finding]:
    """What officers did, one finding each, for those of whom `far_more` said that it is much."""
    officers: dict[int, list[Act]] = {}
    for act in acts:
        officers.setdefault(act.officer, []).append(act)
    return largest_first(_finding(officer, done) for officer, done in officers.items())


def _finding(officer: int, done: list[Act]) -> Finding:
    accounts, bookings = {act.account for act in done}, {act.booking for act in done}
    moments = tuple(sorted(act.at for act in done))
    return Finding(str(officer), tuple(sorted(accounts)), moments, bookings=tuple(sorted(bookings)))
