"""A person's own page on the day: where they stand, and when they are called. The address on their card is the key.

It says no name, and an address that is over says the same as one that never was.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import translation

from giliran.accounts.policy import age_on
from giliran.catalogue import selectors as catalogue
from giliran.core import clock
from giliran.issuance import selectors as issuance
from giliran.onsite.services import live
from giliran.onsite.states import VisitState
from giliran.web.access import anyone

if TYPE_CHECKING:
    from giliran.catalogue.selectors import PaperText
    from giliran.onsite.models import Visit

REFRESH = 20
"""Seconds after which the page comes anew where there is no JavaScript."""


@anyone
def page(request: HttpRequest, token: str) -> HttpResponse:
    """`?language=` changes the language: a page that gives its address to nobody cannot post the usual form."""
    now = clock.now()
    with translation.override(_language(request)):
        language = translation.get_language() or "id"
        found = live.page_of(token, language=language, now=now)
        if found is None:
            response = render(request, "public/now_over.html", status=404)
        else:
            response = render(request, "public/now.html", _context(found, token, language, now))
    response["Content-Language"] = language
    return _private(response)


@anyone
def document(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a page whose stream does not come through."""
    found = live.page_of(token, language=_language(request), now=clock.now())
    return _private(JsonResponse(live.document(found.told if found else None)))


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language() or "id"


def _context(found: live.Page, token: str, language: str, now: datetime) -> dict[str, Any]:
    return {
        "visit": found.visit,
        "told": found.told,
        "now": now,
        "refresh": REFRESH,
        **_more(found.visit, language),
        "page": {
            "token": token,
            "language": language,
            "tz": found.visit.office.timezone,
            "now": now.timestamp(),
            "told": live.document(found.told),
            "chime": static("clips/chime.mp3"),
        },
    }


def _more(visit: Visit, language: str) -> dict[str, Any]:
    """What the stream does not tell: papers to bring, and the day for which the passport is promised."""
    if visit.state == VisitState.PARKED:
        return {"papers": _missing(visit, language)}
    if visit.state == VisitState.DONE:
        return {"promised": issuance.promised_for(visit.ticket_id)}
    return {}


def _missing(visit: Visit, language: str) -> list[PaperText]:
    missing = {code for code, state in visit.papers.items() if state == "missing"}
    if not missing:
        return []
    ticket = visit.ticket
    age = age_on(ticket.birth_date, ticket.date)
    papers = catalogue.papers_for(ticket.service, language, purpose=ticket.purpose, age=age)
    return [one for one in papers if one.code in missing]


def _private(response: HttpResponse) -> HttpResponse:
    """For whoever holds the card: kept nowhere, found by no search, and its address goes nowhere."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
