"""Seats that go from one hand to another: given back by one account, taken the moment they are free by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from giliran.reports.policy.findings import Finding, largest_first

MINUTES = 10
"""After a seat became free. Nobody can foresee when: whoever takes it at once has been looking all the time."""

LEAST_SWAPS = 3
"""Between the same two. Once is chance, and so may twice be, in an office where every seat goes at once."""


class Swap(NamedTuple):
    """A booking whose seat was given back, and the booking of another account that took one there."""

    given: int
    giver: int
    taken: int
    taker: int
    at: datetime


def swaps(passed: Iterable[Swap], hands: Mapping[int, str] | None = None) -> list[Finding]:
    """Groups of accounts between which seats go again and again.

    `hands` names accounts that are one hand (many accounts with one telephone): what they do counts together, so that
    twenty accounts that hand on one seat each are seen as well. Two hands between which it happened often enough are
    linked, and so is a hand within which it did; linked ones are one pattern, named after its smallest account.
    """
    hands = hands or {}
    between: dict[tuple[str, str], set[Swap]] = {}
    for one in passed:
        if one.giver != one.taker:
            first, second = sorted(hands.get(account, f"account {account}") for account in (one.giver, one.taker))
            between.setdefault((first, second), set()).add(one)
    often = {pair: found for pair, found in between.items() if _count(found) >= LEAST_SWAPS}
    return largest_first(_finding(found) for found in _linked(often))


def _count(passed: Iterable[Swap]) -> int:
    """A seat goes once: a booking is given once and taken once, whatever it could be paired with."""
    passed = list(passed)
    return min(len({one.given for one in passed}), len({one.taken for one in passed}))


def _linked(often: Mapping[tuple[str, str], set[Swap]]) -> list[set[Swap]]:
    """The swaps of each group of hands that are linked, directly or through others."""
    groups: list[tuple[set[str], set[Swap]]] = []
    for pair, found in often.items():
        names, all_found = set(pair), set(found)
        apart = []
        for others, theirs in groups:
            if names & others:
                names, all_found = names | others, all_found | theirs
            else:
                apart.append((others, theirs))
        groups = [*apart, (names, all_found)]
    return [found for _, found in groups]


def _finding(passed: set[Swap]) -> Finding:
    accounts = tuple(sorted({account for one in passed for account in (one.giver, one.taker)}))
    first: dict[int, datetime] = {}
    for one in passed:
        first[one.taken] = min(one.at, first.get(one.taken, one.at))
    bookings = tuple(sorted({booking for one in passed for booking in (one.given, one.taken)}))
    return Finding(str(accounts[0]), accounts, tuple(sorted(first.values())), bookings=bookings)
