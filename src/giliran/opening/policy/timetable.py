"""When the steps of an opening come, and which seats it carves out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

NOTICE = timedelta(hours=1)
"""Between a late draw and its opening people have at least this long to learn their turn."""


STEPS = ("gathers_at", "freezes_at", "draws_at", "opens_at", "closes_at")

_APART = {"freezes_at": timedelta(minutes=5), "closes_at": timedelta(minutes=5)}
"""How long people have at least to enter, and to book."""

A_MOMENT = timedelta(minutes=1)
"""Who fills in a form may begin with the minute that is running."""


@dataclass(frozen=True, slots=True)
class Timetable:
    gathers_at: datetime
    freezes_at: datetime
    draws_at: datetime
    opens_at: datetime
    closes_at: datetime


def timetable(figures: Mapping[str, int], opens_at: datetime, tz: ZoneInfo) -> Timetable:
    """The steps around an opening, from the office's figures (`gather_weekday`, `gather_minute`, ...).

    Each step is the last such hour before the next one, closing the first after the opening; so they always follow
    each other, whatever an office chose.
    """
    draws_at = _before(opens_at, figures["draw_weekday"], figures["draw_minute"], tz)
    freezes_at = _before(draws_at, figures["freeze_weekday"], figures["freeze_minute"], tz)
    gathers_at = _before(freezes_at, figures["gather_weekday"], figures["gather_minute"], tz)
    closes_at = _after(opens_at, figures["close_weekday"], figures["close_minute"], tz)
    return Timetable(gathers_at, freezes_at, draws_at, opens_at, closes_at)


def _before(moment: datetime, weekday: int, minute: int, tz: ZoneInfo) -> datetime:
    day = moment.astimezone(tz).date()
    day -= timedelta(days=(day.weekday() - weekday) % 7)
    found = _at(day, minute, tz)
    return found if found < moment else _at(day - timedelta(days=7), minute, tz)


def _after(moment: datetime, weekday: int, minute: int, tz: ZoneInfo) -> datetime:
    day = moment.astimezone(tz).date()
    day += timedelta(days=(weekday - day.weekday()) % 7)
    found = _at(day, minute, tz)
    return found if found > moment else _at(day + timedelta(days=7), minute, tz)


def _at(day: date, minute: int, tz: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=tz)


def undrawn(times: Timetable) -> Timetable:
    """The same for an opening that draws nothing: there is nothing before its opening."""
    return replace(times, gathers_at=times.opens_at, freezes_at=times.opens_at, draws_at=times.opens_at)


class Fault(NamedTuple):
    """Why a timetable cannot be, as a refusal's code, and the step that is wrong."""

    code: str
    step: str


def faults(times: Timetable, now: datetime, first_visit: datetime, last_visit: datetime, *, draws: bool) -> list[Fault]:
    """What is wrong with a timetable that somebody chose, for seats from `first_visit` to the end of `last_visit`."""
    steps = STEPS if draws else STEPS[-2:]
    wrong = [
        Fault("steps_out_of_order", later)
        for earlier, later in pairwise(steps)
        if getattr(times, later) < getattr(times, earlier) + _APART.get(later, timedelta())
    ]
    if getattr(times, steps[0]) < now - A_MOMENT:
        wrong.append(Fault("step_past", steps[0]))
    if times.opens_at >= first_visit:
        wrong.append(Fault("opens_too_late", "opens_at"))
    if times.closes_at > last_visit:
        wrong.append(Fault("closes_too_late", "closes_at"))
    return wrong


def opens_after(drawn_at: datetime, opens_at: datetime) -> datetime:
    """When an opening opens whose draw had to wait for its beacon: as planned, or an hour after, to five minutes."""
    if drawn_at <= opens_at - NOTICE:
        return opens_at
    earliest = drawn_at + NOTICE
    return earliest + timedelta(seconds=-earliest.timestamp() % 300)


class Carvable(NamedTuple):
    """An online slot: where seats for the entitled may be carved out."""

    id: int
    date: date
    capacity: int


def carve(slots: Sequence[Carvable], share: int, weekdays: Collection[int]) -> dict[int, int]:
    """Slot id to the seats that go to the entitled: `share` percent of all seats, on these weekdays (0 is Monday).

    Spread over those days' slots by their size, largest remainders first; never more than a slot has.
    """
    wanted = sum(slot.capacity for slot in slots) * share // 100
    fit = [slot for slot in slots if slot.date.weekday() in weekdays]
    room = sum(slot.capacity for slot in fit)
    wanted = min(wanted, room)
    if not wanted:
        return {}
    exact = [(slot, divmod(wanted * slot.capacity, room)) for slot in fit]
    given = {slot.id: whole for slot, (whole, _) in exact}
    by_remainder = sorted(exact, key=lambda one: (-one[1][1], one[0].date, one[0].id))
    for slot, _parts in by_remainder[: wanted - sum(given.values())]:
        given[slot.id] += 1
    return {slot_id: seats for slot_id, seats in given.items() if seats}
