"""Choosing a counter, signing in at it, and its screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.onsite import permissions, selectors
from giliran.onsite.selectors import CounterNow
from giliran.onsite.sentences import arrange
from giliran.onsite.services import counter as services
from giliran.web.access import ActorRequest, at_office
from giliran.web.counter import screen

if TYPE_CHECKING:
    from giliran.onsite.models import Duty


@never_cache
@at_office("serve")
def counters(request: ActorRequest) -> HttpResponse:
    """Which counter; straight on to the one where the officer is."""
    mine = selectors.duty_of(request.actor)
    if mine and mine.counter.office_id == request.office.id and "all" not in request.GET:
        return redirect("counter", request.office.code, mine.counter.number)
    return _counters(request)


def _counters(request: ActorRequest, *, error: Refusal | None = None) -> HttpResponse:
    rows = [_row(one, request) for one in selectors.counters_now(request.office)]
    may_arrange = permissions.may_run_floor(request.actor, request.office.id)
    context = {"office": request.office, "rows": rows, "error": error, "may_arrange": may_arrange}
    return render(request, "counter/counters.html", context, status=422 if error else 200)


def _row(one: CounterNow, request: ActorRequest) -> tuple[CounterNow, str, bool]:
    """A counter, what it does, and whether the officer is there."""
    what = ", ".join(stage.name(request.actor.language) for stage in one.stages)
    return one, what, one.duty is not None and one.duty.officer_id == request.actor.user_id


@never_cache
@at_office("serve")
def sign_in(request: ActorRequest, counter: int) -> HttpResponse:
    """Begin at a counter, or take it over from whoever is there."""
    if request.method != "POST":
        return redirect("counters", request.office.code)
    found = selectors.counter_by_number(request.office, counter)
    if found is None:
        raise Http404
    by = screen.at_the_counter(request.actor)
    try:
        services.sign_in(counter=found, by=by, now=clock.now(), take_over="take_over" in request.POST)
    except Refusal as refused:
        return _counters(request, error=refused)
    return redirect("counter", request.office.code, counter)


@never_cache
@at_office("serve")
def counter(request: ActorRequest, counter: int) -> HttpResponse:
    """The screen of the counter where the officer is."""
    duty = duty_here(request, counter)
    if duty is None:
        return elsewhere(request, counter)
    chosen = [int(one) for one in request.GET.getlist("visit")[:20] if one.isdecimal() and len(one) < 19]
    who = request.GET.get("who", "")
    ask = request.GET.get("ask", "")
    return screen.page(
        request,
        duty,
        clock.now(),
        ask=ask if ask in screen.ASKS else "",
        who=int(who) if who.isdecimal() and len(who) < 19 else 0,
        ticked=chosen,
    )


@require_GET
@at_office("serve")
def line(request: ActorRequest, counter: int) -> HttpResponse:
    """Who is next, every few seconds. Whoever is not here any more is led to where they are."""
    duty = duty_here(request, counter)
    if duty is None:
        return HttpResponse(
            status=204, headers={"HX-Redirect": reverse("counter", args=[request.office.code, counter])}
        )
    return screen.line_answer(request, duty, clock.now())


def duty_here(request: ActorRequest, number: int) -> Duty | None:
    """The officer's duty at this counter; None if they are elsewhere or nowhere."""
    duty = selectors.duty_of(request.actor)
    is_here = duty and duty.counter.office_id == request.office.id and duty.counter.number == number
    return duty if is_here else None


def elsewhere(request: ActorRequest, number: int) -> HttpResponse:
    """Somebody else may have taken the counter over, or the officer was sent to another one."""
    if selectors.counter_by_number(request.office, number) is None:
        raise Http404
    mine = selectors.duty_of(request.actor)
    if mine and mine.counter.office_id == request.office.id:
        messages.warning(request, arrange.moved(mine.counter.number))
        return redirect("counter", request.office.code, mine.counter.number)
    messages.warning(request, _("You are not signed in at counter %(number)d. Sign in again.") % {"number": number})
    return redirect("counters", request.office.code)
