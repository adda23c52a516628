"""Incidents of an office, and those of the country as they concern it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from giliran.web.access import ActorRequest, at_office
from giliran.web.incidents import pages
from giliran.web.incidents.pages import Place
from giliran.web.office.today import may


@never_cache
@require_safe
@at_office("lead_incidents")
def incidents(request: ActorRequest) -> HttpResponse:
    """What is open and what has been."""
    return pages.listing(request, _place(request))


@never_cache
@at_office("lead_incidents")
def propose(request: ActorRequest) -> HttpResponse:
    """Report one by hand."""
    return pages.propose(request, _place(request))


@never_cache
@at_office("lead_incidents")
def incident(request: ActorRequest, incident: UUID) -> HttpResponse:
    """Lead one to its end."""
    return pages.lead(request, _place(request), incident)


def _place(request: ActorRequest) -> Place:
    return Place("office_incident", "office/office.html", request.office, may(request))
