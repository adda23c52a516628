"""Who is offered a seat that came free. Plain values in, an order and reasons out."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

SEED_BYTES = 32

MOST_NOTICE = 14
"""The longest notice, in days, that somebody can ask for."""


class Party(NamedTuple):
    """A waiting party as the list needs to know it. `windows` are the ids of those that suit (none: any), `niks` the
    NIK hashes of its people."""

    id: int
    account_id: int
    notice: int
    windows: frozenset[int]
    niks: tuple[bytes, ...]
    class_no: int = 1
    losses: int = 0

    @property
    def size(self) -> int:
        return len(self.niks)


class Place(NamedTuple):
    """Seats that are free in a window of a day, as seen on the local day `today`."""

    window_id: int
    day: date
    today: date
    seats: int

    @property
    def ahead(self) -> int:
        """In how many days it is."""
        return (self.day - self.today).days


def lot(seed: bytes, niks: Iterable[bytes]) -> bytes:
    """A party's lot of a day, by the smallest of its NIK hashes: joining again draws nothing new."""
    return hmac.digest(seed, min(niks), hashlib.sha256)


def in_order(parties: Iterable[Party], seed: bytes) -> list[Party]:
    """Who is owed a place first, then who went without most often, then by lot."""
    return sorted(parties, key=lambda one: (one.class_no, -one.losses, lot(seed, one.niks)))


def why_not(party: Party, place: Place) -> str:
    """Why this place is nothing for this party, whoever stands before it; empty if it is."""
    if party.windows and place.window_id not in party.windows:
        return "other_window"
    if place.ahead < party.notice:
        return "too_soon"
    return "too_few" if place.seats < party.size else ""


def line(parties: Iterable[Party], place: Place, seed: bytes) -> list[Party]:
    """Those who can take the place, in their order; a party whole or not at all."""
    return in_order((one for one in parties if not why_not(one, place)), seed)


def shares_window(party: Party, other: Party) -> bool:
    """Whether two parties may stand in each other's way."""
    return not party.windows or not other.windows or bool(party.windows & other.windows)


def rank_among(party: Party, others: Iterable[Party], seed: bytes) -> tuple[int, int]:
    """The party's place, from 1, among all who wait for a window of that day that it waits for too; and how many."""
    rivals = in_order({party, *(one for one in others if shares_window(party, one))}, seed)
    return rivals.index(party) + 1, len(rivals)


def until(days: Sequence[date], notice: int) -> date:
    """The last local day on which a place can still be found."""
    return max(days) - timedelta(days=notice)


class Came(NamedTuple):
    """Seats that came free and what was done with them: `seats` there were, `given` to the list, on `today`."""

    place: Place
    given: int
    passed_over: str = ""


def what_happened(party: Party, came: Came) -> str:
    """Why a party did not get what came free, as a code: its own reason, one found when it was its turn, or `others`
    for those who stood before it."""
    return why_not(party, came.place) or came.passed_over or "others"


def refuse_decline(state: str, visit_date: date, today: date) -> str:
    """Why a found place cannot be declined, as a code; empty until the day before."""
    if state == "declined":
        return "declined_already"
    if state != "found":
        return "nothing_found"
    return "decline_too_late" if today >= visit_date else ""
