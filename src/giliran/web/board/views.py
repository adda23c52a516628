"""The lobby board: who has come, by label; no names."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from giliran.core import clock
from giliran.offices import selectors as offices
from giliran.onsite import selectors
from giliran.web.access import ActorRequest, anyone


@anyone
def board(request: ActorRequest, office: str) -> HttpResponse:
    """The whole board, or for htmx what changes on it."""
    found = offices.office_by_code(office)
    if found is None:
        raise Http404
    now = clock.now()
    context = {"office": found, "board": selectors.board(found, now), "now": now}
    response = render(request, "board/board.html#now" if request.htmx else "board/board.html", context)
    response["Cache-Control"] = "no-store"
    return response
