"""Openings, for everybody: which there are, how each gives its places, and the proof that it did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from giliran.booking import selectors as bookings
from giliran.core import clock
from giliran.offices import selectors as offices
from giliran.opening import selectors as openings
from giliran.opening import verify
from giliran.opening.states import LIVE, Method, State
from giliran.regions import selectors as regions
from giliran.web.access import anyone
from giliran.web.public import opening_words as words
from giliran.web.public.draw_files import opening_or_404
from giliran.web.seats import finder
from giliran.web.seats.days import opening_words

if TYPE_CHECKING:
    from giliran.opening.models import Opening

ON_A_PAGE = 40

SMALL = 1_000
"""Entries up to which the files of a draw are fetched ahead, so that it can be checked without a network."""

GROUPS = {
    State.RUNNING: gettext_noop("Open now"),
    State.GATHERING: gettext_noop("Taking entries"),
    State.FROZEN: gettext_noop("Opening soon"),
    State.DRAWN: gettext_noop("Opening soon"),
    State.SCHEDULED: gettext_noop("To come"),
}
"""The groups of the list, in the order in which they are shown."""

_PLACES = list(dict.fromkeys(GROUPS.values()))


@dataclass(frozen=True, slots=True)
class Line:
    """One opening in the list."""

    opening: Opening
    phase: words.Phase
    week: str
    opens: str
    method: str
    seats: int
    entries: int
    kilometres: float | None


@anyone
def opening_list(request: HttpRequest) -> HttpResponse:
    """Openings under way and to come, the nearest first; by office, city, province or distance."""
    now = clock.now()
    text, province = finder.plain(request.GET.get("q", "")), finder.plain(request.GET.get("province", ""))
    near = finder.position(request.GET.get("lat", ""), request.GET.get("lon", ""))
    found, distances = _found(text, province, near)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "groups": _groups(_lines(page.object_list, distances, now), by_distance=near is not None),
        "total": len(found),
        "q": text,
        "province": province,
        "near": near,
        "provinces": regions.provinces(),
    }
    return render(request, "public/openings.html", context)


def _found(text: str, province: str, near: tuple[float, float] | None) -> tuple[list[Opening], dict[int, float | None]]:
    """What matches, in the order in which it is listed, and how far each office is."""
    if not (text or province or near):
        return sorted(openings.upcoming(), key=_by_phase), {}
    places = offices.find_offices(text, province, near)
    at = {place.office.pk: number for number, place in enumerate(places)}
    found = openings.upcoming(list(at))
    found.sort(key=(lambda one: (at[one.office_id], one.opens_at)) if near else _by_phase)
    return found, {place.office.pk: place.kilometres for place in places}


def _by_phase(one: Opening) -> tuple[int, datetime, str]:
    return _PLACES.index(GROUPS[State(one.state)]), one.opens_at, one.office.name


def _lines(found: Iterable[Opening], distances: dict[int, float | None], now: datetime) -> list[Line]:
    shown = list(found)
    seats, entries = openings.seats_held(shown), openings.entries_so_far(shown)
    return [
        Line(
            one,
            words.phase(one, now),
            words.week_words(one),
            opening_words(one.opens_at, one.office.timezone, now),
            words.method_words(one.method),
            seats.get(one.pk, 0),
            entries.get(one.pk, 0),
            distances.get(one.office_id),
        )
        for one in shown
    ]


def _groups(lines: Sequence[Line], *, by_distance: bool) -> list[tuple[str, list[Line]]]:
    if by_distance:
        return [(_("Nearest first"), list(lines))] if lines else []
    grouped = groupby(lines, key=lambda line: GROUPS[State(line.opening.state)])
    return [(_(title), list(members)) for title, members in grouped]


@anyone
def opening_page(request: HttpRequest, opening_id: int) -> HttpResponse:
    """One opening: what it releases, when, how, and everything that proves it."""
    opening, now = opening_or_404(opening_id), clock.now()
    windows = openings.released_by(opening)
    chances = openings.chances_of(opening.office)
    context = {
        "opening": opening,
        "office": opening.office,
        "phase": words.phase(opening, now),
        "week": words.week_words(opening),
        "method": words.method_words(opening.method),
        "how": words.how(opening),
        "steps": words.timetable(opening, now),
        "windows": windows,
        "seats": sum(one.seats for one in windows),
        "kept": sum(one.kept for one in windows),
        "left": sum(one.left for one in windows),
        "entries": openings.entries_so_far([opening]).get(opening.pk, 0),
        "chances": chances,
        "is_drawn": opening.method != Method.OPEN,
        "is_live": opening.state in LIVE,
        "enter": _enter(opening, now),
        "nearest": _nearest(opening, now),
    }
    return render(request, "public/opening.html", context)


@dataclass(frozen=True, slots=True)
class Door:
    """The way in: where it leads and what it says; `is_late` for those who would stand behind the roll."""

    url: str
    text: str
    is_late: bool


def _enter(opening: Opening, now: datetime) -> Door | None:
    """The button to enter; None while nobody can, or where nobody can any more."""
    if opening.state not in LIVE or opening.closes_at <= now or opening.state == State.SCHEDULED:
        return None
    try:
        url = reverse("entry_start", kwargs={"opening_id": opening.pk})
    except NoReverseMatch:
        return None
    is_late = opening.method != Method.OPEN and (opening.state != State.GATHERING or opening.freezes_at <= now)
    return Door(url, _("Enter behind the others") if is_late else _("Enter this opening"), is_late)


def _nearest(opening: Opening, now: datetime) -> list[bookings.Alternative]:
    """Where seats are free for everybody now."""
    return bookings.alternatives_near(opening.office, now.date(), 1, now=now, limit=3)


@anyone
def opening_how(request: HttpRequest) -> HttpResponse:
    """How the draw works, in plain words, and the recipe for whoever recounts it."""
    return render(request, "public/opening_how.html")


@anyone
def opening_check(request: HttpRequest, opening_id: int) -> HttpResponse:
    """Recount a draw in the visitor's own browser."""
    opening = opening_or_404(opening_id)
    context = {
        "opening": opening,
        "office": opening.office,
        "week": words.week_words(opening),
        "is_drawn": bool(opening.seed),
        "is_frozen": bool(opening.roll_digest),
        "is_small": opening.roll_size <= SMALL,
        "said": _said(),
    }
    return render(request, "public/opening_check.html", context)


def _said() -> dict[str, Any]:
    """Every sentence of a recount, in the visitor's language, for the script."""
    return {
        "states": {name: _(text) for name, text in verify.STATES.items()},
        "checks": {name: _(text) for name, text in verify.CHECKS.items()},
        "unchecked": {name: _(text) for name, text in verify.UNCHECKED_BECAUSE.items()},
        "findings": {code: {"check": check, "text": _(text)} for code, (check, text) in verify.FINDINGS.items()},
        "unreadable": {code: _(text) for code, text in verify.UNREADABLE.items()},
        "outcomes": {
            "": _("Nothing has been decided about it yet."),
            "entitled": _("It was given one of the entitled seats."),
            "ballot": _("It was given a seat by the draw."),
            "turn": _("Its turn came, and a seat was chosen."),
            "none": _("It came to no seat."),
            "withdrawn": _("It was withdrawn."),
            "void": _("It did not count."),
        },
        "entry": {
            "rank": _("Entry %(entry)s has rank %(rank)s of %(entries)s."),
            "late": _("Entry %(entry)s came after entries had closed and stands behind the roll, as number %(rank)s."),
            "absent": _("Entry %(entry)s is not in this draw. Compare the number with your receipt."),
            "undrawn": _("Entry %(entry)s is in the roll. It has no rank before the draw."),
            "why": _("It had been without luck %(losses)s times, so %(tries)s numbers were computed for it from the "
                     "seed, and the smallest counts (%(value)s)."),
            "why_none": _("No luck had been missing before, so one number was computed for it from the seed: "
                          "%(value)s"),
            "before": _("%(before)s entries stand before it: their numbers are smaller, or an office owes them a "
                        "place."),
            "owed": _("It comes before all others, because an office had cancelled the places of its people."),
        },
        "says": {
            "working": _("Recounting..."),
            "agrees": _("Everything agrees"),
            "agrees_note": _("Your browser has recounted %(entries)s entries from what is published."),
            "differs": _("Something does not agree"),
            "differs_note": _("Keep the files, and report it to the office or to headquarters: they can be read by "
                              "anybody."),
            "unreadable": _("This cannot be recounted"),
            "offline": _("There is no connection. Choose the files that you have kept, or try again later."),
            "gone": _("The file could not be fetched. Try again, or choose the files that you have kept."),
            "too_many": _("and %(count)s more"),
        },
    }  # fmt: skip
