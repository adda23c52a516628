"""Announcements of an office, by its head."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from giliran.outreach.states import WritingKind
from giliran.web.access import ActorRequest, at_office
from giliran.web.office.today import may
from giliran.web.writings import desk
from giliran.web.writings.desk import Desk


def _desk(request: ActorRequest) -> Desk:
    return Desk("office_", "office/office.html", request.office, tuple(may(request).items()))


@at_office("announce")
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    return desk.listed(request, _desk(request), WritingKind.ANNOUNCEMENT)


@at_office("announce")
def new(request: ActorRequest) -> HttpResponse:
    return desk.new(request, _desk(request), WritingKind.ANNOUNCEMENT)


@at_office("announce")
@require_GET
def one(request: ActorRequest, name: str) -> HttpResponse:
    return desk.one(request, _desk(request), name)


@at_office("announce")
def edit(request: ActorRequest, name: str) -> HttpResponse:
    return desk.edit(request, _desk(request), name)


@at_office("announce")
@require_POST
def publish(request: ActorRequest, name: str) -> HttpResponse:
    return desk.publish(request, _desk(request), name)


@at_office("announce")
@require_POST
def withdraw(request: ActorRequest, name: str) -> HttpResponse:
    return desk.withdraw(request, _desk(request), name)
