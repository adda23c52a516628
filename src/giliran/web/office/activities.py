"""What an office does to become known, and its sheets to print."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from giliran.core import clock
from giliran.outreach import selectors
from giliran.web.access import ActorRequest, at_office
from giliran.web.activities import acts, shown
from giliran.web.office.today import may


@at_office("record_outreach")
def activity_list(request: ActorRequest) -> HttpResponse:
    """The register of the office, with new accounts beside each line."""
    found = selectors.activities(request.office, request.actor)
    page = Paginator(found, shown.A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": shown.lines(list(page), clock.now()), **_frame(request)}
    return render(request, "office/activities.html", context)


@at_office("record_outreach")
def new_activity(request: ActorRequest) -> HttpResponse:
    return acts.enter(request, request.office, template="office/activity.html", back=_back(request),
                      context=_frame(request))  # fmt: skip


@at_office("record_outreach")
def withdraw_activity(request: ActorRequest, activity: int) -> HttpResponse:
    found = selectors.activity_of(activity, request.office, request.actor)
    if found is None:
        raise Http404
    return acts.withdraw(request, found, template="office/activity.html", back=_back(request), context=_frame(request))


def _back(request: ActorRequest) -> str:
    return reverse("office_activities", args=[request.office.code])


def _frame(request: ActorRequest) -> dict[str, Any]:
    return {"office": request.office, "here": "outreach", **may(request)}
