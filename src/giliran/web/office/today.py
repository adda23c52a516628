"""The head's first page: today on one screen. Every figure opens the list behind it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from giliran.booking import selectors as bookings
from giliran.booking.selectors import DayCount
from giliran.booking.states import TicketState
from giliran.core import clock, formats
from giliran.issuance import selectors as issuance
from giliran.offices import permissions
from giliran.offices import selectors as offices
from giliran.onsite import selectors as onsite
from giliran.onsite.selectors import today as floors
from giliran.payments import selectors as payments
from giliran.web.access import ActorRequest, at_office
from giliran.web.office import today_words as words
from giliran.web.office.days import today_at
from giliran.web.watching import lights

PEOPLE_A_PAGE = 50
LISTS = {
    "inside": gettext_lazy("Everybody who has come today"),
    "waiting": gettext_lazy("Waiting"),
    floors.AT_COUNTER: gettext_lazy("At a counter"),
    "parked": gettext_lazy("Fetching something"),
    floors.OVERDUE: gettext_lazy("Should be back by now"),
    "absent": gettext_lazy("Did not come when called"),
    "left": gettext_lazy("Has left"),
    "done": gettext_lazy("Finished"),
}


@dataclass(frozen=True, slots=True)
class WindowToday:
    """One window of today: people expected in all, and how many of them came, are awaited, or missed it."""

    letter: str
    name: str
    expected: int
    arrived: int
    awaited: int
    missed: int


@never_cache
@at_office("watch_floor")
def office_head(request: ActorRequest) -> HttpResponse:
    """Today; where there is JavaScript its figures refresh themselves, and answer 304 while they are the same."""
    context = _today(request)
    told = _digest([one.same for one in context["problems"]])
    etag = f'"{_digest([repr(context[name]) for name in SHOWN])}-{told}"'
    context["headers"] = json.dumps({"If-None-Match": etag})
    if not request.htmx:
        return render(request, "office/head.html", context)
    seen = request.headers.get("If-None-Match", "")
    if seen == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    text = render_to_string("office/head.html#now", context, request)
    if not seen.endswith(f'-{told}"'):  # said aloud only when it is something else
        text += render_to_string("office/head.html#told", context, request)
    return HttpResponse(text, headers={"ETag": etag})


SHOWN = (
    "clock",
    "expected",
    "totals",
    "windows",
    "figures",
    "longest",
    "stages",
    "counters",
    "problems",
    "late",
    "bills",
)
"""What the figures are drawn from."""


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _today(request: ActorRequest) -> dict[str, Any]:
    office, actor, now = request.office, request.actor, clock.now()
    counts = bookings.day_counts(office, today_at(office), actor)
    limit = offices.figures_of(office)["long_wait_minutes"]
    floor = floors.today(office, now)
    late = issuance.board(office, actor, now=now, part=issuance.LATE).count()
    bills = payments.totals_of_day(office, today_at(office), actor)
    language = actor.language
    return {
        "office": office,
        "here": "today",
        "today": today_at(office),
        "now": now,
        "totals": _by_state(counts),
        "expected": sum(one.people for one in counts),
        "windows": _windows(counts, language),
        "floor": floor,
        "figures": (floor.states, floor.parked, floor.overdue),
        "clock": formats.time_words(now, office.timezone, language),
        "longest": lights.span(lights.minutes_since(floor.oldest_at, now)) if floor.oldest_at else "",
        "stages": words.stage_lines(floor, office, now, limit, language),
        "counters": words.counter_lines(floor, office.timezone, language),
        "problems": words.problems(floor, office, now, limit, late, language, money=bills),
        "late": late,
        "bills": bills,
        **may(request),
    }


def may(request: ActorRequest) -> dict[str, bool]:
    """Which pages and presses of the office are open to the actor."""
    actor, office = request.actor, request.office.pk
    return {
        "may_run": permissions.may(actor, "run_floor", office),
        "may_take": permissions.may(actor, "take_payment", office),
        "may_add": permissions.may(actor, "set_quota", office),
        "watches_only": not permissions.may(actor, "set_calendar", office),
    }


@never_cache
@at_office("watch_floor")
def people(request: ActorRequest) -> HttpResponse:
    """The people behind a figure, whoever has been there for longest first."""
    office, now, which = request.office, clock.now(), request.GET.get("which", "waiting")
    if which not in LISTS:
        raise Http404
    named = request.GET.get("stage", "")
    stage = onsite.stage_by_id(office, int(named)) if named.isdecimal() and len(named) < 12 else None
    page = Paginator(floors.people_of(office, which, now, stage=stage), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    language = request.actor.language
    rows = [
        (one, one.stage.name(language) if one.stage else "", lights.span(lights.minutes_since(one.queued_at, now)))
        for one in page
    ]
    context = {"office": office, "here": "today", "now": now, "title": LISTS[which], "which": which, "rows": rows}
    context |= {"page": page, "stage": stage.name(language) if stage else "", "lists": list(LISTS.items())}
    return render(request, "office/people.html", {**context, **may(request)})


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
