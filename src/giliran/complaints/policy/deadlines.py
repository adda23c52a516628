"""Until when a complaint is verified, answered for the first time, and finished: counted in working days of the office.

The day on which it comes in does not count, whatever the hour; a term ends with its last day, at midnight of the
office's zone. All three run from the day on which it came in (Permenpan RB 62/2018), so that a person can be told them
at once and no handing on makes them longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from giliran.offices.policy import Calendar, nth_working_day

LOOK_AHEAD = 420
"""Days of calendar in which sixty working days are looked for, long holidays and short weeks included."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Working days as the regulation has them; `finish` by class."""

    verify: int
    first_answer: int
    finish: Mapping[str, int]
    silence: int
    """After an answer to which the person says nothing."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Moments from which on somebody is late."""

    verify_due_at: datetime
    first_answer_due_at: datetime
    close_due_at: datetime


def deadlines(calendar: Calendar, filed_at: datetime, zone: str, klass: str, terms: Terms) -> Deadlines:
    """The three terms of a complaint of this class."""
    return Deadlines(
        *(
            working_days_later(calendar, filed_at, zone, days)
            for days in (terms.verify, terms.first_answer, terms.finish[klass])
        )
    )


def working_days_later(calendar: Calendar, since: datetime, zone: str, days: int) -> datetime:
    """The end of the `days`-th working day after the day of `since`."""
    last = nth_working_day(calendar, since.astimezone(ZoneInfo(zone)).date(), days, within=LOOK_AHEAD)
    return datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone))


def last_day_of(due_at: datetime, zone: str) -> date:
    """The day with which a term ends, as people are told it."""
    return (due_at - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()


def next_due(
    due: Deadlines,
    *,
    is_verified: bool,
    is_answered: bool,
    extended_until: datetime | None = None,
) -> datetime:
    """When somebody is late next: by a term that was given anew, else by the first that has not been met."""
    if extended_until is not None:
        return extended_until
    if is_answered:
        return due.close_due_at
    return min(due.first_answer_due_at if is_verified else due.verify_due_at, due.close_due_at)
