"""The lobby board: who has come, by label; no names."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from giliran.core import clock, formats
from giliran.offices import selectors as offices
from giliran.onsite import selectors
from giliran.web.access import ActorRequest, anyone


def _lines(board: selectors.Board, tz: str) -> list[tuple[str, str]]:
    """Label and hour of those before the latest; the clock above names the zone once."""
    language, zone = get_language() or "id", ZoneInfo(tz)
    return [(one.label, formats.clock_words(one.at.astimezone(zone), language)) for one in board.before]


@anyone
def board(request: ActorRequest, office: str) -> HttpResponse:
    """The whole board, or for htmx what changes on it."""
    found = offices.office_by_code(office)
    if found is None:
        raise Http404
    now = clock.now()
    board = selectors.board(found, now)
    context = {"office": found, "board": board, "before": _lines(board, found.timezone), "now": now}
    response = render(request, "board/board.html#now" if request.htmx else "board/board.html", context)
    response["Cache-Control"] = "no-store"
    return response
