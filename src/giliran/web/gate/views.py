"""The door of an office: show, hear the verdict, let in, take back."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.onsite import permissions, selectors
from giliran.onsite.services import check_in as door
from giliran.onsite.services import undo as undoing
from giliran.web.access import ActorRequest, at_office, staff
from giliran.web.gate import shown
from giliran.web.gate.device import this_device


@staff
def gates(request: ActorRequest) -> HttpResponse:
    """The doors that the officer may work; straight in if there is one."""
    mine = offices.offices_where(request.actor, "check_in", on=clock.today("Asia/Jakarta"))
    if len(mine) == 1:
        return redirect("gate", mine[0].code)
    return render(request, "gate/gates.html", {"offices": mine})


@at_office("check_in")
def gate(request: ActorRequest) -> HttpResponse:
    """Straight to the camera."""
    return _page(request)


@at_office("check_in")
def look(request: ActorRequest) -> HttpResponse:
    """The verdict on what was scanned or typed."""
    if request.method != "POST":
        return redirect("gate", request.office.code)
    return _page(request, look=_look(request))


@at_office("check_in")
def check_in(request: ActorRequest) -> HttpResponse:
    """Let the ticked people in."""
    if request.method != "POST":
        return redirect("gate", request.office.code)
    nonce = request.POST.get("nonce", "")[:64] or secrets.token_hex(16)
    try:
        admission = door.check_in(
            office=request.office,
            ticket_ids=request.POST.getlist("ticket")[:20],
            nonce=nonce,
            by=_by(request),
            now=clock.now(),
            override_reason=request.POST.get("reason", ""),
            card_differs="card_differs" in request.POST,
        )
    except Refusal as refused:
        differs = {"card_differs": "card_differs" in request.POST}
        return _page(request, status=422, look=_look(request), error=refused, **differs)
    if not request.htmx:
        return redirect("gate_admitted", request.office.code, nonce)
    return _page(request, admission=shown.admission(admission.admitted, admission.refused, request.office, clock.now()))


@at_office("check_in")
def admitted(request: ActorRequest, nonce: str) -> HttpResponse:
    """Whom one press let in, with their cards."""
    standing = [one for one in selectors.admissions(request.office, nonce) if one.undone_at is None]
    if not standing:
        raise Http404
    return _page(request, admission=shown.admission(standing, (), request.office, clock.now()))


@at_office("check_in")
def undo(request: ActorRequest) -> HttpResponse:
    """Take a wrong admission back within a minute."""
    if request.method != "POST":
        return redirect("gate", request.office.code)
    ids = [int(one) for one in request.POST.getlist("check_in")[:20] if one.isdecimal() and len(one) < 19]
    reason = request.POST.get("undo_reason", "")
    try:
        undone = undoing.undo(office=request.office, check_in_ids=ids, reason=reason, by=_by(request), now=clock.now())
    except Refusal as refused:
        pressed = selectors.admissions(request.office, request.POST.get("nonce", ""))
        standing = [one for one in pressed if one.undone_at is None]
        again = shown.admission(standing, (), request.office, clock.now()) if standing else None
        return _page(request, status=422, admission=again, error=refused)
    labels, is_freed = [one.ticket.label for one in undone], any(one.ticket.is_provisional for one in undone)
    return _page(request, undone=labels, is_freed=is_freed)


@at_office("check_in")
def hand_back(request: ActorRequest) -> HttpResponse:
    """Somebody without a booking brings the card back and goes."""
    if request.method != "POST":
        return redirect("gate", request.office.code)
    card = request.POST.get("ticket", "")[:32]
    try:
        ticket = undoing.hand_back(office=request.office, ticket_id=card, by=_by(request), now=clock.now())
    except Refusal as refused:
        return _page(request, status=422, error=refused)
    return _page(request, undone=[ticket.label], is_freed=True)


def _look(request: ActorRequest) -> shown.Shown:
    text = request.POST.get("text", "")[:20_000]
    is_scan = request.POST.get("how") == "scan"
    seen = door.look(office=request.office, text=text, by=_by(request), now=clock.now(), is_scan=is_scan)
    return shown.look(seen, request.office, text=text, is_scan=is_scan)


def _page(request: ActorRequest, *, status: int = 200, **result: Any) -> HttpResponse:
    """The page, or for htmx only what was asked for and the counter."""
    now, office = clock.now(), request.office
    today = selectors.local_day(office, now)
    context = {"office": office, "totals": selectors.gate_totals(office, today), "now": now, **result}
    if request.htmx:
        return render(request, "gate/gate.html#answer", context, status=status)
    context |= {"last": selectors.arrivals(office, today, limit=4), **_beside(request)}
    context |= shown.for_the_browser(office, is_enrolled=this_device(request) is not None)
    return render(request, "gate/gate.html", context, status=status)


def _beside(request: ActorRequest) -> dict[str, Any]:
    """What whoever is in charge finds beside the door."""
    office = request.office
    return {
        "may_enrol": permissions.may_enrol(request.actor, office.id),
        "cases": selectors.open_conflicts(office) if permissions.may_settle(request.actor, office.id) else None,
    }


def _by(request: ActorRequest) -> Actor:
    return shown.at_the_gate(request.actor)
