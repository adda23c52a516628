"""Incidents of the whole country, and of every office."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.incidents import pages
from giliran.web.incidents.pages import Place

HERE = Place("hq_incident", "hq/hq.html")


@never_cache
@require_safe
@at_headquarters("lead_incidents")
def incidents(request: ActorRequest) -> HttpResponse:
    """What is open and what has been."""
    return pages.listing(request, HERE)


@never_cache
@at_headquarters("lead_incidents")
def propose(request: ActorRequest) -> HttpResponse:
    """Report one by hand."""
    return pages.propose(request, HERE)


@never_cache
@at_headquarters("lead_incidents")
def incident(request: ActorRequest, incident: UUID) -> HttpResponse:
    """Lead one to its end."""
    return pages.lead(request, HERE, incident)
