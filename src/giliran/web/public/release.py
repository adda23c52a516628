"""When seats open: the country's day and hour, unless an office has chosen its own (R55, R81)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from giliran.core import formats
from giliran.offices import selectors as offices
from giliran.web.seats.days import language

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


def context(now: datetime) -> dict[str, Any]:
    """`release_day`, `release_hour`, and the next such moment in each zone, the nearest first."""
    weekday, minute, *weekly = offices.national_figures(
        "release_weekday", "release_minute", "gather_weekday", "gather_minute", "freeze_weekday", "freeze_minute"
    )
    coming = [next_moment(now, weekday, minute, tz) for tz in ZONES]
    hour = formats.clock_words(coming[0].astimezone(ZoneInfo(ZONES[0])), language())
    return {
        "release_day": formats.weekday_name(weekday, language()),
        "release_hour": hour,
        "gather_from": _weekly(*weekly[:2]),
        "gather_until": _weekly(*weekly[2:]),
        "release_next": formats.date_words(coming[0].astimezone(ZoneInfo(ZONES[0])).date(), language()),
        "sample_date": formats.date_words(_next_working_day(coming[0]), language()),
        "sample_arrival": _("Arrive at %(hour)s") % {"hour": "09.15 WIB" if language() == "id" else "09:15 WIB"},
        "release_zones": [formats.zone_name(tz) for tz in ZONES],
    }


def _weekly(weekday: int, minute: int) -> str:
    """`Senin 08.00`: the country's day and hour of a step."""
    hour = formats.clock_words(time(minute // 60, minute % 60), language())
    return f"{formats.weekday_name(weekday, language())} {hour}"


def _next_working_day(opening: datetime) -> date:
    """The Monday after an opening, for the picture of a ticket."""
    local = opening.astimezone(ZoneInfo(ZONES[0])).date()
    return local + timedelta(days=7 - local.weekday())


def next_moment(now: datetime, weekday: int, minute: int, tz: str) -> datetime:
    """The next time that a local clock shows this weekday (0 is Monday) and minute of the day."""
    local = now.astimezone(ZoneInfo(tz))
    day = local.date() + timedelta(days=(weekday - local.weekday()) % 7)
    moment = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZoneInfo(tz))
    return moment if moment > now else moment + timedelta(days=7)
