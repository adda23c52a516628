"""What anybody may read: what it is, what it costs, what to bring, how it stands."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from giliran.accounts.policy.ages import ELDERLY_FROM, YOUNG_UNTIL
from giliran.catalogue import selectors as catalogue
from giliran.catalogue.states import FeeKind, Purpose
from giliran.core import clock
from giliran.offices import selectors as offices
from giliran.opening import selectors as openings
from giliran.opening.states import State
from giliran.outreach.selectors import incidents as outreach
from giliran.outreach.selectors import writings
from giliran.outreach.selectors.current import current_incidents
from giliran.outreach.states import IncidentKind
from giliran.web.access import anyone
from giliran.web.health import checks
from giliran.web.incidents.words import where
from giliran.web.public import release
from giliran.web.seats.days import language
from giliran.web.writings.drawn import drawn

MOST_ANNOUNCED = 3

DISTURBS_BOOKING = {IncidentKind.ACCESS, IncidentKind.BOOKING}


@anyone
def home(request: HttpRequest) -> HttpResponse:
    """Everything one needs to know before signing in."""
    shelf, now = catalogue.shelf(_today(), language()), clock.now()
    context = {
        **release.context(now),
        "booked_services": [one for one in shelf.services.values() if one.bookable],
        "walk_in_services": [one for one in shelf.services.values() if not one.bookable],
        "booklets": shelf.booklets,
        "elderly_from": ELDERLY_FROM,
        "young_until": YOUNG_UNTIL,
        "is_delayed": _is_delayed(),
        "taking_entries": openings.how_many(State.GATHERING),
        "announcements": drawn(writings.announcements(now)[:MOST_ANNOUNCED], with_body=False),
    }
    return render(request, "public/home.html", context)


@anyone
def services(request: HttpRequest) -> HttpResponse:
    """Each service with its papers, and those of some purposes of travel (R63)."""
    shelf = catalogue.shelf(_today(), language())
    context = {
        "services": [{"service": one, "papers": shelf.papers(one.code)} for one in shelf.services.values()],
        "purposes": [
            {"name": purpose.label, "papers": shelf.added_by(purpose)} for purpose in Purpose if shelf.added_by(purpose)
        ],
        "elderly_from": ELDERLY_FROM,
        "young_until": YOUNG_UNTIL,
    }
    return render(request, "public/services.html", context)


@anyone
def rights(request: HttpRequest) -> HttpResponse:
    """What the public may expect and what is expected of it, each with where it is done here (R13)."""
    return render(request, "public/rights.html", {"elderly_from": ELDERLY_FROM, "young_until": YOUNG_UNTIL})


@anyone
def foreign_residents(request: HttpRequest) -> HttpResponse:
    """Which services are there for foreign nationals, and where (R8)."""
    return render(request, "public/foreign_residents.html")


@anyone
def fees(request: HttpRequest) -> HttpResponse:
    """Every amount, with its regulation: there are no others (R18)."""
    found = catalogue.fees_on(_today(), language())
    kinds = [FeeKind.BOOKLET, FeeKind.SURCHARGE, FeeKind.OTHER]
    groups = [{"title": kind.label, "fees": [fee for fee in found if fee.kind == kind]} for kind in kinds]
    regulations = sorted({fee.regulation for fee in found})
    return render(request, "public/fees.html", {"groups": groups, "regulations": regulations})


@anyone
def status(request: HttpRequest) -> HttpResponse:
    """Whether everything works, in plain words, and what was down lately (R126). A database that is gone has a page of
    its own."""
    open_offices = sum(one.is_open for one in offices.all_offices())
    now = clock.now()
    over = [(one, where([place.name for place in one.offices.all()])) for one in outreach.over_lately(now)]
    context = {
        "now": now,
        "open_offices": open_offices,
        "is_delayed": _is_delayed(),
        "is_disturbed": any(one.kind in DISTURBS_BOOKING for one in current_incidents(now)),
        "over": over,
    }
    return render(request, "public/status.html", context)


@anyone
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows where the network is missing: the tickets that were kept."""
    return render(request, "public/offline.html")


def _is_delayed() -> bool:
    """Whether what happens by itself - messages, new seats - is late, as `/readyz` knows it."""
    return "worker" in checks.not_ready(clock.now())


def _today() -> date:
    return clock.today("Asia/Jakarta")
