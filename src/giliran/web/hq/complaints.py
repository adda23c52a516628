"""Complaints at headquarters: what lies there, what the offices have, and what was reported in confidence."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.casework import pages


def _frame() -> pages.Frame:
    return pages.Frame("hq/complaints.html", reverse("hq_complaints"), None, {"here": "complaints"})


@never_cache
@require_GET
@at_headquarters("work_complaints")
def complaints(request: ActorRequest) -> HttpResponse:
    """What is due first on top."""
    return pages.list_page(request, _frame())


@require_POST
@at_headquarters("work_complaints")
def join(request: ActorRequest) -> HttpResponse:
    """Join many with one."""
    return pages.join(request, _frame())


@at_headquarters("work_complaints")
def enter(request: ActorRequest) -> HttpResponse:
    """Write down what came in by another channel."""
    return pages.enter(request, _frame())


@never_cache
@require_GET
@at_headquarters("work_complaints")
def complaint(request: ActorRequest, number: str) -> HttpResponse:
    """One complaint as it stands."""
    return pages.case_page(request, _frame(), number)


@require_GET
@at_headquarters("work_complaints")
def photo(request: ActorRequest, number: str, name: UUID) -> HttpResponse:
    """A photo that was sent along."""
    return pages.photo(request, _frame(), number, name)


@never_cache
@require_POST
@at_headquarters("work_complaints")
def deed(request: ActorRequest, number: str, deed: str) -> HttpResponse:
    """One press."""
    return pages.deed(request, _frame(), number, deed)
