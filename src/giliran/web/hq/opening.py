"""One opening, live: its numbers, its timetable, its slots, and what has been done about it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render

from giliran.core import clock
from giliran.opening import selectors as openings
from giliran.opening.selectors import LiveView
from giliran.opening.states import LIVE, Act, State
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.hq import log
from giliran.web.hq.found import view_of
from giliran.web.hq.outlook import pace_outlook
from giliran.web.hq.steering import PaceForm
from giliran.web.watching import words

if TYPE_CHECKING:
    from giliran.opening.models import Opening

LOG_LINES = 30


@at_headquarters("watch_openings")
def opening_watched(request: ActorRequest, opening_id: int) -> HttpResponse:
    """Refreshes itself where there is JavaScript; the pace is steered beside it."""
    now = clock.now()
    view = view_of(opening_id, request.actor, now)
    context = live_context(view, request.actor.user_id, now)
    if request.htmx:
        return render(request, "hq/opening.html#update", context)
    return render(request, "hq/opening.html", {**context, **pace_context(view, now)})


def live_context(view: LiveView, user_id: int | None, now: datetime) -> dict[str, Any]:
    opening = view.opening
    trail, acts = log.lines(opening), openings.open_acts(opening)
    return {
        "here": "openings",
        "now": now,
        "view": view,
        "opening": opening,
        "office": opening.office,
        "line": words.line(view, now),
        "steps": words.timetable(view, now),
        "slots": openings.watched_slots(opening),
        "acts": [(act, log.asker_of(act, trail), act.asked_by == user_id) for act in acts],
        "log": trail[:LOG_LINES],
        "may": _may(opening, {act.kind for act in acts}),
    }


def pace_context(view: LiveView, now: datetime) -> dict[str, Any]:
    """The form for the pace, with what the present pace means."""
    pace = view.opening.pace
    return {"pace_form": PaceForm(initial={"pace": pace}), "outlook": pace_outlook(view, pace, now)}


def _may(opening: Opening, asked: set[str]) -> dict[str, bool]:
    """What can be done with it now; `asked` are the kinds of acts that wait for a second person."""
    is_live = opening.state in LIVE
    return {
        "pause": is_live and opening.paused_at is None,
        "resume": is_live and opening.paused_at is not None,
        "pace": is_live and opening.method == "turns",
        "change": opening.state == State.SCHEDULED,
        "cancel": is_live and Act.CANCEL not in asked,
        "beacon": bool(opening.beacon_name and not opening.beacon)
        and opening.state == State.FROZEN
        and Act.BEACON not in asked,
    }
