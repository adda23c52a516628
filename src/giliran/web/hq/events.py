"""Mobile events of the whole country: what waits for an answer, and what is set up."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from giliran.offices import selectors as offices
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.events import words


@at_headquarters("arrange_events")
def event_list(request: ActorRequest) -> HttpResponse:
    """Every request leads to its page at the office, where headquarters may answer it too."""
    context = {
        "here": "events",
        "requests": [(one, words.STATE_KINDS[one.state]) for one in offices.event_requests(None, request.actor)],
        "lines": words.lines(offices.events_of(None, request.actor)),
    }
    return render(request, "hq/events.html", context)
