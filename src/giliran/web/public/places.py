"""Finding an office, and seeing what is free there. Open to everybody."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date

from giliran.booking import selectors as bookings
from giliran.core import clock, formats
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.slots import selectors as slots
from giliran.slots.policy import Day
from giliran.web.access import anyone
from giliran.web.public import days, finder

MOST_PEOPLE = 5


@anyone
def office_list(request: HttpRequest) -> HttpResponse:
    """Every office, each with what is free there or why nothing is (UX 5)."""
    return render(request, "public/offices.html", finder.found(request.GET, clock.now()))


@anyone
def office_page(request: HttpRequest, code: str) -> HttpResponse:
    """One office: where, when, and a calendar for a party of a chosen size (UX 6, 7)."""
    office = offices.office_by_code(code)
    if office is None:
        raise Http404
    look = look_of(request, office, reverse("office", args=[office.code]), clock.now())
    context = {
        **calendar_of(office, look),
        "hours": hours_of(office),
        "book_url": reverse("book"),
    }
    return render(request, "public/office.html", context)


def hours_of(office: Office) -> list[str]:
    """`08.00-12.00 WIB (Pagi)`, by the clock."""
    said, zone = days.language(), formats.zone_name(office.timezone)
    return [
        f"{formats.clock_words(one.starts_at, said)}\N{EN DASH}{formats.clock_words(one.ends_at, said)} {zone} "
        f"({one.name(said)})"
        for one in offices.windows_of(office)
    ]


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
    last = look.today + timedelta(weeks=days.WEEKS_SHOWN) - timedelta(days=1)
    found = slots.availability(office, look.today, last, now=look.now, people=look.people)
    chosen = next((day for day in found if day.date == look.selected), None)
    return {
        "office": office,
        "look": look,
        "months": days.months(found, look),
        "party_sizes": range(1, MOST_PEOPLE + 1),
        "chosen": chosen,
        "choices": _choices(chosen, look) if chosen else [],
        "chosen_words": days.cell(chosen, look).text if chosen else "",
        "nearest": _nearest(office, chosen, look),
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
