"""Mobile events of an office: what is asked for, what is set up, and setting one up of its own accord."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from giliran.core import clock
from giliran.offices import permissions, services
from giliran.offices import selectors as offices
from giliran.offices.services import ProposalRefused
from giliran.slots import services as slots
from giliran.web.access import ActorRequest, at_office
from giliran.web.events import people, words
from giliran.web.events.forms import PlanForm, RefuseForm, plan_of_request, two_windows

if TYPE_CHECKING:
    from giliran.offices.models import EventRequest, Office


@at_office("arrange_events")
def event_list(request: ActorRequest) -> HttpResponse:
    """Requests, those that wait first, and events."""
    context = {
        "requests": [
            (one, words.STATE_KINDS[one.state]) for one in offices.event_requests(request.office, request.actor)
        ],
        "lines": words.lines(offices.events_of(request.office, request.actor)),
    }
    return _page(request, "office/events.html", context)


@at_office("arrange_events")
def new_event(request: ActorRequest) -> HttpResponse:
    """An event of the office's own accord: Goes to Mall, Paspor Simpatik."""
    office = request.office
    begins = {"kind": "mall", "whom": "everybody", "regency": office.regency_id, **two_windows()}
    form = PlanForm(request.POST or None, initial=begins)
    if request.method == "POST" and (code := _set_up(request, form)):
        return redirect("office_event", office.code, code)
    context = {"form": form, "title": _("Set up an event")}
    return _page(request, "office/event_new.html", context, status=422 if form.is_bound else 200)


@at_office("arrange_events")
def event_request(request: ActorRequest, number: str) -> HttpResponse:
    """One request: approve it with days, windows and seats, or refuse it with a reason."""
    asked = _request(request, number)
    answer = request.POST.get("answer", "")
    plan = PlanForm(request.POST if answer == "approve" else None, initial=plan_of_request(asked))
    refusal = RefuseForm(request.POST if answer == "refuse" else None)
    if answer == "approve" and (code := _set_up(request, plan, asked)):
        return redirect("office_event", request.office.code, code)
    if answer == "refuse" and _refuse(request, refusal, asked):
        return redirect("office_events", request.office.code)
    context = {
        "asked": asked,
        "state_kind": words.STATE_KINDS[asked.state],
        "answers": words.answers_of(asked),
        "form": plan,
        "refusal": refusal,
    }
    return _page(request, "office/event_request.html", context, status=422 if answer else 200)


@at_office("arrange_events")
def event_letter(request: ActorRequest, number: str) -> HttpResponse:
    """The letter, to be kept or opened outside the browser: what strangers sent is shown on no page of ours."""
    letter = _request(request, number).letter
    extension = letter.content_type.rpartition("/")[2]
    name = f"surat-{number}.{extension}"
    return HttpResponse(
        bytes(letter.content),
        content_type=letter.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


@at_office("arrange_events")
def event(request: ActorRequest, event: str) -> HttpResponse:
    """One event of the office: its people, and their list where it is for one."""
    found = _event(request, event)
    error = people.take_in(request, found) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        return redirect("office_event", request.office.code, found.code)
    [line] = words.lines([found])
    context = {"line": line, "error": error, "page_has_errors": bool(error), **people.context_of(request, found)}
    template = "office/event.html#people" if request.htmx else "office/event.html"
    return _page(request, template, context, status=422 if error else 200)


@at_office("arrange_events")
def event_tickets(request: ActorRequest, event: str) -> HttpResponse:
    return people.tickets_pdf(request, _event(request, event))


@at_office("arrange_events")
def wrong_rows(request: ActorRequest, event: str, list_id: int) -> HttpResponse:
    return people.wrong_csv(_event(request, event), list_id)


def _event(request: ActorRequest, code: str) -> Office:
    found = offices.event_of(request.office, code)
    if found is None:
        raise Http404
    return found


def _set_up(request: ActorRequest, form: PlanForm, asked: EventRequest | None = None) -> str:
    """The code of the event that was set up; empty where the form says what is wrong."""
    if not form.is_valid():
        return ""
    try:
        made = slots.set_up_event(form.plan(), parent=request.office, request=asked, by=request.actor, now=clock.now())
    except ProposalRefused as refused:
        form.refuse(refused)
        return ""
    messages.success(request, _("%(event)s is set up. Its seats are there now.") % {"event": made.name})
    return made.code


def _refuse(request: ActorRequest, form: RefuseForm, asked: EventRequest) -> bool:
    if not form.is_valid():
        return False
    try:
        services.refuse_event(asked, form.cleaned_data["reason"], by=request.actor, now=clock.now())
    except ProposalRefused as refused:
        form.refuse(refused)
        return False
    messages.success(request, _("The request is refused, and the organisation is told why."))
    return True


def _request(request: ActorRequest, number: str) -> EventRequest:
    found = offices.event_request(number, request.office, request.actor)
    if found is None:
        raise Http404
    return found


def _page(request: ActorRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    office = request.office
    frame = {
        "office": office,
        "here": "events",
        "watches_only": not permissions.may(request.actor, "set_calendar", office.id),
        "may_arrange": True,
    }
    return render(request, template, frame | context, status=status)
