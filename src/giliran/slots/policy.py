"""From rules and calendar to slots, and what a day says to those who look at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from giliran.offices.policy import LETTERS, Calendar, DayOff, Rule, Setup, day_off, quotas_on

POOL_LETTERS = {"priority": "P", "walk_in": "W", "express": "X", "event": "E", "entitled": "H"}
"""Pools other than online have a letter of their own; online labels carry the letter of their window."""

NUMBERS_PER_WINDOW = 500
"""Windows that share a pool's letter begin their labels this far apart, so that none is used twice a day.

How far from the start follows from the window's own letter, which it keeps for good: a window that is added later
in the day's order moves nobody's numbers.
"""

HORIZON = timedelta(weeks=4)

FOR_WAITING = "waiting"
"""What a slot is reserved for while its free seats are offered to those who wait, before they are everybody's."""


Place = tuple[int, date, str]
"""Window id, day and pool: at an office there is one slot of each."""


class WindowLike(Protocol):
    """A window, as a row or as a plan."""

    @property
    def id(self) -> int: ...
    @property
    def letter(self) -> str: ...
    @property
    def starts_at(self) -> time: ...
    @property
    def ends_at(self) -> time: ...


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
        _spec(window, day, pool, capacity, release)
        for day in days
        if day_off(calendar, day) is None
        for quotas in (quotas_on(rules, day),)
        for window in by_clock
        for (window_id, pool), capacity in sorted(quotas.items())
        if window_id == window.id and capacity > 0
    ]


def plan_setup(setup: Setup, tz: ZoneInfo, first: date) -> list[SlotSpec]:
    """The slots that an office set up like this should have from a day on, to the end of the horizon."""
    release = Release(setup.figures["release_weekday"], setup.figures["release_minute"], tz)
    days = days_between(first, last_day(first))
    return plan(setup.calendar, setup.active_windows, setup.rules, release, days)


def plan_event(setup: Setup, tz: ZoneInfo, first: date, now: datetime) -> list[SlotSpec]:
    """The slots of an event on its dates, from a day on, however far ahead: no opening gives them, so they are open
    from now on."""
    starts_on, ends_on = setup.calendar.starts_on or first, setup.calendar.ends_on or first
    days = days_between(max(first, starts_on), ends_on)
    release = Release(0, 0, tz)
    specs = plan(setup.calendar, setup.active_windows, setup.rules, release, days)
    return [spec._replace(opens_at=now) for spec in specs]


def event_name(office_id: int) -> str:
    """What the slots of an event are reserved for, unless they are for everybody."""
    return f"event:{office_id}"


def last_day(today: date) -> date:
    """The Sunday at which the horizon ends."""
    return monday_of(today) + HORIZON + timedelta(days=6)


def _spec(window: WindowLike, day: date, pool: str, capacity: int, release: Release) -> SlotSpec:
    letter = POOL_LETTERS.get(pool, window.letter)
    return SlotSpec(
        window_id=window.id,
        date=day,
        pool=pool,
        letter=letter,
        first_number=first_number(window.letter, pool),
        starts_at=datetime.combine(day, window.starts_at, release.tz),
        ends_at=datetime.combine(day, window.ends_at, release.tz),
        capacity=capacity,
        opens_at=release.of(day),
    )


def first_number(window_letter: str, pool: str) -> int:
    """The first label's number of a pool in a window."""
    return 1 + (LETTERS.index(window_letter) * NUMBERS_PER_WINDOW if pool in POOL_LETTERS else 0)


class SlotRow(NamedTuple):
    """A slot as it stands; `id` is None for one that is not made yet."""

    id: int | None
    window_id: int
    date: date
    pool: str
    state: str
    capacity: int
    taken: int
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    reserved_for: str = ""
    lent: int = 0

    @property
    def place(self) -> Place:
        return self.window_id, self.date, self.pool

    @property
    def free(self) -> int:
        """Seats that can be, or will be, booked."""
        return 0 if self.state == "closed" else self.capacity - self.taken


@dataclass(frozen=True, slots=True)
class Change:
    """What the rules make of one slot. `wanted` is the slot that they ask for, None if they ask for none.

    `after` differs from what is wanted where seats are promised: those stand, at the hours that were promised.
    """

    before: SlotRow | None
    after: SlotRow
    wanted: SlotSpec | None

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_closed(self) -> bool:
        return self.before is not None and self.before.state != "closed" and self.after.state == "closed"

    @property
    def is_reopened(self) -> bool:
        return self.before is not None and self.before.state == "closed" and self.after.state != "closed"

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def free_seats(self) -> int:
        """Free seats gained; below nothing: lost."""
        return self.after.free - (self.before.free if self.before else 0)

    @property
    def over(self) -> int:
        """Seats promised beyond what the rules want on a slot that stays open."""
        return max(0, self.after.taken + self.after.lent - self.wanted.capacity) if self.wanted else 0

    @property
    def keeps_hours(self) -> bool:
        """The rules want other hours, but seats are promised at these."""
        return self.wanted is not None and (self.wanted.starts_at, self.wanted.ends_at) != _hours(self.after)

    @property
    def gets_hours(self) -> bool:
        return self.before is not None and _hours(self.before) != _hours(self.after)

    @property
    def opens_anew(self) -> bool:
        """Seats that were not open yet open at another moment."""
        return self.before is not None and self.before.state == "draft" and self.before.opens_at != self.after.opens_at

    @property
    def stands(self) -> bool:
        """People hold seats here although the slot is closed now."""
        return self.is_closed and self.after.taken > 0


def compare(
    rows: Iterable[SlotRow], wanted: Iterable[SlotSpec], now: datetime, *, was: Iterable[SlotSpec] = ()
) -> list[Change]:
    """What becomes of every slot that has not begun, in the order of time: changes, and what cannot be changed.

    `was` are the slots that the rules wanted until now: with it, what stands beside the rules since an earlier change
    is not told again, and a slot that was wanted but is not made yet counts as if it were. The same comparison is
    shown before a change and carried out by it.
    """
    specs, earlier = _by_place(wanted), _by_place(was)
    by_place = {place: _fresh(spec, now) for place, spec in earlier.items()} | {row.place: row for row in rows}
    changes = []
    for place in {**by_place, **specs}:
        row, spec = by_place.get(place), specs.get(place)
        if (row.starts_at if row else specs[place].starts_at) <= now:
            continue
        change = Change(row, _settle(row, spec, now), spec)
        told = (change.over or change.keeps_hours) and earlier.get(place) != spec
        if change.is_changed or told:
            changes.append(change)
    return sorted(changes, key=lambda one: (one.after.date, one.after.starts_at, one.after.pool))


def missing(rows: Iterable[SlotRow], wanted: Iterable[SlotSpec]) -> list[SlotSpec]:
    """The slots that are wanted and not made."""
    made = {row.place for row in rows}
    return [spec for place, spec in _by_place(wanted).items() if place not in made]


def _by_place(specs: Iterable[SlotSpec]) -> dict[Place, SlotSpec]:
    return {(spec.window_id, spec.date, spec.pool): spec for spec in specs}


def _fresh(spec: SlotSpec, now: datetime) -> SlotRow:
    state = "released" if spec.opens_at <= now else "draft"
    return SlotRow(
        None, spec.window_id, spec.date, spec.pool, state, spec.capacity, 0, spec.starts_at, spec.ends_at, spec.opens_at
    )


def _settle(row: SlotRow | None, spec: SlotSpec | None, now: datetime) -> SlotRow:
    """The slot as it will be. What is promised stands, what has been opened stays open, and what an opening holds
    opens when that opening says."""
    if spec is None:
        assert row is not None
        return row._replace(state="closed")
    if row is None:
        return _fresh(spec, now)
    if not row.taken:
        row = row._replace(starts_at=spec.starts_at, ends_at=spec.ends_at)
    row = row._replace(capacity=max(row.taken, spec.capacity - row.lent))
    if row.state == "released" or (row.state == "draft" and row.reserved_for):
        return row
    opens_at = row.opens_at if row.state == "closed" and row.opens_at <= now else spec.opens_at
    return row._replace(state="released" if opens_at <= now else "draft", opens_at=opens_at)


def _hours(slot: SlotRow) -> tuple[datetime, datetime]:
    return slot.starts_at, slot.ends_at


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
    returning: int = 0

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
            return "returning" if self.reserved_for == FOR_WAITING else "reserved"
        if self.left >= people:
            return ""
        return "returning" if self.left + self.returning >= people else "full"


@dataclass(frozen=True, slots=True)
class Day:
    """What one day of an office says.

    `kind` is one of free, full, returning (a seat comes back shortly), in_opening (what is free is kept for the
    entries of an opening), holiday, closed, weekend, not_open, past, unplanned. `left` is the most seats that one
    window has for a party to share, and `seats` all free seats of the day.
    """

    date: date
    kind: str
    slots: tuple[SlotFacts, ...] = ()
    seats: int = 0
    left: int = 0
    opens_at: datetime | None = None
    off: DayOff | None = None


def read_day(day: date, slots: Sequence[SlotFacts], calendar: Calendar, people: int, now: datetime, today: date) -> Day:
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
    open_slots = [slot for slot, reason in zip(slots, reasons, strict=True) if reason in ("", "full", "returning")]
    seats = sum(slot.left for slot in open_slots)
    left = max((slot.left for slot in open_slots), default=0)
    kind = "free" if "" in reasons else _why_not(reasons)
    return Day(day, kind, tuple(slots), seats, left, opens_at=min(slot.opens_at for slot in slots))


_WHY_NOT = (
    ("reserved", "in_opening"),
    ("returning", "returning"),
    ("full", "full"),
    ("not_open", "not_open"),
    ("closed", "closed"),
)


def _why_not(reasons: Sequence[str]) -> str:
    for reason, kind in _WHY_NOT:
        if reason in reasons:
            return kind
    return "past"


def months_of(days: Sequence[Day]) -> Mapping[tuple[int, int], list[Day]]:
    """(year, month) to its days, in order."""
    months: dict[tuple[int, int], list[Day]] = {}
    for day in days:
        months.setdefault((day.date.year, day.date.month), []).append(day)
    return months
