"""Choosing a day and a session at one office: what the calendar and the chosen day need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_date

from giliran.booking import selectors as bookings
from giliran.opening import selectors as openings
from giliran.slots import selectors as slots
from giliran.slots.policy import Day, days_between
from giliran.web.seats import days

if TYPE_CHECKING:
    from collections.abc import Sequence

    from giliran.offices.models import Office
    from giliran.opening.models import Opening

MOST_PEOPLE = 5


def look_of(request: HttpRequest, office: Office, address: str, now: datetime, people: int = 1) -> days.Look:
    """Party and day as asked for in the address; nonsense there counts as not asked."""
    asked = party_size(request.GET.get("people"), people)

    def link(day: date) -> str:
        return f"{address}?{urlencode({'people': asked, 'day': day.isoformat()})}#day"

    return days.Look(asked, office.timezone, now, link, _day(request.GET.get("day", "")))


def party_size(text: Any, default: int = 1) -> int:
    """1-5, whatever stands in the address."""
    return int(text) if str(text) in {"1", "2", "3", "4", "5"} else default


def calendar_of(office: Office, look: days.Look) -> dict[str, Any]:
    """What the calendar and the chosen day need; the nearest other seats where that day has none."""
    live = openings.upcoming([office.pk])
    look = replace(look, openings=_addresses(live))
    found = slots.availability(office, *_shown(office, look.today), now=look.now, people=look.people)
    chosen = next((day for day in found if day.date == look.selected), None)
    return {
        "office": office,
        "look": look,
        "months": days.months(found, look),
        "party_sizes": range(1, MOST_PEOPLE + 1),
        "live_openings": live,
        "chosen": chosen,
        "chosen_opening": look.openings.get(chosen.date) if chosen else None,
        "choices": _choices(chosen, look) if chosen else [],
        "chosen_words": days.cell(chosen, look).text if chosen else "",
        "nearest": _nearest(office, chosen, look),
    }


def _shown(office: Office, today: date) -> tuple[date, date]:
    """The first and the last day of the calendar: four weeks from today, of an event its own days."""
    if office.starts_on and office.ends_on and office.ends_on >= today:
        return max(today, office.starts_on), office.ends_on
    return today, today + timedelta(weeks=days.WEEKS_SHOWN) - timedelta(days=1)


def _addresses(live: Sequence[Opening]) -> dict[date, str]:
    """The days whose seats an opening gives, each with the address of that opening."""
    return {
        day: reverse("opening", args=[one.pk]) for one in live for day in days_between(one.first_date, one.last_date)
    }


def _choices(day: Day, look: days.Look) -> list[dict[str, Any]]:
    return [
        {"slot": slot, "name": slot.window_name(days.language()), "words": words, "is_free": is_free}
        for slot in day.slots
        for words, is_free in (days.window_words(slot, look.people, look.now, look.tz),)
    ]


def _nearest(office: Office, chosen: Day | None, look: days.Look) -> list[bookings.Alternative]:
    if chosen is None or chosen.kind == "free":
        return []
    since = max(chosen.date, look.now.astimezone(ZoneInfo(look.tz)).date())
    return bookings.alternatives_near(office, since, look.people, now=look.now)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
