"""Days in addresses, and the week in which a change would begin by itself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from giliran.core import clock, formats
from giliran.offices.policy import Setup
from giliran.slots import policy as slots

if TYPE_CHECKING:
    from giliran.offices.models import Office


def today_at(office: Office) -> date:
    return clock.today(office.timezone)


def next_closed_week(office: Office, setup: Setup, now: datetime) -> date:
    """The Monday of the first week whose seats are not open yet."""
    zone = ZoneInfo(office.timezone)
    release = slots.Release(setup.figures["release_weekday"], setup.figures["release_minute"], zone)
    monday = slots.monday_of(now.astimezone(zone).date())
    while release.of(monday) <= now:
        monday += timedelta(weeks=1)
    return monday


def weekday_names(language: str) -> list[str]:
    """Monday first."""
    return [formats.weekday_name(number, language) for number in range(7)]


def hours_words(starts_at: time, ends_at: time, language: str) -> str:
    """`08.00-12.00` in Indonesian, `08:00-12:00` in English, with an en dash."""
    return f"{clock_words(starts_at, language)}\N{EN DASH}{clock_words(ends_at, language)}"


def clock_words(at: time, language: str) -> str:
    return at.strftime("%H:%M" if language.startswith("en") else "%H.%M")
