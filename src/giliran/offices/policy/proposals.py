"""What the head of an office may change: each change says what is wrong with it, and what the office would be.

A preview looks at `on(setup)`; writing it stores the difference between the two. So what is shown is what is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import ClassVar, Protocol

from giliran.offices.policy.places import RULES, day_off, windows_overlap
from giliran.offices.policy.setup import NEW_WINDOW, Fault, RulePlan, Setup, WindowPlan, next_letter

MOST_SEATS = 2000
"""More than any office of the country gives in a window (`data/quotas.csv`)."""

FURTHEST = timedelta(days=400)
"""How far ahead days may be closed and quotas be set."""


class Proposal(Protocol):
    """A change to one office, not made yet."""

    event: ClassVar[str]

    def faults(self, setup: Setup, today: date) -> list[Fault]:
        """Why it cannot be made; nothing when it can."""
        ...

    def on(self, setup: Setup) -> Setup:
        """The office as it would be."""
        ...


@dataclass(frozen=True, slots=True)
class AddWindow:
    """A new window with the next letter, and its online seats on every working day from a date on."""

    name_id: str
    name_en: str
    starts_at: time
    ends_at: time
    capacity: int
    valid_from: date
    event: ClassVar[str] = "office.window_added"

    def faults(self, setup: Setup, today: date) -> list[Fault]:
        letters = [] if next_letter(setup.windows) else [Fault("no_letter_left", "name_id")]
        return [
            *letters,
            *_hours_faults(setup, self.starts_at, self.ends_at, NEW_WINDOW),
            *_seats_faults(self.capacity, "capacity"),
            *_start_faults(self.valid_from, today),
        ]

    def on(self, setup: Setup) -> Setup:
        letter = next_letter(setup.windows)
        window = WindowPlan(NEW_WINDOW, letter, self.name_id, self.name_en, self.starts_at, self.ends_at)
        rules = [
            RulePlan(NEW_WINDOW, weekday, "online", self.capacity, self.valid_from)
            for weekday in sorted(setup.calendar.weekdays)
        ]
        return setup.with_window(window).with_rules(rules)


@dataclass(frozen=True, slots=True)
class ChangeWindow:
    """Other names or hours for a window."""

    window_id: int
    name_id: str
    name_en: str
    starts_at: time
    ends_at: time
    event: ClassVar[str] = "office.window_changed"

    def faults(self, setup: Setup, today: date) -> list[Fault]:
        window = setup.window(self.window_id)
        if window is None:
            return [Fault("unknown_window")]
        wrong = _hours_faults(setup, self.starts_at, self.ends_at, self.window_id)
        return wrong or _nothing_new(setup, self.on(setup))

    def on(self, setup: Setup) -> Setup:
        window = setup.window(self.window_id)
        assert window is not None
        return setup.with_window(
            replace(window, name_id=self.name_id, name_en=self.name_en, starts_at=self.starts_at, ends_at=self.ends_at)
        )


@dataclass(frozen=True, slots=True)
class RetireWindow:
    """Put a window out of use. Its letter stays its own for good."""

    window_id: int
    event: ClassVar[str] = "office.window_retired"

    def faults(self, setup: Setup, today: date) -> list[Fault]:
        window = setup.window(self.window_id)
        return [] if window and window.is_active else [Fault("unknown_window")]

    def on(self, setup: Setup) -> Setup:
        return _with_use(setup, self.window_id, is_active=False)


@dataclass(frozen=True, slots=True)
class RestoreWindow:
    """Take a window into use again, with the quota rules it had."""

    window_id: int
    event: ClassVar[str] = "office.window_restored"

    def faults(self, setup: Setup, today: date) -> list[Fault]:
        window = setup.window(self.window_id)
        if window is None or window.is_active:
            return [Fault("unknown_window")]
        return _hours_faults(setup, *window.hours, self.window_id)

    def on(self, setup: Setup) -> Setup:
        return _with_use(setup, self.window_id, is_active=True)


@dataclass(frozen=True, slots=True)
class SetWorkingDays:
    """The weekdays (0 is Monday) on which the office works."""

    weekdays: frozenset[int]
    event: ClassVar[str] = "office.working_days_set"

    def faults(self, setup: Setup, today: date) -> list[Fault]:
        if not self.weekdays:
            return [Fault("no_working_day", "weekdays")]
        return _nothing_new(setup, self.on(setup), "weekdays")

    def on(self, setup: Setup) -> Setup:
        return replace(setup, calendar=replace(setup.calendar, weekdays=set(self.weekdays)))


@dataclass(frozen=True, slots=True)
class CloseDays:
    """Close every working day from `first` to `last`, both included."""

    first: date
    last: date
    reason: str
    event: ClassVar[str] = "office.days_closed"

    def faults(self, setup: Setup, today: date) -> list[Fault]:
        if self.first < today:
            return [Fault("date_past", "first")]
        if self.last < self.first:
            return [Fault("end_before_start", "last")]
        if self.last > today + FURTHEST:
            return [Fault("date_too_far", "last", {"days": FURTHEST.days})]
        return [] if self.days(setup) else [self._why_none(setup)]

    def days(self, setup: Setup) -> list[date]:
        """The days of the range on which the office would have worked."""
        return [day for day in self._range() if day_off(setup.calendar, day) is None]

    def off_already(self, setup: Setup) -> list[date]:
        """The days of the range on which it does not work anyway."""
        return [day for day in self._range() if day_off(setup.calendar, day) is not None]

    def on(self, setup: Setup) -> Setup:
        closures = {**setup.calendar.closures, **dict.fromkeys(self.days(setup), self.reason)}
        return replace(setup, calendar=replace(setup.calendar, closures=closures))

    def _range(self) -> Sequence[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def _why_none(self, setup: Setup) -> Fault:
        off = day_off(setup.calendar, self.first)
        assert off is not None
        code = {"closure": "closed_already", "holiday": "holiday_already"}.get(off.kind, "no_work_already")
        if self.first != self.last:
            code = "nothing_to_close"
        return Fault(code, "first", {"day": self.first, "off": off})


@dataclass(frozen=True, slots=True)
class ReopenDay:
    """Take a closure back."""

    day: date
    event: ClassVar[str] = "office.day_reopened"

    def faults(self, setup: Setup, today: date) -> list[Fault]:
        if self.day < today:
            return [Fault("date_past")]
        return [] if self.day in setup.calendar.closures else [Fault("not_closed", data={"day": self.day})]

    def on(self, setup: Setup) -> Setup:
        closures = {day: reason for day, reason in setup.calendar.closures.items() if day != self.day}
        return replace(setup, calendar=replace(setup.calendar, closures=closures))


@dataclass(frozen=True, slots=True)
class SetQuotas:
    """Seats of a pool by (weekday, window id), from a date on. The whole week is written, so that it stands alone."""

    pool: str
    valid_from: date
    cells: Mapping[tuple[int, int], int]
    event: ClassVar[str] = "office.quotas_set"

    def faults(self, setup: Setup, today: date) -> list[Fault]:
        known = {one.id for one in setup.active_windows}
        strange = [Fault("unknown_window") for _, window in self.cells if window not in known][:1]
        wrong = [
            fault
            for (weekday, window), seats in self.cells.items()
            for fault in _seats_faults(seats, quota_field(weekday, window))
        ]
        found = [*strange, *wrong, *_start_faults(self.valid_from, today)]
        return found or ([] if self._differs(setup) else [Fault("nothing_new", "valid_from")])

    def on(self, setup: Setup) -> Setup:
        ours = {(window, weekday) for weekday, window in self.cells}
        ruled = {(one.window_id, one.weekday) for one in setup.rules if one.pool == self.pool}
        kept = (one for one in setup.rules if not (one.place[:2] in ours and self._is_same_start(one)))
        fresh = [
            RulePlan(window, weekday, self.pool, seats, self.valid_from)
            for (weekday, window), seats in sorted(self.cells.items())
            if seats or (window, weekday) in ruled
        ]
        return replace(setup, rules=(*kept, *fresh))

    def _is_same_start(self, rule: RulePlan) -> bool:
        return rule.pool == self.pool and rule.valid_from == self.valid_from

    def _differs(self, setup: Setup) -> bool:
        return any(
            seats_from(setup, self.valid_from, weekday, window, self.pool) != seats
            for (weekday, window), seats in self.cells.items()
        )


@dataclass(frozen=True, slots=True)
class DropQuotas:
    """Take back quota rules of a pool that have not begun."""

    pool: str
    valid_from: date
    event: ClassVar[str] = "office.quotas_dropped"

    def faults(self, setup: Setup, today: date) -> list[Fault]:
        if self.valid_from <= today:
            return [Fault("rules_begun")]
        return _nothing_new(setup, self.on(setup))

    def on(self, setup: Setup) -> Setup:
        kept = (one for one in setup.rules if (one.pool, one.valid_from) != (self.pool, self.valid_from))
        return replace(setup, rules=tuple(kept))


@dataclass(frozen=True, slots=True)
class SetFigures:
    """The figures that the office may choose, within headquarters' bounds (R81)."""

    figures: Mapping[str, int]
    event: ClassVar[str] = "office.figures_set"

    def faults(self, setup: Setup, today: date) -> list[Fault]:
        wrong = [
            Fault("out_of_bounds", key, setup.bounds[key]._asdict())
            for key, value in self.figures.items()
            if not setup.bounds[key].hold(value)
        ]
        foreign = [Fault("not_for_offices", key) for key in self.figures if not RULES[key].by_office]
        return [*wrong, *foreign] or _nothing_new(setup, self.on(setup))

    def on(self, setup: Setup) -> Setup:
        return replace(setup, figures={**setup.figures, **self.figures})


def seats_from(setup: Setup, start: date, weekday: int, window_id: int, pool: str) -> int:
    """What a weekday has at a date, of the rules that have begun by then; rules that begin later are not seen."""
    begun = replace(setup, rules=tuple(one for one in setup.rules if one.valid_from <= start))
    day = start + timedelta(days=(weekday - start.weekday()) % 7)
    return begun.seats_on(day, pool).get(window_id, 0)


def quota_field(weekday: int, window_id: int) -> str:
    """The name of a cell's input."""
    return f"q_{weekday}_{window_id}"


def _with_use(setup: Setup, window_id: int, *, is_active: bool) -> Setup:
    window = setup.window(window_id)
    assert window is not None
    return setup.with_window(replace(window, is_active=is_active))


def _hours_faults(setup: Setup, starts_at: time, ends_at: time, window_id: int) -> list[Fault]:
    if starts_at >= ends_at:
        return [Fault("end_before_start", "ends_at")]
    return [
        Fault("windows_overlap", "starts_at", {"window": other})
        for other in setup.active_windows
        if other.id != window_id and windows_overlap((starts_at, ends_at), other.hours)
    ]


def _seats_faults(seats: int, field: str) -> list[Fault]:
    return [] if 0 <= seats <= MOST_SEATS else [Fault("absurd_quota", field, {"most": MOST_SEATS})]


def _start_faults(valid_from: date, today: date) -> list[Fault]:
    if valid_from < today:
        return [Fault("date_past", "valid_from")]
    far = valid_from > today + FURTHEST
    return [Fault("date_too_far", "valid_from", {"days": FURTHEST.days})] if far else []


def _nothing_new(before: Setup, after: Setup, field: str = "") -> list[Fault]:
    return [Fault("nothing_new", field)] if _canonical(before) == _canonical(after) else []


def _canonical(setup: Setup) -> tuple[object, ...]:
    """What makes two setups the same, whatever the order of their parts."""
    return (
        set(setup.calendar.weekdays),
        dict(setup.calendar.closures),
        frozenset(setup.windows),
        frozenset(setup.rules),
        dict(setup.figures),
    )
