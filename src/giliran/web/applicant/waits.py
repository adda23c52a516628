"""The waiting list as somebody on it sees it: where they stand, what came free, the place that was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.waiting import links
from giliran.waiting import selectors as waits
from giliran.waiting.services.decline import decline
from giliran.waiting.states import State
from giliran.web.access import ActorRequest, anyone, signed_in
from giliran.web.waits import acts, words

if TYPE_CHECKING:
    from giliran.waiting.models import WaitingParty

PARTIES_A_PAGE = 20


@signed_in
def wait_list(request: ActorRequest) -> HttpResponse:
    """All parties of the account, the newest first."""
    page = Paginator(waits.parties_of(request.actor), PARTIES_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": [words.line_of(one) for one in page]}
    return render(request, "applicant/waits/list.html", context)


@signed_in
@never_cache
def wait_page(request: ActorRequest, party: str) -> HttpResponse:
    """One party: its place in the order, and one press to leave the list or to decline what was found."""
    found = waits.party_for(party, request.actor)
    if found is None or found.account_id != request.actor.user_id:
        raise Http404
    pressed = acts.press(request, found)
    if pressed.is_done:
        return redirect("wait_party", party)
    return _page(request, found, pressed.refused)


def _page(request: ActorRequest, party: WaitingParty, refused: Refusal | None) -> HttpResponse:
    context = {
        "party": party,
        "shown": words.shown(party, clock.now()),
        "how": words.how_it_works(),
        "refused": refused,
        "page_has_errors": refused is not None,
        "just_joined": "joined" in request.GET,
    }
    return render(request, "applicant/waits/wait.html", context, status=409 if refused else 200)


@anyone
@never_cache
def wait_found(request: ActorRequest, party: str, token: str) -> HttpResponse:
    """The found place, for whoever has the message that told of it: one button declines it, without signing in."""
    found = waits.party_by_link(party)
    if found is None or not links.is_of(found, token) or found.booking is None:
        raise Http404
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            decline(party=found, by=links.holder_by_link(found), now=clock.now())
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect(request.path)
    context = {
        "party": found,
        "shown": words.shown(found, clock.now()),
        "is_declined": found.state == State.DECLINED,
        "refused": refused,
        "page_has_errors": refused is not None,
    }
    return render(request, "applicant/waits/found.html", context, status=409 if refused else 200)
