"""Announcements and guides."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from giliran.core import clock
from giliran.outreach.selectors import writings
from giliran.outreach.states import ANNOUNCED, WritingKind
from giliran.web.access import anyone
from giliran.web.writings.drawn import drawn

A_PAGE = 20


@anyone
def announcement_list(request: HttpRequest) -> HttpResponse:
    """What the country and the offices tell everybody, the newest first."""
    page = Paginator(writings.all_announcements(clock.now()), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "public/announcements.html", {"page": page, "announcements": drawn(page, with_body=False)})


@anyone
def announcement(request: HttpRequest, name: str) -> HttpResponse:
    return _one(request, name, "public/announcement.html", *ANNOUNCED)


@anyone
def guide_list(request: HttpRequest) -> HttpResponse:
    """How things are done, step by step (R120)."""
    return render(request, "public/guides.html", {"guides": drawn(writings.guides(clock.now()), with_body=False)})


@anyone
def guide(request: HttpRequest, name: str) -> HttpResponse:
    return _one(request, name, "public/guide.html", WritingKind.GUIDE)


def _one(request: HttpRequest, name: str, template: str, *kinds: str) -> HttpResponse:
    found = writings.shown_as(name, clock.now(), *kinds)
    if found is None:
        raise Http404
    [one] = drawn([found])
    return render(request, template, {"one": one})
