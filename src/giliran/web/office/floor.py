"""How the floor of an office is set up: its stages in their order, and its counters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.onsite import selectors as onsite
from giliran.onsite.selectors import today as floors
from giliran.onsite.services import arrange as services
from giliran.onsite.services import stages as stage_services
from giliran.onsite.states import StageKind
from giliran.web.access import ActorRequest, at_office
from giliran.web.office.arrange import fill_in, posted
from giliran.web.office.arrange_forms import NewStageForm, StageForm
from giliran.web.office.today import may

if TYPE_CHECKING:
    from giliran.onsite.models import Stage


@never_cache
@at_office("watch_floor")
def floor(request: ActorRequest) -> HttpResponse:
    """Stages and counters, with what can be done to each."""
    office, language = request.office, request.actor.language
    stages = onsite.stages_of(office)
    waiting = {one.stage.pk: one.waiting for one in floors.today(office, clock.now()).stages}
    counters = [
        (one, ", ".join(s.name(language) for s in sorted(one.stages.all(), key=lambda s: s.position)))
        for one in floors.all_counters(office)
    ]
    usual = [(StageKind(kind).label, name_id, name_en) for kind, name_id, name_en in stage_services.DEFAULTS]
    context = {
        "office": office,
        "here": "floor",
        "stages": [(one, StageKind(one.kind).label, waiting.get(one.pk, 0)) for one in stages],
        "usual": usual if not stages else [],
        "open_stages": sum(one.closed_at is None for one in stages),
        "counters": counters,
        **may(request),
    }
    return render(request, "office/floor.html", context)


@never_cache
@at_office("run_floor")
def new_stage(request: ActorRequest) -> HttpResponse:
    """One more stage, last and closed."""
    form = NewStageForm(posted(request))

    def do() -> str:
        services.add_stage(office=request.office, by=request.actor, now=clock.now(), **form.cleaned_data)
        return _("The stage has been added. Give it a counter, then open it.")

    return fill_in(request, form, do, title=_("Add a stage"), button=_("Add"))


@never_cache
@at_office("run_floor")
def name_stage(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Other names for a stage."""
    stage = _stage(request, stage_id)
    form = StageForm(posted(request), initial={"name_id": stage.name_id, "name_en": stage.name_en})

    def do() -> str:
        services.name_stage(stage=stage, by=request.actor, now=clock.now(), **form.cleaned_data)
        return _("The stage is called so from now on.")

    return fill_in(request, form, do, title=_("Name a stage"), button=_("Save"))


@never_cache
@at_office("run_floor")
def close_stage(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Say first how many people move on, then close."""
    stage = _stage(request, stage_id)
    if request.method == "POST":
        try:
            people = stage_services.close_stage(stage=stage, by=request.actor, now=clock.now())
        except Refusal as refused:
            messages.error(request, str(refused.sentence))
        else:
            moved = ngettext("%(people)d person has moved on.", "%(people)d people have moved on.", people)
            done = _("The stage is closed.")
            messages.success(request, f"{done} {moved % {'people': people}}" if people else done)
        return redirect("office_floor", request.office.code)
    onward = stage_services.stage_after(stage) or stage_services.stage_before(stage)
    language = request.actor.language
    context = {
        "office": request.office,
        "here": "floor",
        "name": stage.name(language),
        "people": floors.waiting_at(stage),
        "onward": onward.name(language) if onward else "",
        **may(request),
    }
    return render(request, "office/close_stage.html", context)


@require_POST
@at_office("run_floor")
def change_stage(request: ActorRequest, stage_id: int, deed: str) -> HttpResponse:
    """Earlier, later, or in use again."""
    stage, now = _stage(request, stage_id), clock.now()
    try:
        if deed == "open":
            stage_services.open_stage(stage=stage, by=request.actor, now=now)
        elif deed in ("earlier", "later"):
            services.shift_stage(stage=stage, earlier=deed == "earlier", by=request.actor, now=now)
        else:
            raise Http404
    except Refusal as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("The change has been made."))
    return redirect("office_floor", request.office.code)


@require_POST
@at_office("run_floor")
def set_up(request: ActorRequest) -> HttpResponse:
    """Begin with the usual stages."""
    stage_services.set_up_stages(request.office)
    messages.success(request, _("The usual stages are there. Change their names and order as your office needs."))
    return redirect("office_floor", request.office.code)


@require_POST
@at_office("run_floor")
def close_counter(request: ActorRequest, counter: int) -> HttpResponse:
    """A counter is not used any more, until it is opened again."""
    found = onsite.counter_by_number(request.office, counter)
    if found is None:
        raise Http404
    try:
        stage_services.close_counter(counter=found, by=request.actor, now=clock.now())
    except Refusal as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("Counter %(number)d is closed.") % {"number": counter})
    return redirect("office_floor", request.office.code)


def _stage(request: ActorRequest, stage_id: int) -> Stage:
    found = onsite.stage_by_id(request.office, stage_id)
    if found is None:
        raise Http404
    return found
