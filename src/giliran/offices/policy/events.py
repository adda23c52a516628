"""Rules about mobile events: who may ask for one, and what an office may make of it (EZ01-EZ05, WE01, WE02)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import combinations

from giliran.offices.policy.places import windows_overlap
from giliran.offices.policy.setup import Fault

MOST_PEOPLE = 5000
MOST_DAYS = 31
FURTHEST = timedelta(days=366)
MOST_WINDOWS = 4
MOST_SEATS = 500
"""Seats of one window and day: labels of windows that share a letter begin this far apart."""

MOST_LETTER_BYTES = 5 * 1024 * 1024

_MAGIC: Mapping[str, bytes] = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}


@dataclass(frozen=True, slots=True)
class EventAsk:
    """What an organisation asks for. The days are those it would like; the office sets them."""

    organisation: str
    organisation_kind: str
    contact_name: str
    contact_email: str
    contact_phone: str
    kind: str
    place: str
    address: str
    regency_code: str
    first_date: date
    last_date: date
    people: int
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class WindowWish:
    """A part of each day of an event, half-open, with the seats it has every day."""

    starts_at: time
    ends_at: time
    seats: int


@dataclass(frozen=True, slots=True)
class EventPlan:
    """An event as an office sets it up: on the days from the first to the last that are one of `weekdays`.

    `for_everybody`: its seats are booked online like those of an office; otherwise they are kept for a list.
    """

    name: str
    kind: str
    address: str
    regency_code: str
    first_date: date
    last_date: date
    weekdays: frozenset[int]
    windows: tuple[WindowWish, ...]
    for_everybody: bool = False

    def days(self, holidays: Collection[date] = ()) -> list[date]:
        """The days of the event; no office works on a holiday."""
        span = (self.last_date - self.first_date).days
        found = (self.first_date + timedelta(days=n) for n in range(span + 1))
        return [day for day in found if day.weekday() in self.weekdays and day not in holidays]


def faults_of_ask(ask: EventAsk, *, least_people: int, today: date) -> list[Fault]:
    """Why an event cannot be asked for like this."""
    faults = _dates(ask.first_date, ask.last_date, today)
    if ask.people < least_people:
        faults.append(Fault("event_too_few", "people", {"least": least_people}))
    if ask.people > MOST_PEOPLE:
        faults.append(Fault("event_too_many", "people", {"most": MOST_PEOPLE}))
    return faults


def faults_of_plan(plan: EventPlan, *, today: date, holidays: Collection[date]) -> list[Fault]:
    """Why an event cannot be set up like this. Fields of windows are named `starts_1`, `ends_1`, `seats_1` and on."""
    faults = _dates(plan.first_date, plan.last_date, today)
    if not faults and not plan.days(holidays):
        faults.append(Fault("event_without_days", "weekdays"))
    if not plan.windows:
        faults.append(Fault("event_without_windows", "starts_1"))
    for place, one in enumerate(plan.windows, 1):
        if one.ends_at <= one.starts_at:
            faults.append(Fault("end_before_start", f"ends_{place}"))
        if not 1 <= one.seats <= MOST_SEATS:
            faults.append(Fault("event_seats", f"seats_{place}", {"most": MOST_SEATS}))
    for (_, one), (place, other) in combinations(enumerate(plan.windows, 1), 2):
        if windows_overlap((one.starts_at, one.ends_at), (other.starts_at, other.ends_at)):
            faults.append(Fault("event_windows_overlap", f"starts_{place}"))
    return faults


def _dates(first: date, last: date, today: date) -> list[Fault]:
    if first <= today:
        return [Fault("event_too_soon", "first_date")]
    if last < first:
        return [Fault("event_ends_before", "last_date")]
    if last - first >= timedelta(days=MOST_DAYS):
        return [Fault("event_too_long", "last_date", {"days": MOST_DAYS})]
    return [Fault("date_too_far", "last_date", {"days": FURTHEST.days})] if last > today + FURTHEST else []


def faults_of_letter(content: bytes) -> list[Fault]:
    """Why a file cannot be the letter of a request: judged by its content, whatever it is called."""
    if not content:
        return [Fault("letter_missing", "letter")]
    if len(content) > MOST_LETTER_BYTES:
        return [Fault("letter_too_big", "letter", {"megabytes": MOST_LETTER_BYTES // 1024**2})]
    return [] if type_of_letter(content) else [Fault("letter_unreadable", "letter")]


def type_of_letter(content: bytes) -> str:
    """The MIME type of a PDF, JPEG or PNG by how it begins; empty for anything else."""
    return next((kind for kind, start in _MAGIC.items() if content.startswith(start)), "")
