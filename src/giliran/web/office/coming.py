"""What comes: the days of the next two weeks, the next release, and bookings on days that were closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from giliran.booking import selectors as bookings
from giliran.core import clock, formats
from giliran.slots import selectors as slots
from giliran.slots.policy import Day
from giliran.web.access import ActorRequest, at_office
from giliran.web.office import words
from giliran.web.office.days import today_at

if TYPE_CHECKING:
    from giliran.offices.models import Office

DAYS_AHEAD = 14


@dataclass(frozen=True, slots=True)
class DayLine:
    """A coming day: seats promised and free, and what the citizens' calendar says of it."""

    date: date
    promised: int
    free: int
    state: str
    text: str


@at_office("set_calendar")
def coming_days(request: ActorRequest) -> HttpResponse:
    """Seats promised and free, day by day, and the next release."""
    office, language, now, today = request.office, request.actor.language, clock.now(), today_at(request.office)
    days = slots.availability(office, today, today + timedelta(days=DAYS_AHEAD - 1), now=now)
    context = {
        "office": office,
        "here": "coming",
        "days": _day_lines(days, office, language),
        "release": slots.next_release(office),
        "closed_seats": slots.seats_on_closed(office, now=now),
    }
    return render(request, "office/coming.html", context)


@at_office("set_calendar")
def standing(request: ActorRequest) -> HttpResponse:
    """Bookings that stand although their day or window has been closed."""
    found = bookings.on_closed_slots(request.office, request.actor, now=clock.now())
    rows = words.standing_rows(found, request.actor.language)
    return render(request, "office/standing.html", {"office": request.office, "here": "standing", "rows": rows})


def _day_lines(days: Iterable[Day], office: Office, language: str) -> list[DayLine]:
    """Days on which the office works, or would if it were not closed."""
    return [
        DayLine(day.date, sum(slot.taken for slot in day.slots), day.seats, *_said(day, office, language))
        for day in days
        if day.kind != "weekend"
    ]


def _said(day: Day, office: Office, language: str) -> tuple[str, str]:
    """Kind and words of a day's state."""
    reason = day.off.name(language) if day.off else ""
    if day.kind == "not_open" and day.opens_at:
        when = formats.moment_words(day.opens_at, office.timezone, language)
        return "soon", _("Opens on %(when)s") % {"when": when}
    kinds = {
        "free": ("free", _("Open")),
        "full": ("no", _("Full")),
        "in_opening": ("soon", _("Given in the opening")),
        "returning": ("soon", _("Back shortly")),
        "holiday": ("neutral", _("Holiday: %(name)s") % {"name": reason}),
        "past": ("neutral", _("Over for today")),
        "unplanned": ("neutral", _("Not planned yet")),
        "weekend": ("neutral", _("No work on this weekday")),
    }
    closed = _("Closed: %(reason)s") % {"reason": reason} if reason else _("Closed")
    return kinds.get(day.kind, ("neutral", closed))
