"""How an office is set up: everything that decides its slots, as one plain value."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from giliran.offices.policy.places import Bounds, Calendar, bounds_of, quotas_on

LETTERS = "ABCDFGIJKLMNOQRSTUVYZ"
"""Letters that a window may carry; E, H, P, W and X belong to pools."""

NEW_WINDOW = 0
"""The id of a window that is not written yet."""


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """A part of the day, half-open `[starts_at, ends_at)`."""

    id: int
    letter: str
    name_id: str
    name_en: str
    starts_at: time
    ends_at: time
    is_active: bool = True

    @property
    def hours(self) -> tuple[time, time]:
        return self.starts_at, self.ends_at


@dataclass(frozen=True, slots=True)
class RulePlan:
    """Seats of a pool in a window on a weekday (0 is Monday), from a date on."""

    window_id: int
    weekday: int
    pool: str
    capacity: int
    valid_from: date

    @property
    def place(self) -> tuple[int, int, str, date]:
        """What makes a rule the same rule with another figure."""
        return self.window_id, self.weekday, self.pool, self.valid_from


@dataclass(frozen=True, slots=True)
class Setup:
    """Calendar, windows (also those out of use), quota rules and figures of one office, and its bounds for figures."""

    calendar: Calendar
    windows: tuple[WindowPlan, ...]
    rules: tuple[RulePlan, ...]
    figures: Mapping[str, int]
    bounds: Mapping[str, Bounds] = dataclasses.field(default_factory=lambda: bounds_of({}))

    @property
    def active_windows(self) -> list[WindowPlan]:
        """Those in use, by the clock."""
        return sorted((one for one in self.windows if one.is_active), key=lambda one: one.starts_at)

    def window(self, window_id: int) -> WindowPlan | None:
        return next((one for one in self.windows if one.id == window_id), None)

    def seats_on(self, day: date, pool: str) -> dict[int, int]:
        """Window id to the seats that the rules give a pool on this day."""
        quotas = quotas_on(self.rules, day)
        return {window: seats for (window, of), seats in quotas.items() if of == pool}

    def with_window(self, window: WindowPlan) -> Setup:
        """The same office with this window in place of the one that has its id, or beside the others."""
        others = tuple(one for one in self.windows if one.id != window.id)
        return replace(self, windows=(*others, window))

    def with_rules(self, fresh: Iterable[RulePlan]) -> Setup:
        """The same office where these rules replace those of the same place."""
        fresh = tuple(fresh)
        taken = {rule.place for rule in fresh}
        return replace(self, rules=(*(one for one in self.rules if one.place not in taken), *fresh))


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a change cannot be made: a stable code, the input it belongs to, and what its sentence needs."""

    code: str
    field: str = ""
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def next_letter(windows: Iterable[WindowPlan]) -> str:
    """The first letter that no window of the office ever had; empty when all are used."""
    used = {one.letter for one in windows}
    return next((letter for letter in LETTERS if letter not in used), "")
