"""What one account does again and again: people who do not come, places given back in the last hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, TypeVar

from giliran.reports.policy.findings import Finding, largest_first

LEAST_VISITS = 4
"""Bookings whose day is over; fewer say nothing about anybody."""

MISSED_SHARE = 75
"""Percent of them at which nobody came."""

LATE_HOURS = 24
"""Before the visit: whoever gives a place back later leaves others little time to take it."""

LEAST_LATE = 4
"""Bookings given back as late as that. Giving back is always allowed, and once or twice it is only honest."""


class Visit(NamedTuple):
    """A booking whose day is over; `came`: at least one of its people did, or an officer lifted what it cost."""

    account: int
    booking: int
    at: datetime
    came: bool


class Case(NamedTuple):
    """A booking that was given back late, in whole or in part, at this moment."""

    account: int
    booking: int
    at: datetime


_Row = TypeVar("_Row", Visit, Case)


def no_shows(visits: Iterable[Visit]) -> list[Finding]:
    """Accounts with enough visits, at most of which nobody came. A visit counts once, however many people."""
    found = []
    for account, rows in _by_account(visits).items():
        came = {row.booking for row in rows if row.came}
        missed = _first_moments(row for row in rows if row.booking not in came)
        total = len(came) + len(missed)
        if total >= LEAST_VISITS and len(missed) * 100 >= total * MISSED_SHARE:
            moments, bookings = tuple(sorted(missed.values())), tuple(sorted(missed))
            found.append(Finding(str(account), (account,), moments, out_of=total, bookings=bookings))
    return largest_first(found)


def late_returns(cases: Iterable[Case]) -> list[Finding]:
    """Accounts that gave back many bookings in the last hours; a booking counts once."""
    found = []
    for account, rows in _by_account(cases).items():
        first = _first_moments(rows)
        if len(first) >= LEAST_LATE:
            moments, bookings = tuple(sorted(first.values())), tuple(sorted(first))
            found.append(Finding(str(account), (account,), moments, bookings=bookings))
    return largest_first(found)


def _first_moments(rows: Iterable[Visit | Case]) -> dict[int, datetime]:
    """Booking to the first of its moments."""
    first: dict[int, datetime] = {}
    for row in rows:
        first[row.booking] = min(row.at, first.get(row.booking, row.at))
    return first


def _by_account(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    accounts: dict[int, list[_Row]] = {}
    for row in rows:
        accounts.setdefault(row.account, []).append(row)
    return accounts
