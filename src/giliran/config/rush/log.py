"""What the players did and heard, as plain values. Moments are seconds of the product's clock since 1970."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

NO_ANSWER = 0
BOOKED = 201

OWN = frozenset({"", "double", "dropped", "again"})
"""Tricks of honest people: a double click, an answer that got lost, the same key once more. All others are a bot's."""


class Attempt(NamedTuple):
    """One `POST /rush/bookings`. `code` is the booking's code or the refusal's; empty where no answer came."""

    party: int
    key: str
    slot: int
    size: int
    sent_at: float
    took: float
    status: int
    code: str
    trick: str = ""

    @property
    def answered_at(self) -> float:
        return self.sent_at + self.took


class Poll(NamedTuple):
    """One look at `state.json`."""

    at: float
    took: float
    status: int


class Party(NamedTuple):
    """Somebody who played. `fate`: booked, over (the opening ended first), absent, waiting (the play ended first)."""

    number: int
    account: int
    size: int
    is_bot: bool
    is_late: bool
    arrived_at: float | None
    fate: str


@dataclass(slots=True)
class Log:
    attempts: list[Attempt] = field(default_factory=list)
    polls: list[Poll] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """What should never happen to a client: broken connections, answers that cannot be read."""


class Booking(NamedTuple):
    """A booking of the opening as it stands in the tables, with the place of its entry in the line."""

    account: int
    key: str
    code: str
    slot: int
    seats: int
    at: float
    ahead: int | None


class Window(NamedTuple):
    """A slot of the opening at the end: what it holds, what is counted as taken, and the tickets that hold a seat."""

    slot: int
    capacity: int
    taken: int
    tickets: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tables say. `admitted` are pairs (moment, people let in by then), `entered` an entry's account to its
    size."""

    opening: int
    state: str
    opens_at: float
    windows: Sequence[Window]
    bookings: Sequence[Booking]
    came: dict[int, float | None]
    """Account to the moment at which its turn came."""

    people_admitted: Sequence[tuple[float, int]] = ()
    broken: Sequence[str] = ()
    draw: Sequence[str] = ()
