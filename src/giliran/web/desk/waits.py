"""Waiting for people who have no device: who waits through this desk, one found by NIK, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from giliran.accounts.services.people import PersonRefused
from giliran.core import clock
from giliran.offices.services import assist
from giliran.waiting import selectors as waits
from giliran.web.access import ActorRequest, at_office
from giliran.web.waits import acts, words

if TYPE_CHECKING:
    from giliran.waiting.models import WaitingParty

PARTIES_A_PAGE = 50


@at_office("assist")
def wait_list(request: ActorRequest) -> HttpResponse:
    """Everybody whom officers of this office put on the list, the newest first."""
    return _list(request)


@require_POST
@at_office("assist")
@sensitive_post_parameters("nik")
def find(request: ActorRequest) -> HttpResponse:
    """Whoever waits or waited here with a NIK; a look for a NIK is recorded."""
    fault, found = "", []
    try:
        people = assist.find_person(
            request.POST.get("nik", ""), office=request.office, by=request.actor, now=clock.now()
        )
    except PersonRefused as refused:
        fault = str(refused.fields.get("nik", [refused])[0])
    else:
        nik = bytes(people[0].nik_hash) if people else b""
        found = list(waits.parties_at(request.office, request.actor, nik_hash=nik)) if nik else []
        fault = "" if found else _("Nobody with this NIK waits or waited at this office.")
    if len(found) == 1:
        return redirect("desk_wait", request.office.code, found[0].public_id)
    return _list(request, found=found, fault=fault)


def _list(request: ActorRequest, *, found: list[WaitingParty] | None = None, fault: str = "") -> HttpResponse:
    parties = found or waits.parties_at(request.office, request.actor)
    page = Paginator(parties, PARTIES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "office": request.office,
        "page": page,
        "lines": [words.line_of(one) for one in page],
        "fault": fault,
        "page_has_errors": bool(fault),
    }
    return render(request, "desk/waits/list.html", context, status=422 if fault else 200)


@at_office("assist")
def wait_page(request: ActorRequest, party: str) -> HttpResponse:
    """One party as it stands, to read aloud; leaving and declining for those who ask for it."""
    found = waits.party_for(party, request.actor)
    if found is None or found.office_id != request.office.pk:
        raise Http404
    pressed = acts.press(request, found)
    if pressed.is_done:
        return redirect("desk_wait", request.office.code, party)
    context = {
        "office": request.office,
        "party": found,
        "shown": words.shown(found, clock.now()),
        "refused": pressed.refused,
        "page_has_errors": pressed.refused is not None,
    }
    return render(request, "desk/waits/wait.html", context, status=409 if pressed.refused else 200)
