"""What all offices and headquarters do to become known (R92, R134)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from giliran.core import clock
from giliran.offices import selectors as offices
from giliran.outreach import selectors
from giliran.outreach.services.activities import CAPITAL, download_activities
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.activities import acts, shown
from giliran.web.files import csv_response

FRAME = {"here": "outreach"}


@at_headquarters("record_outreach")
@require_GET
def activity_list(request: ActorRequest) -> HttpResponse:
    """The newest of the country, and which offices have entered nothing lately."""
    now = clock.now()
    page = Paginator(selectors.activities(None, request.actor), shown.A_PAGE).get_page(request.GET.get("page"))
    lately = selectors.diligence(request.actor, today=clock.today(CAPITAL))
    everywhere = list(offices.all_offices())
    context = {
        **FRAME,
        "page": page,
        "lines": shown.lines(list(page), now),
        "busy": sum(one.pk in lately for one in everywhere),
        "all": len(everywhere),
        "idle": [one for one in everywhere if one.pk not in lately],
        "reached": sum(one.reached for one in lately.values()),
    }
    return render(request, "hq/activities.html", context)


@at_headquarters("record_outreach")
@require_GET
def activities_csv(request: ActorRequest) -> HttpResponse:
    """The whole register with the numbers of the page; that it was taken away is on record."""
    now = clock.now()
    rows = shown.rows(download_activities(by=request.actor, now=now), now)
    return csv_response(f"giliran-outreach-{now:%Y%m%d}.csv", [shown.head(), *rows])


@at_headquarters("record_outreach")
def new_activity(request: ActorRequest) -> HttpResponse:
    return acts.enter(request, None, template="hq/activity.html", back=reverse("hq_activities"), context=FRAME)


@at_headquarters("record_outreach")
def withdraw_activity(request: ActorRequest, activity: int) -> HttpResponse:
    found = selectors.activity_of(activity, None, request.actor)
    if found is None:
        raise Http404
    return acts.withdraw(request, found, template="hq/activity.html", back=reverse("hq_activities"), context=FRAME)
