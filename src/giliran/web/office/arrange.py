"""Three presses of a busy morning: send an officer, open a counter, add seats. The form says what each choice does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.onsite import selectors as onsite
from giliran.onsite.selectors import today as floors
from giliran.onsite.services import assign as services
from giliran.onsite.services.counter import sign_out
from giliran.onsite.services.stages import MOST_COUNTERS
from giliran.slots import selectors as slots
from giliran.slots import services as slot_services
from giliran.web.access import ActorRequest, at_office
from giliran.web.office.arrange_forms import CounterForm, MoveForm, SeatsForm
from giliran.web.office.today import may


@never_cache
@at_office("run_floor")
def move_officer(request: ActorRequest) -> HttpResponse:
    """An officer goes to another counter."""
    office = request.office
    counters, officers = floors.today(office, clock.now()).counters, floors.officers_of(office)
    asked = {"officer": request.GET.get("officer"), "counter": request.GET.get("counter")}
    form = MoveForm(posted(request), officers=officers, counters=counters, initial=asked)

    def do() -> str:
        officer = next(one for one in officers if str(one.pk) == form.cleaned_data["officer"])
        counter = next(one.counter for one in counters if str(one.counter.number) == form.cleaned_data["counter"])
        moved = services.assign_officer(officer=officer, counter=counter, by=request.actor, now=clock.now())
        return _moved(str(officer), counter.number, moved.released)

    return fill_in(request, form, do, title=_("Move an officer"), button=_("Move"))


def _moved(officer: str, number: int, released: int) -> str:
    done = _("%(officer)s works at counter %(number)d now.") % {"officer": officer, "number": number}
    if not released:
        return done
    again = ngettext("%(people)d person waits again.", "%(people)d people wait again.", released)
    return f"{done} {again % {'people': released}}"


@never_cache
@at_office("run_floor")
def open_counter(request: ActorRequest, counter: int | None = None) -> HttpResponse:
    """A counter is opened, or serves other stages; somebody may begin there at once."""
    office, now = request.office, clock.now()
    every, floor = onsite.stages_of(office), floors.today(office, now)
    counters = floor.counters
    known = next((one for one in counters if one.counter.number == counter), None)
    stages = [one.pk for one in known.stages] if known else _in_need(floor.stages)
    initial = {"number": counter or _next_number(counters), "stages": stages}
    officers = floors.officers_of(office)
    form = CounterForm(posted(request), stages=every, officers=officers, counters=counters, initial=initial)

    def do() -> str:
        asked = form.cleaned_data
        officer = next((one for one in officers if str(one.pk) == asked["officer"]), None)
        stage_ids = list(map(int, asked["stages"]))
        opened, released = services.open_counter(
            office=office, number=asked["number"], stage_ids=stage_ids, officer=officer, by=request.actor, now=now
        )
        if officer is None:
            return _("Counter %(number)d is ready.") % {"number": opened.number}
        return _moved(str(officer), opened.number, released)

    title = _("Change counter %(number)d") % {"number": counter} if known else _("Open a counter")
    return fill_in(request, form, do, title=title, button=_("Save") if known else _("Open"))


def _in_need(stages: Sequence[floors.StageToday]) -> list[int]:
    """The stage where most people wait for each open counter: where a new one helps most."""
    waited_at = [one for one in stages if one.waiting and one.stage.closed_at is None]
    worst = max(waited_at, key=lambda one: one.waiting / max(one.counters, 0.5), default=None)
    return [worst.stage.pk] if worst else []


def _next_number(counters: tuple[floors.CounterToday, ...]) -> int:
    used = {one.counter.number for one in counters}
    return next(number for number in range(1, MOST_COUNTERS + 2) if number not in used)


@never_cache
@at_office("set_quota")
def add_seats(request: ActorRequest) -> HttpResponse:
    """More seats of a pool, today only."""
    places = slots.open_to_more(request.office, clock.now())
    form = SeatsForm(posted(request), places=places)

    def do() -> str:
        window, _dash, pool = form.cleaned_data["where"].partition("-")
        free = slot_services.add_seats(
            office=request.office, window_id=int(window), pool=pool, seats=form.cleaned_data["seats"],
            by=request.actor, now=clock.now(),
        )  # fmt: skip
        return ngettext("Done: %(free)d seat is free there now.", "Done: %(free)d seats are free there now.", free) % {
            "free": free
        }

    return fill_in(request, form, do, title=_("Add seats for today"), button=_("Add seats"), is_over=not places)


@require_POST
@at_office("run_floor")
def end_duty(request: ActorRequest, counter: int) -> HttpResponse:
    """Nobody works at a counter any more; whoever is there waits again."""
    found = onsite.counter_by_number(request.office, counter)
    if found is None:
        raise Http404
    duty = onsite.duty_at(found)
    if duty:
        released = sign_out(duty=duty, by=request.actor, now=clock.now())
        done = _("%(officer)s is signed out of counter %(number)d.") % {"officer": duty.officer, "number": counter}
        again = ngettext("%(people)d person waits again.", "%(people)d people wait again.", released)
        messages.success(request, f"{done} {again % {'people': released}}" if released else done)
    return redirect("office_head", request.office.code)


def posted(request: ActorRequest) -> QueryDict | None:
    """What was filled in, even if that is nothing at all."""
    return request.POST if request.method == "POST" else None


def fill_in(
    request: ActorRequest, form: forms.Form, do: Callable[[], str], *, title: str, button: str, **more: Any
) -> HttpResponse:
    """Form and deed: what is refused stands at its field, with what was typed; what is done is told on the page that
    `back` names."""
    back = "office_floor" if request.GET.get("from") == "floor" else "office_head"
    if request.method == "POST" and form.is_valid():
        try:
            told = do()
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.sentence))
        else:
            messages.success(request, told)
            return redirect(back, request.office.code)
    context: dict[str, Any] = {
        "office": request.office,
        "here": "floor" if back == "office_floor" else "today",
        "form": form,
    }
    context |= {"title": title, "button": button, "back": back, **more, **may(request)}
    return render(request, "office/arrange.html", context, status=422 if form.errors else 200)
