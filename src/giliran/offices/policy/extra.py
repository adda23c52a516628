"""Seats for one day beyond what the rules give, without touching the weeks after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from giliran.offices.policy.setup import Fault, RulePlan, Setup

MOST_EXTRA = 200
POOLS = ("online", "walk_in", "priority", "express")
"""Pools that a head may widen for a day; the entitled and events have their own ways."""


@dataclass(frozen=True, slots=True)
class AddSeats:
    """So many more seats of a pool in a window on one day."""

    window_id: int
    pool: str
    day: date
    seats: int
    event: ClassVar[str] = "office.seats_added"

    def faults(self, setup: Setup, today: date) -> list[Fault]:
        if self.pool not in POOLS or self.window_id not in {one.id for one in setup.active_windows}:
            return [Fault("unknown_window", "where")]
        if not 1 <= self.seats <= MOST_EXTRA:
            return [Fault("extra_seats", "seats", {"most": MOST_EXTRA})]
        return [Fault("date_past", "where")] if self.day < today else []

    def on(self, setup: Setup) -> Setup:
        """A rule for the day, and one for the weeks after it that says what held before, unless something begins
        there anyway."""
        weekday, usual = self.day.weekday(), setup.seats_on(self.day, self.pool).get(self.window_id, 0)
        later = self.day + timedelta(days=1)
        wider = RulePlan(self.window_id, weekday, self.pool, usual + self.seats, self.day)
        again = RulePlan(self.window_id, weekday, self.pool, usual, later)
        begins = any(one.place[:3] == again.place[:3] and self._is_next(one.valid_from) for one in setup.rules)
        return setup.with_rules([wider] if begins else [wider, again])

    def _is_next(self, valid_from: date) -> bool:
        return self.day < valid_from <= self.day + timedelta(days=7)
