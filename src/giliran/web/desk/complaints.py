"""Complaints at the desk of an office."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from giliran.offices import permissions
from giliran.web.access import ActorRequest, at_office
from giliran.web.casework import pages


def _frame(request: ActorRequest) -> pages.Frame:
    office = request.office
    may = {
        "may_see_agenda": permissions.may(request.actor, "see_agenda", office.pk),
        "may_lead": permissions.may(request.actor, "lead_complaints", office.pk),
    }
    return pages.Frame("desk/complaints.html", reverse("desk_complaints", args=[office.code]), office, may)


@never_cache
@require_GET
@at_office("work_complaints")
def complaints(request: ActorRequest) -> HttpResponse:
    """What is due first on top."""
    return pages.list_page(request, _frame(request))


@require_POST
@at_office("work_complaints")
def join(request: ActorRequest) -> HttpResponse:
    """Join many with one."""
    return pages.join(request, _frame(request))


@at_office("work_complaints")
def enter(request: ActorRequest) -> HttpResponse:
    """Write down what came in by another channel."""
    return pages.enter(request, _frame(request))


@never_cache
@require_GET
@at_office("work_complaints")
def complaint(request: ActorRequest, number: str) -> HttpResponse:
    """One complaint as it stands."""
    return pages.case_page(request, _frame(request), number)


@require_GET
@at_office("work_complaints")
def photo(request: ActorRequest, number: str, name: UUID) -> HttpResponse:
    """A photo that was sent along."""
    return pages.photo(request, _frame(request), number, name)


@never_cache
@require_POST
@at_office("work_complaints")
def deed(request: ActorRequest, number: str, deed: str) -> HttpResponse:
    """One press."""
    return pages.deed(request, _frame(request), number, deed)
