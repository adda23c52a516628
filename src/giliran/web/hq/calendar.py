"""Put an opening on the calendar by hand, and change one that does not take entries yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.offices import selectors as offices
from giliran.opening.policy.timetable import Timetable, timetable
from giliran.opening.services import schedule
from giliran.opening.services.schedule import METHODS, Plan
from giliran.opening.states import State
from giliran.slots import selectors as slots
from giliran.slots.selectors import UnheldWeek
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.hq.found import view_of
from giliran.web.hq.plan_form import PlanForm

if TYPE_CHECKING:
    from giliran.offices.models import Office
    from giliran.opening.models import Opening

ROWS_A_PAGE = 50


class FreeWeek(NamedTuple):
    """A week of drafts that no opening holds."""

    office: Office
    week: UnheldWeek


@at_headquarters("steer_openings")
def free_weeks(request: ActorRequest) -> HttpResponse:
    """Weeks that no opening holds, the nearest first; an office or city can be searched."""
    wanted = request.GET.get("q", "").strip()[:100]
    found = {one.office.id: one.office for one in offices.find_offices(wanted)}
    free = [
        FreeWeek(found[one.office_id], one) for one in slots.unheld_weeks(since=clock.now()) if one.office_id in found
    ]
    page = Paginator(free, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "hq/weeks.html", {"here": "new", "page": page, "q": wanted})


@at_headquarters("steer_openings")
def new_opening(request: ActorRequest, office: str, first: str) -> HttpResponse:
    """An opening for one free week, by the office's policy where nothing else is chosen."""
    found, now = offices.office_by_code(office), clock.now()
    week = _free_week(found, first, now)
    if found is None or week is None:
        raise Http404
    form = PlanForm(request.POST or None, zone=ZoneInfo(found.timezone), plan=_by_policy(found, week, now))
    context = {"here": "new", "office": found, "first": week.first_date, "last": week.last_date, "form": form}

    def save(plan: Plan) -> Opening:
        return schedule.schedule_by_hand(found, first=week.first_date, plan=plan, by=request.actor, now=now)

    return _fill_in(request, form, context, save, _("The opening stands on the calendar."))


@at_headquarters("steer_openings")
def change_opening(request: ActorRequest, opening_id: int) -> HttpResponse:
    """Other hours, method, pace or public value."""
    now = clock.now()
    opening = view_of(opening_id, request.actor, now).opening
    if opening.state != State.SCHEDULED:
        messages.error(request, str(schedule.refusal("too_late_to_change").sentence))
        return redirect("hq_opening", opening_id)
    form = PlanForm(request.POST or None, zone=ZoneInfo(opening.office.timezone), plan=_plan_of(opening))
    days = {"first": opening.first_date, "last": opening.last_date}
    context = {"here": "openings", "office": opening.office, "opening": opening, "form": form, **days}

    def save(plan: Plan) -> Opening:
        schedule.change_opening(opening=opening, plan=plan, by=request.actor, now=now)
        return opening

    return _fill_in(request, form, context, save, _("The opening has been changed."))


def _fill_in(
    request: ActorRequest, form: PlanForm, context: dict[str, Any], save: Callable[[Plan], Opening], done: str
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                opening = save(form.plan())
                messages.success(request, done)
                return redirect("hq_opening", opening.pk)
            except Refusal as refused:
                for field, text in refused.data.get("faults", [(refused.field, refused.sentence)]):
                    form.add_error(field if field in form.fields else None, str(text))
    return render(request, "hq/plan.html", context, status=status)


def _free_week(office: Office | None, first: str, now: datetime) -> UnheldWeek | None:
    try:
        day = date.fromisoformat(first)
    except ValueError:
        return None
    weeks = slots.unheld_weeks(since=now, office=office) if office else []
    return next((one for one in weeks if one.first_date == day), None)


def _by_policy(office: Office, week: UnheldWeek, now: datetime) -> Plan:
    """What would be scheduled by itself; steps that have passed begin with the next quarter of an hour."""
    figures = offices.figures_of(office)
    times = timetable(figures, week.opens_at, ZoneInfo(office.timezone))
    soon = now + timedelta(seconds=-now.timestamp() % 900)
    steps = (times.gathers_at, times.freezes_at, times.draws_at, times.opens_at, times.closes_at)
    times = Timetable(*(max(step, soon) for step in steps))
    method = METHODS[figures["opening_method"]]
    return Plan(times, method, figures["opening_pace"], schedule.beacon_by_policy(figures))


def _plan_of(opening: Opening) -> Plan:
    times = Timetable(opening.gathers_at, opening.freezes_at, opening.draws_at, opening.opens_at, opening.closes_at)
    return Plan(times, opening.method, opening.pace, opening.beacon_name)
