"""All openings under way and to come, what wants attention first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from giliran.core import clock
from giliran.notifications import selectors as notifications
from giliran.opening import selectors as openings
from giliran.opening.selectors import LiveView
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.watching import words

ROWS_A_PAGE = 50
PHASES = ("scheduled", "gathering", "frozen", "drawn", "balloting", "running", "paused")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: words of the office or its region, a phase (or `problems`, `over`), a province's code."""

    text: str
    phase: str
    province: str

    @property
    def is_any(self) -> bool:
        return bool(self.text or self.phase or self.province)


@dataclass(frozen=True, slots=True)
class Totals:
    """The country in numbers."""

    openings: int
    running: int
    problems: int
    persons: int
    in_line: int
    booked: int
    a_minute: int
    seats: int
    left: int


@at_headquarters("watch_openings")
def openings_watched(request: ActorRequest) -> HttpResponse:
    """The list with the country's totals; refreshes itself where there is JavaScript."""
    now, wanted = clock.now(), _wanted(request)
    views = openings.watched(request.actor, now)
    chosen = openings.live_views(openings.over(), request.actor, now) if wanted.phase == "over" else views
    found = [one for one in chosen if _is_wanted(one, wanted)]
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "here": "openings",
        "now": now,
        "wanted": wanted,
        "totals": _totals(views),
        "failed_messages": notifications.sizes().get("failed", 0),
        "lines": [words.line(one, now) for one in page],
        "page": page,
        "phases": [(name, words.PHASES[name][1]) for name in PHASES],
        "provinces": _provinces(chosen),
    }
    return render(request, "hq/openings.html#live" if request.htmx else "hq/openings.html", context)


def _wanted(request: ActorRequest) -> Wanted:
    text, phase, province = (request.GET.get(name, "").strip()[:100] for name in ("q", "phase", "province"))
    return Wanted(text, phase, province)


def _is_wanted(view: LiveView, wanted: Wanted) -> bool:
    office = view.opening.office
    region = f"{office.regency.name} {office.regency.province.name}" if office.regency else ""
    told = f"{office.name} {region}".lower()
    return (
        all(word in told for word in wanted.text.lower().split())
        and (not wanted.province or bool(office.regency and office.regency.province_id == wanted.province))
        and _is_in_phase(view, wanted.phase)
    )


def _is_in_phase(view: LiveView, phase: str) -> bool:
    if phase == "problems":
        return bool(view.problems)
    return phase not in PHASES or view.phase == phase


def _totals(views: Sequence[LiveView]) -> Totals:
    return Totals(
        openings=len(views),
        running=sum(one.phase in ("running", "balloting") for one in views),
        problems=sum(bool(one.problems) for one in views),
        persons=sum(one.persons for one in views),
        in_line=sum(one.in_line for one in views),
        booked=sum(one.booked_people for one in views),
        a_minute=sum(one.booked_last_minute for one in views),
        seats=sum(one.seats for one in views),
        left=sum(one.seats_left for one in views),
    )


def _provinces(views: Iterable[LiveView]) -> list[tuple[str, str]]:
    """Those that have an opening in the list."""
    regencies = (one.opening.office.regency for one in views)
    found = {(one.province_id, one.province.name) for one in regencies if one}
    return sorted(found, key=lambda one: one[1])
