"""Entries of people who have no device: those of today, and one of them found again by its number or a NIK."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from giliran.accounts.services.people import PersonRefused
from giliran.core import clock
from giliran.offices.services import assist
from giliran.opening import selectors as openings
from giliran.opening.states import State
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk import entries_words as words

if TYPE_CHECKING:
    from giliran.opening.models import Entry, Opening

ENTRIES_A_PAGE = 50
LEAST_SIGNS = 4
"""So much of a number must be known to look for it."""


@at_office("assist")
def entries(request: ActorRequest) -> HttpResponse:
    """What officers entered today into the opening that is under way here; with `?all=1` since it began."""
    return _page(request, _opening(request))


@require_POST
@at_office("assist")
@sensitive_post_parameters("text")
def find(request: ActorRequest) -> HttpResponse:
    """An entry by its number, or by the NIK of one of its people; a look for a NIK is recorded."""
    text = request.POST.get("text", "")
    signs = re.sub(r"[\s.-]", "", text).lower()[:64]
    fault, found = "", []
    if re.fullmatch(rf"[0-9a-f]{{{LEAST_SIGNS},16}}", signs):
        found = openings.entries_found(request.office, request.actor, number=signs)
    if not found and signs.isdecimal() and len(signs) == 16:
        fault, found = _by_nik(request, signs)
    elif not found:
        fault = _("No entry here has this number. Compare it with the slip, or use the NIK on the identity card.")
    if len(found) == 1:
        return redirect("desk_entry", request.office.code, found[0].public_id)
    return _page(request, _opening(request), text=text, fault=fault, found=found)


def _by_nik(request: ActorRequest, nik: str) -> tuple[str, list[Entry]]:
    """Why nothing was found, and what was."""
    try:
        people = assist.find_person(nik, office=request.office, by=request.actor, now=clock.now())
    except PersonRefused as refused:
        return str(refused), []
    found = people and openings.entries_found(request.office, request.actor, nik_hash=bytes(people[0].nik_hash))
    return ("", found) if found else (_("Nobody with this NIK has an entry at this office."), [])


def _page(
    request: ActorRequest, opening: Opening | None, *, text: str = "", fault: str = "", found: list[Entry] | None = None
) -> HttpResponse:
    now = clock.now()
    shows_all = "all" in request.GET
    page = Paginator(found or _entered(request, opening, now, shows_all), ENTRIES_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "office": request.office,
        "opening": opening,
        "openings": openings.upcoming([request.office.pk]),
        "takes_entries": opening is not None and opening.state != State.SCHEDULED,
        "shows_all": shows_all,
        "page": page,
        "rows": _rows(list(page), request, now),
        "was_found": bool(found),
        "text": text,
        "fault": fault,
        "page_has_errors": bool(fault),
    }
    return render(request, "desk/entries/entries.html", context, status=422 if fault else 200)


def _entered(
    request: ActorRequest, opening: Opening | None, now: datetime, shows_all: bool
) -> QuerySet[Entry] | list[Entry]:
    """What officers entered into an opening, today or since it began."""
    if opening is None:
        return []
    entered = openings.entries_at(opening, request.actor)
    midnight = datetime.combine(clock.today(request.office.timezone), time(), ZoneInfo(request.office.timezone))
    return entered if shows_all else entered.filter(created_at__gte=midnight)


def _rows(entries: list[Entry], request: ActorRequest, now: datetime) -> list[dict[str, Any]]:
    admitted = words.admitted_by_opening(entries, now)
    return [
        {"entry": one, "standing": words.standing(one, admitted[one.opening_id], now, request.actor.language)}
        for one in entries
    ]


def _opening(request: ActorRequest) -> Opening | None:
    """The one in the address; else the one that takes entries, or comes next."""
    live = openings.upcoming([request.office.pk])
    asked = request.GET.get("opening", "")
    live.sort(key=lambda one: one.state == State.SCHEDULED)
    return next((one for one in live if str(one.pk) == asked), live[0] if live else None)
