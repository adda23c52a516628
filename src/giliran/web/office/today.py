"""The head's first page: today on one screen, and what comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from giliran.booking import selectors as bookings
from giliran.booking.selectors import DayCount
from giliran.booking.states import TicketState
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
class WindowToday:
    """One window of today: people expected in all, and how many of them came, are awaited, or missed it."""

    letter: str
    name: str
    expected: int
    arrived: int
    awaited: int
    missed: int


@dataclass(frozen=True, slots=True)
class DayLine:
    """A coming day: seats promised and free, and what the citizens' calendar says of it."""

    date: date
    promised: int
    free: int
    state: str
    text: str


@at_office("set_calendar")
def office_head(request: ActorRequest) -> HttpResponse:
    """Expected, arrived, free, and the next release. Refreshes itself where there is JavaScript."""
    office, actor, now, today = request.office, request.actor, clock.now(), today_at(request.office)
    counts = bookings.day_counts(office, today, actor)
    days = slots.availability(office, today, today + timedelta(days=DAYS_AHEAD - 1), now=now)
    context = {
        "office": office,
        "here": "today",
        "today": today,
        "now": now,
        "totals": _by_state(counts),
        "expected": sum(one.people for one in counts),
        "windows": _windows(counts, actor.language),
        "days": _day_lines(days, office, actor.language),
        "free_today": days[0].seats,
        "today_says": _said(days[0], office, actor.language)[1] if days[0].off else "",
        "release": slots.next_release(office),
        "closed_seats": slots.seats_on_closed(office, now=now),
    }
    template = "office/head.html#now" if request.htmx else "office/head.html"
    return render(request, template, context)


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


def _by_state(counts: Iterable[DayCount]) -> Counter[str]:
    states: Counter[str] = Counter()
    for one in counts:
        states[one.state] += one.people
    return states


def _windows(counts: Iterable[DayCount], language: str) -> list[WindowToday]:
    names: dict[str, str] = {}
    states: dict[str, Counter[str]] = {}
    for one in counts:
        names[one.letter] = one.window_name(language)
        states.setdefault(one.letter, Counter())[one.state] += one.people
    return [
        WindowToday(
            letter,
            names[letter],
            found.total(),
            found[TicketState.ATTENDED],
            found[TicketState.CONFIRMED],
            found[TicketState.MISSED],
        )
        for letter, found in sorted(states.items())
    ]
