"""Who is next at a stage, and why. Plain values in, reasons out.

Those with precedence go first, but after some of them in a row somebody of the others is called, so that nobody
starves. Within each of the two lines it goes by the later of coming and of the time on the ticket, then by label
(R100): coming before dawn gains nothing. A party that waits at the same stage is called together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

REGULAR, PRIORITY, EXPRESS = "regular", "priority", "express"

ELDERLY_FROM, SMALL_CHILD_TO = 60, 5
"""Ages in years of those who go first (R121)."""

TURN, PRECEDENCE, BALANCE, PARTY, SKIPPED = "turn", "precedence", "balance", "party", "skipped"
"""Why somebody is next: it is their turn; they have precedence; enough with precedence were called in a row; they
belong to the party that is called; they were skipped, and nobody else waits."""


class InLine(NamedTuple):
    """Somebody who waits at a stage. `callable_from`: skipped, and not called again before."""

    visit_id: int
    booking_id: int
    precedence: str
    arrived_at: datetime
    due_at: datetime
    letter: str
    number: int
    queued_at: datetime
    callable_from: datetime | None = None

    @property
    def turn(self) -> tuple[datetime, str, int]:
        return max(self.arrived_at, self.due_at), self.letter, self.number

    @property
    def label(self) -> str:
        return f"{self.letter}-{self.number:03d}"


class Next(NamedTuple):
    """Who is next, and why."""

    who: InLine
    why: str


def precedence_of(pool: str, born: date, day: date, *, is_pregnant: bool, has_disability: bool) -> str:
    """By what right somebody goes first on a day: by the pool of the seat, or by who they are."""
    if pool == EXPRESS:
        return EXPRESS
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    needs = pool == PRIORITY or is_pregnant or has_disability or age >= ELDERLY_FROM or age <= SMALL_CHILD_TO
    return PRIORITY if needs else REGULAR


def order(waiting: Iterable[InLine], *, streak: int, most_in_a_row: int, now: datetime) -> Iterator[Next]:
    """Everybody who waits, in the order in which they would be called if nobody else came; parties whole.

    `streak`: how many with precedence were called in a row while others waited. Who was skipped comes last.
    """
    line = _Line(waiting, now)
    while chosen := line.choose(streak >= most_in_a_row):
        streak = line.streak_after(chosen.who, streak)
        yield chosen
        yield from line.take_party(chosen.who)


def next_party(waiting: Iterable[InLine], *, streak: int, most_in_a_row: int, now: datetime) -> tuple[list[Next], int]:
    """Who is called now: nobody, one, or one and their party. And the streak after that."""
    line = _Line(waiting, now)
    chosen = line.choose(streak >= most_in_a_row)
    if chosen is None:
        return [], streak
    return [chosen, *line.take_party(chosen.who)], line.streak_after(chosen.who, streak)


class _Line:
    """Three queues by turn: those with precedence, the others, and those who were skipped for a while."""

    def __init__(self, waiting: Iterable[InLine], now: datetime) -> None:
        inline = sorted(waiting, key=lambda one: one.turn)
        there = [one for one in inline if one.callable_from is None or one.callable_from <= now]
        self._ahead = deque(one for one in there if one.precedence != REGULAR)
        self._others = deque(one for one in there if one.precedence == REGULAR)
        self._later = deque(sorted(set(inline) - set(there), key=lambda one: (one.callable_from, one.turn)))
        self._parties: dict[int, list[InLine]] = {}
        for one in inline:
            self._parties.setdefault(one.booking_id, []).append(one)
        self._called: set[int] = set()

    def choose(self, enough_ahead: bool) -> Next | None:
        ahead, others = self._head(self._ahead), self._head(self._others)
        if ahead and others:
            return Next(others, BALANCE) if enough_ahead else Next(ahead, PRECEDENCE)
        if chosen := ahead or others:
            return Next(chosen, TURN)
        later = self._head(self._later)
        return Next(later, SKIPPED) if later else None

    def streak_after(self, called: InLine, streak: int) -> int:
        if called.precedence == REGULAR or not self._head(self._others):
            return 0
        return streak + 1

    def take_party(self, called: InLine) -> list[Next]:
        """Everyone of the booking leaves the queues; the others of it, by label."""
        party = self._parties[called.booking_id]
        self._called |= {one.visit_id for one in party}
        return [Next(one, PARTY) for one in party if one.visit_id != called.visit_id]

    def _head(self, queue: deque[InLine]) -> InLine | None:
        while queue and queue[0].visit_id in self._called:
            queue.popleft()
        return queue[0] if queue else None


def why_before(first: InLine, second: InLine, *, now: datetime) -> str:
    """Why `first` is called before `second`, as a code: `party`, `skipped`, `precedence`, `balance`, `arrived` (later
    than the time on the ticket), `due` (the ticket's time) or `label`."""
    if first.booking_id == second.booking_id:
        return PARTY
    if second.callable_from and second.callable_from > now:
        return SKIPPED
    if (first.precedence == REGULAR) != (second.precedence == REGULAR):
        return BALANCE if first.precedence == REGULAR else PRECEDENCE
    if first.turn[0] == second.turn[0]:
        return "label"
    return "arrived" if second.arrived_at >= second.due_at else "due"
