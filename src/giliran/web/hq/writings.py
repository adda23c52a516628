"""What headquarters writes for everybody, and what people looked for in vain."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from giliran.outreach.selectors import writings as selectors
from giliran.outreach.states import WritingKind
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.writings import desk
from giliran.web.writings.desk import Desk
from giliran.web.writings.drawn import COUNTRY

DESK = Desk("hq_", "hq/hq.html")
SHOWN = (WritingKind.ANNOUNCEMENT, WritingKind.GUIDE, WritingKind.QUESTION)
WORDS_A_PAGE = 100


@at_headquarters("write_publicly")
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    asked = request.GET.get("kind", "")
    return desk.listed(request, DESK, asked if asked in SHOWN else WritingKind.ANNOUNCEMENT)


@at_headquarters("write_publicly")
def new(request: ActorRequest, kind: str) -> HttpResponse:
    if kind not in WritingKind.values:
        raise Http404
    return desk.new(request, DESK, kind)


@at_headquarters("write_publicly")
@require_GET
def one(request: ActorRequest, name: str) -> HttpResponse:
    return desk.one(request, DESK, name)


@at_headquarters("write_publicly")
def edit(request: ActorRequest, name: str) -> HttpResponse:
    return desk.edit(request, DESK, name)


@at_headquarters("write_publicly")
@require_POST
def publish(request: ActorRequest, name: str) -> HttpResponse:
    return desk.publish(request, DESK, name)


@at_headquarters("write_publicly")
@require_POST
def withdraw(request: ActorRequest, name: str) -> HttpResponse:
    return desk.withdraw(request, DESK, name)


@at_headquarters("write_publicly")
@require_GET
def in_vain(request: ActorRequest) -> HttpResponse:
    """Words that found no answer, the most wanted first."""
    page = Paginator(selectors.sought_in_vain(request.actor), WORDS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "writings/in_vain.html", {**DESK.context(), "page": page, "tz": COUNTRY})
