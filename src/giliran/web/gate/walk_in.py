"""Without a ticket: why, who comes along, what for - and the card. Four taps at most, and nothing is typed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.walkin import permissions
from giliran.walkin.states import Reason
from giliran.web.access import ActorRequest, at_office
from giliran.web.gate import shown
from giliran.web.gate.cards import put_out
from giliran.web.walkin import press, steps


@never_cache
@at_office("walk_in")
def walk_in(request: ActorRequest) -> HttpResponse:
    """The reasons; the last press of the questions comes here too, and leads to the card."""
    if request.method != "POST":
        return _reasons(request)
    try:
        entered = press.enter(request.office, request.POST, by=shown.at_the_gate(request.actor))
    except Refusal as refused:
        return _reasons(request, refused)
    card = reverse("gate_card", args=[request.office.code, entered.check_in.pk])
    return redirect(card if entered.repeated else card + put_out(request, entered.check_in))


@never_cache
@at_office("walk_in")
def ask(request: ActorRequest, reason: str) -> HttpResponse:
    """One question a page, until the last press."""
    if reason not in Reason.values:
        raise Http404
    answers = {name: request.GET.get(name, "")[:40] for name in ("companion", "service")}
    asked = steps.question(request.office, reason, answers, language=request.actor.language, now=clock.now())
    return render(request, "gate/walk_in_ask.html", {"office": request.office, "question": asked})


def _reasons(request: ActorRequest, refused: Refusal | None = None) -> HttpResponse:
    following = refused.data.get("next") if refused else None
    context: dict[str, Any] = {
        "office": request.office,
        "reasons": steps.reason_buttons(request.office, now=clock.now()),
        "refused": refused,
        "reason": request.POST.get("reason", ""),
        "slot_id": following.id if following and refused and refused.data["pool"] == "priority" else None,
        "may_book": permissions.may_book_ahead(request.actor, request.office.id),
        "page_has_errors": refused is not None,
    }
    return render(request, "gate/walk_in.html", context, status=422 if refused else 200)
