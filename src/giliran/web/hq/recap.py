"""The recap of all complaints, as page and as files with the same numbers."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from giliran.complaints.services.download import note_download
from giliran.core import clock
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.casework import recap, recap_files


@at_headquarters("work_complaints")
@require_GET
def recap_page(request: ActorRequest) -> HttpResponse:
    """Months by category, channel or office; each number leads to its complaints."""
    found = recap.shown(recap.asked(request.GET), request.actor)
    context = {"here": "recap", **recap.context(found), **recap.passed(found.asked, request.actor)}
    return render(request, "hq/recap.html", context, status=422 if found.asked.wrong else 200)


@at_headquarters("work_complaints")
@require_GET
def recap_file(request: ActorRequest, kind: str) -> HttpResponse:
    """The same as a file; that it was taken away is on record."""
    if kind not in recap_files.KINDS:
        raise Http404
    found = recap.shown(recap.asked(request.GET), request.actor)
    note_download(months=found.asked.months, kind=kind, office=None, by=request.actor, now=clock.now())
    return recap_files.download(found, kind)
