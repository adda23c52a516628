"""Rules about places: is the office open on a day, which quota counts, which figures may be chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that can be chosen: its default, its bounds, and whether an office may choose its own (R81)."""

    default: int
    least: int
    most: int
    by_office: bool = True


RULES: Mapping[str, Figure] = {
    "seats_per_account": Figure(5, 1, 20, by_office=False),  # R35, AC01
    "release_weekday": Figure(4, 0, 6),  # R55: Friday
    "release_minute": Figure(14 * 60, 0, 24 * 60 - 1),  # R55: 14:00 local time
    "gather_weekday": Figure(0, 0, 6),  # entries are taken from Monday
    "gather_minute": Figure(8 * 60, 0, 24 * 60 - 1),  # 08:00
    "freeze_weekday": Figure(3, 0, 6),  # to Thursday
    "freeze_minute": Figure(20 * 60, 0, 24 * 60 - 1),  # 20:00
    "draw_weekday": Figure(4, 0, 6),  # the draw on Friday
    "draw_minute": Figure(8 * 60, 0, 24 * 60 - 1),  # 08:00
    "close_weekday": Figure(5, 0, 6),  # what is left closes on Saturday
    "close_minute": Figure(20 * 60, 0, 24 * 60 - 1),  # 20:00
    "opening_method": Figure(0, 0, 2),  # 0 turns, 1 ballot, 2 first come first served
    "opening_pace": Figure(60, 1, 6000),  # people let in a minute
    "entitled_share": Figure(20, 0, 50, by_office=False),  # percent of an opening's seats
    "entitled_from": Figure(3, 1, 8, by_office=False),  # losses
    "beacon_demanded": Figure(0, 0, 1, by_office=False),  # whether every draw waits for a public value
    "walk_in_day": Figure(1, 0, 6),  # R125: the two walk-in days, Tuesday
    "second_walk_in_day": Figure(3, 0, 6),  # and Thursday
    "moves_per_booking": Figure(1, 0, 5, by_office=False),  # RS01
    "moves_same_day": Figure(0, 0, 1, by_office=False),  # RS04: whether to another session of the same day
    "changes_a_month": Figure(2, 0, 20, by_office=False),  # changes of one person; never limits cancelling
    "return_least_minutes": Figure(10, 0, 1440, by_office=False),  # a seat given back waits at least so long
    "return_most_minutes": Figure(60, 0, 1440, by_office=False),  # and at most so long
    "missed_cooling_days": Figure(0, 0, 90, by_office=False),  # NS02: what a missed visit costs; nothing
    "event_least_people": Figure(30, 1, 1000, by_office=False),  # EZ01: an organisation brings at least so many
    "bill_hours": Figure(168, 2, 720),  # PY03, PY04: how long a payment code is good; seven days
    "gate_early_minutes": Figure(60, 0, 240),  # before the window starts
    "gate_late_minutes": Figure(60, 0, 480),  # after the window ends
    "open_walk_in": Figure(0, 0, 1),  # R109, R128: whether anybody may come without a booking while walk-in seats last
    "express_from_minute": Figure(8 * 60, 0, 24 * 60 - 1),  # PR04: express from 08:00
    "express_until_minute": Figure(11 * 60, 0, 24 * 60 - 1),  # PR03, PR04: to the cut-off at 11:00
    "walk_in_companions": Figure(1, 0, 1),  # R121: whether an adult may come along with whoever has priority
    "examination_stage": Figure(0, 0, 20),  # OP06: where lost and damaged passports begin; 0 the first stage
    "arrive_early_minutes": Figure(15, 0, 60),  # SL03
    "issue_days": Figure(4, 1, 30),  # PR01: working days from the end of the visit to the passport
    "express_issue_days": Figure(0, 0, 5),  # PR04: express is ready on the same day
    "central_days": Figure(2, 1, 30, by_office=False),  # working days in which headquarters answers an office
    "unclaimed_days": Figure(30, 7, 365, by_office=False),  # PR02: how long a passport is kept
    "survey_after_hours": Figure(3, 1, 72, by_office=False),  # from the end of a visit to the question how it was
    "survey_least": Figure(10, 5, 100, by_office=False),  # fewer answers are not shown
    "incident_minutes": Figure(15, 5, 120, by_office=False),  # R127: in which what points to an incident is counted
    "incident_complaints": Figure(10, 2, 1000, by_office=False),  # so many complaints "cannot be reached" propose one
    "incident_probes": Figure(3, 2, 20, by_office=False),  # so many failed probes in a row
    "incident_faults": Figure(20, 2, 10_000, by_office=False),  # so many broken pages
    "ahead_in_a_row": Figure(2, 1, 20),  # R121: so many with precedence are called before one of the others
    "head_named": Figure(0, 0, 1),  # R12: whether the public-service page names the head of office
    "long_wait_minutes": Figure(60, 10, 480),  # so long at one stage is too long; half of it wants attention
}


TEXTS: Mapping[str, str] = {"beacon_name": "Penutupan indeks NYSE Composite hari Kamis"}
"""What headquarters says in words, and what holds until it does."""

MOST_LETTERS = 200


class Bounds(NamedTuple):
    """Between which values an office may choose, both included."""

    least: int
    most: int

    def hold(self, value: int) -> bool:
        return self.least <= value <= self.most

    def nearest(self, value: int) -> int:
        return min(max(value, self.least), self.most)


def bounds_keys(key: str) -> tuple[str, str]:
    """Under which names headquarters keeps its bounds of a figure."""
    return f"{key}.least", f"{key}.most"


def bounds_of(national: Mapping[str, str]) -> dict[str, Bounds]:
    """The bounds of every figure: headquarters' own where it has set some (R81)."""
    return {
        key: Bounds(int(national.get(least, rule.least)), int(national.get(most, rule.most)))
        for key, rule in RULES.items()
        for least, most in [bounds_keys(key)]
    }


def figures_of(national: Mapping[str, str], own: Mapping[str, str]) -> dict[str, int]:
    """Every figure as it holds: an office's own within headquarters' bounds, else headquarters', else the default."""
    bounds = bounds_of(national)
    figures = {key: int(national.get(key, rule.default)) for key, rule in RULES.items()}
    chosen = {
        key: bounds[key].nearest(int(value)) for key, value in own.items() if key in RULES and RULES[key].by_office
    }
    return figures | chosen


@dataclass(frozen=True, slots=True)
class DayOff:
    """Why an office does not work on a day: `weekday`, `holiday`, `closure` or `not_yet` (an event's dates)."""

    kind: str
    name_id: str = ""
    name_en: str = ""

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_id


@dataclass(frozen=True, slots=True)
class Calendar:
    """What decides whether an office works on a day."""

    weekdays: Collection[int]
    holidays: Mapping[date, tuple[str, str]]
    closures: Mapping[date, str]
    starts_on: date | None = None
    ends_on: date | None = None
    is_open: bool = True


def day_off(calendar: Calendar, day: date) -> DayOff | None:
    """The reason why the office does not work on this day, or None if it does."""
    if day in calendar.closures:
        return DayOff("closure", calendar.closures[day], calendar.closures[day])
    if day in calendar.holidays:
        return DayOff("holiday", *calendar.holidays[day])
    outside = (calendar.starts_on and day < calendar.starts_on) or (calendar.ends_on and day > calendar.ends_on)
    if outside or not calendar.is_open:
        return DayOff("not_yet")
    return None if day.weekday() in calendar.weekdays else DayOff("weekday")


def nth_working_day(calendar: Calendar, since: date, count: int, *, within: int) -> date:
    """The `count`-th day after `since` on which the office works; 0 is `since` itself.

    Where the next `within` days have not enough of them (an office about to close), every Monday to Friday counts.
    """
    if count == 0:
        return since
    ahead = [since + timedelta(days=number) for number in range(1, within + 1)]
    working = [day for day in ahead if day_off(calendar, day) is None]
    if len(working) < count:
        working = [day for day in ahead if day.weekday() < 5]
    return working[count - 1]


class Rule(Protocol):
    """A quota rule: seats of a pool, in a window, on a weekday, from a date on."""

    @property
    def window_id(self) -> int: ...
    @property
    def weekday(self) -> int: ...
    @property
    def pool(self) -> str: ...
    @property
    def capacity(self) -> int: ...
    @property
    def valid_from(self) -> date: ...


def quotas_on(rules: Iterable[Rule], day: date) -> dict[tuple[int, str], int]:
    """(window id, pool) to capacity on this day: of the rules that are valid, the newest wins."""
    newest: dict[tuple[int, str], Rule] = {}
    for rule in rules:
        if rule.weekday != day.weekday() or rule.valid_from > day:
            continue
        place = (rule.window_id, rule.pool)
        if place not in newest or newest[place].valid_from < rule.valid_from:
            newest[place] = rule
    return {place: rule.capacity for place, rule in newest.items()}


def windows_overlap(first: tuple[time, time], second: tuple[time, time]) -> bool:
    """Half-open: a window may begin when another ends."""
    return first[0] < second[1] and second[0] < first[1]
