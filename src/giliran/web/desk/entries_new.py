"""Entering a party at the desk: for which opening, and after the questions a look over it, and one press."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from giliran.booking.states import Door
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.opening import selectors as openings
from giliran.opening.services import enter as entering
from giliran.opening.states import State
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk import drafts, errands, parties
from giliran.web.desk import party as steps
from giliran.web.desk.drafts import Draft
from giliran.web.desk.parties import Party

if TYPE_CHECKING:
    from giliran.opening.models import Opening


@at_office("assist")
@sensitive_post_parameters("nik")
def start(request: ActorRequest) -> HttpResponse:
    """Nobody is named yet: the NIK of the first, for the opening in the address or the one that takes entries."""
    opening = _opening_asked_for(request)
    if opening is None:
        return redirect("desk_entries", request.office.code)
    return steps.begin(request, drafts.start(request.office.code, opening.pk))


@at_office("assist")
@steps.of_draft
def check(request: ActorRequest, draft: Draft) -> HttpResponse:
    """Everything at a glance, and one press that enters or says at once why not."""
    page = Party(draft, request, steps.opening_of(draft), parties.as_sent(draft))
    if not draft.who or not page.is_complete():
        return errands.go(draft, "party")
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            draft.made = _enter(request, draft, page)
        except Refusal as refusal:
            refused = refusal
        else:
            drafts.keep(request, draft)
            return errands.go(draft, "made")
    context = {
        **errands.context(draft),
        "office": request.office,
        "party": page,
        "opening": page.opening,
        "lines": page.lines(),
        "refused": refused,
        "page_has_errors": refused is not None,
        "concerned": page.named(refused.data.get("people", ())) if refused else [],
    }
    return render(request, "desk/entries/check.html", context, status=409 if refused else 200)


def _enter(request: ActorRequest, draft: Draft, page: Party) -> str:
    made = entering.enter(
        opening_id=draft.opening,
        people=page.requests(),
        key=draft.id,
        by=replace(request.actor, door=Door.DESK),
        now=clock.now(),
        wishes=page.wishes[0].text if page.wishes else "",
        guardian_present=bool(page.guardian),
        account_id=draft.account,
    )
    return made.public_id


def _opening_asked_for(request: ActorRequest) -> Opening | None:
    """The opening in the address if it takes entries here; else the first that does."""
    asked = request.POST.get("opening") or request.GET.get("opening", "")
    taking = [one for one in openings.upcoming([request.office.pk]) if one.state != State.SCHEDULED]
    taking.sort(key=lambda one: one.state != State.GATHERING)
    return next((one for one in taking if str(one.pk) == asked), taking[0] if taking else None)
