"""The openings of one office, live: its head and supervisors watch, headquarters steers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from giliran.core import clock
from giliran.offices import permissions
from giliran.opening import selectors as openings
from giliran.opening.states import LIVE
from giliran.web.access import ActorRequest, at_office
from giliran.web.watching import words


@at_office("watch_openings")
def office_openings(request: ActorRequest) -> HttpResponse:
    """Those under way and to come in full, those that ended in a table. Refreshes itself where there is JavaScript."""
    now, office = clock.now(), request.office
    views = openings.live_views(openings.openings_at(office), request.actor, now)
    context = {
        "office": office,
        "here": "openings",
        "now": now,
        "live": [(words.line(one, now), words.timetable(one, now)) for one in views if one.opening.state in LIVE],
        "ended": [words.line(one, now) for one in reversed(views) if one.opening.state not in LIVE],
        "watches_only": not permissions.may(request.actor, "set_calendar", office.id),
        "may_steer": permissions.may_at_headquarters(request.actor, "steer_openings"),
    }
    return render(request, "office/openings.html#live" if request.htmx else "office/openings.html", context)
