"""From rules and calendar to slots, and what a day says to those who look at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from giliran.offices.policy import Calendar, DayOff, Rule, day_off, quotas_on

POOL_LETTERS = {"priority": "P", "walk_in": "W", "express": "X", "event": "E", "entitled": "H"}
"""Pools other than online have a letter of their own; online labels carry the letter of their window."""

NUMBERS_PER_WINDOW = 500
"""Windows that share a pool's letter begin their labels this far apart, so that none is used twice a day."""

HORIZON = timedelta(weeks=4)


class WindowLike(Protocol):
    id: int
    letter: str
    starts_at: time
    ends_at: time


class SlotSpec(NamedTuple):
    """A slot as the rules want it."""

    window_id: int
    date: date
    pool: str
    letter: str
    first_number: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """When a week is released: a weekday (0 is Monday) of the week before, at a minute of the local day."""

    weekday: int
    minute: int
    tz: ZoneInfo

    def of(self, day: date) -> datetime:
        """The moment at which the week of `day` opens."""
        monday = day - timedelta(days=day.weekday())
        before = monday - timedelta(days=7 - self.weekday)
        return datetime.combine(before, time(self.minute // 60, self.minute % 60), self.tz)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def days_between(first: date, last: date) -> Iterator[date]:
    """Both ends included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def plan(
    calendar: Calendar,
    windows: Sequence[WindowLike],
    rules: Iterable[Rule],
    release: Release,
    days: Iterable[date],
) -> list[SlotSpec]:
    """The slots that an office should have on these days."""
    rules = list(rules)
    by_clock = sorted(windows, key=lambda window: window.starts_at)
    return [
        _spec(window, position, day, pool, capacity, release)
        for day in days
        if day_off(calendar, day) is None
        for quotas in (quotas_on(rules, day),)
        for position, window in enumerate(by_clock)
        for (window_id, pool), capacity in sorted(quotas.items())
        if window_id == window.id and capacity > 0
    ]


def _spec(window: WindowLike, position: int, day: date, pool: str, capacity: int, release: Release) -> SlotSpec:
    letter = POOL_LETTERS.get(pool, window.letter)
    return SlotSpec(
        window_id=window.id,
        date=day,
        pool=pool,
        letter=letter,
        first_number=1 + (position * NUMBERS_PER_WINDOW if pool in POOL_LETTERS else 0),
        starts_at=datetime.combine(day, window.starts_at, release.tz),
        ends_at=datetime.combine(day, window.ends_at, release.tz),
        capacity=capacity,
        opens_at=release.of(day),
    )


class SlotFacts(NamedTuple):
    """A slot as somebody who looks for a seat needs to know it."""

    id: int
    date: date
    window_id: int
    window_id_name: str
    window_en_name: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    state: str
    opens_at: datetime
    reserved_for: str

    @property
    def left(self) -> int:
        return self.capacity - self.taken

    def window_name(self, language: str) -> str:
        return self.window_en_name if language.startswith("en") else self.window_id_name

    def reason(self, people: int, now: datetime) -> str:
        """Why a party of this size cannot be booked here, as a refusal's code; empty if it can."""
        if self.starts_at <= now:
            return "past"
        if self.state == "closed":
            return "closed"
        if self.state == "draft":
            return "not_open"
        if self.reserved_for:
            return "reserved"
        return "full" if self.left < people else ""


@dataclass(frozen=True, slots=True)
class Day:
    """What one day of an office says.

    `kind` is one of free, full, holiday, closed, weekend, not_open, past, unplanned. `left` is the most seats that
    one window has for a party to share, and `seats` all free seats of the day.
    """

    date: date
    kind: str
    slots: tuple[SlotFacts, ...] = ()
    seats: int = 0
    left: int = 0
    opens_at: datetime | None = None
    off: DayOff | None = None


def read_day(
    day: date, slots: Sequence[SlotFacts], calendar: Calendar, people: int, now: datetime, today: date
) -> Day:
    """Say what a day is for a party of `people`: a kind and everything a sentence about it needs."""
    if day < today:
        return Day(day, "past", tuple(slots))
    off = day_off(calendar, day)
    if off:
        kind = {"holiday": "holiday", "weekday": "weekend"}.get(off.kind, "closed")
        return Day(day, kind, tuple(slots), off=off)
    if not slots:
        return Day(day, "unplanned")
    reasons = [slot.reason(people, now) for slot in slots]
    open_slots = [slot for slot, reason in zip(slots, reasons, strict=True) if reason in ("", "full")]
    seats = sum(slot.left for slot in open_slots)
    left = max((slot.left for slot in open_slots), default=0)
    kind = "free" if "" in reasons else _why_not(reasons)
    return Day(day, kind, tuple(slots), seats, left, opens_at=min(slot.opens_at for slot in slots))


def _why_not(reasons: Sequence[str]) -> str:
    for reason, kind in (("full", "full"), ("not_open", "not_open"), ("closed", "closed"), ("reserved", "full")):
        if reason in reasons:
            return kind
    return "past"


def months_of(days: Sequence[Day]) -> Mapping[tuple[int, int], list[Day]]:
    """(year, month) to its days, in order."""
    months: dict[tuple[int, int], list[Day]] = {}
    for day in days:
        months.setdefault((day.date.year, day.date.month), []).append(day)
    return months
