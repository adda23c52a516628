"""Offices that somebody wants to hear of."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.offices import selectors as offices
from giliran.outreach.selectors.follows import followed_by
from giliran.outreach.services import follows
from giliran.web.access import ActorRequest, signed_in


@never_cache
@signed_in
def follow_list(request: ActorRequest) -> HttpResponse:
    """Every office that is followed, with the press that ends it."""
    return render(request, "applicant/follows.html", {"follows": followed_by(request.actor)})


@signed_in
def follow(request: ActorRequest, code: str) -> HttpResponse:
    """Begin, or with `stop` end, to follow an office. Whoever was sent to sign in first comes back to its page."""
    office = offices.office_by_code(code)
    if office is None:
        raise Http404
    if request.method != "POST":
        return redirect("office", office.code)
    stops = "stop" in request.POST
    try:
        (follows.unfollow if stops else follows.follow)(office=office, by=request.actor, now=clock.now())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        begun = _("You follow %(office)s: we tell you when its next opening takes entries.")
        told = _("You no longer follow %(office)s.") if stops else begun
        messages.success(request, told % {"office": office.name})
    return redirect("follows") if request.POST.get("back") == "list" else redirect("office", office.code)
