"""The recap of an office's complaints, for its head and supervisors."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from giliran.complaints.services.download import note_download
from giliran.core import clock
from giliran.web.access import ActorRequest, at_office
from giliran.web.casework import recap, recap_files
from giliran.web.office.today import may


@at_office("lead_complaints")
@require_GET
def recap_page(request: ActorRequest) -> HttpResponse:
    """Months by category or channel; each number leads to its complaints."""
    found = recap.shown(recap.asked(request.GET), request.actor, request.office)
    passed = recap.passed(found.asked, request.actor, request.office)
    context = {"here": "recap", "office": request.office, **recap.context(found), **passed, **may(request)}
    return render(request, "office/recap.html", context, status=422 if found.asked.wrong else 200)


@at_office("lead_complaints")
@require_GET
def recap_file(request: ActorRequest, kind: str) -> HttpResponse:
    """The same as a file; that it was taken away is on record."""
    if kind not in recap_files.KINDS:
        raise Http404
    found = recap.shown(recap.asked(request.GET), request.actor, request.office)
    note_download(months=found.asked.months, kind=kind, office=request.office, by=request.actor, now=clock.now())
    return recap_files.download(found, kind)
