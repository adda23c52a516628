"""Finding an office, and seeing what is free there. Open to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from giliran.core import clock, formats
from giliran.offices import selectors as offices
from giliran.outreach.selectors import writings
from giliran.outreach.selectors.follows import follows
from giliran.web.access import ActorRequest, anyone
from giliran.web.events import words as event_words
from giliran.web.public import opening_words
from giliran.web.seats import choice, days, finder
from giliran.web.surveys import shown
from giliran.web.writings.drawn import drawn

if TYPE_CHECKING:
    from giliran.offices.models import Office

MOST_ANNOUNCED = 2


@anyone
def office_list(request: HttpRequest) -> HttpResponse:
    """Every office, each with what is free there or why nothing is."""
    return render(request, "public/offices.html", finder.found(request.GET, clock.now()))


@anyone
def office_page(request: ActorRequest, code: str) -> HttpResponse:
    """One office: where, when, and a calendar for a party of a chosen size."""
    office = offices.office_by_code(code)
    if office is None:
        raise Http404
    now = clock.now()
    calendar = choice.calendar_of(office, choice.look_of(request, office, reverse("office", args=[office.code]), now))
    is_choosing = calendar["chosen"] is not None
    announced = [] if is_choosing else writings.announcements(now, office=office)[:MOST_ANNOUNCED]
    context = {
        **calendar,
        "openings": [
            {"opening": one, "week": opening_words.week_words(one), "phase": opening_words.phase(one, now)}
            for one in calendar["live_openings"]
        ],
        "hours": hours_of(office),
        "dates": event_words.dates_words(office.starts_on, office.ends_on),
        "for_a_list": office.kind == "event" and not offices.is_for_everybody(office),
        "book_url": reverse("book"),
        "announcements": drawn(announced, with_body=False),
        "may_follow": office.kind == "office" and not request.actor.is_staff,
        "follows": follows(office, request.actor),
        **shown.in_short(office, is_choosing=is_choosing),
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
