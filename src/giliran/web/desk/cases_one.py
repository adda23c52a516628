"""One passport: where it stands, the one thing to do next, and all that has become of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from giliran.accounts.policy import age_on
from giliran.booking import permissions as bookings
from giliran.catalogue import selectors as catalogue
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.issuance import permissions, selectors
from giliran.issuance.services import adjudicate, produce, unclaimed
from giliran.issuance.states import OVER, CaseState, CentralReason
from giliran.onsite import permissions as floor
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk import cases_words as words
from giliran.web.forms import AskedForm, Radios

if TYPE_CHECKING:
    from giliran.issuance.models import Case


class ReasonForm(AskedForm):
    """Why something is done. What is right is for the domain to say."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea({"rows": 2, "maxlength": 300}))


class QuestionForm(AskedForm):
    """What headquarters is asked."""

    why = forms.ChoiceField(
        label=gettext_lazy("What must headquarters look at?"),
        choices=CentralReason.choices,
        widget=Radios,
    )
    question = forms.CharField(
        label=gettext_lazy("What have you seen?"),
        help_text=gettext_lazy("For the central adjudicator; the person does not read it."),
        widget=forms.Textarea({"rows": 2, "maxlength": 300}),
    )


@never_cache
@require_GET
@at_office("see_cases")
def case(request: ActorRequest, ticket: str) -> HttpResponse:
    """The passport as it stands."""
    return page(request, found(request, ticket))


@require_POST
@at_office("adjudicate")
def decide(request: ActorRequest, ticket: str) -> HttpResponse:
    """Grant it, do not, or ask headquarters."""
    one, do = found(request, ticket), request.POST.get("do", "")
    by, now = request.actor, clock.now()
    if do == "refuse":
        form = ReasonForm(request.POST, prefix="refuse")
        form.is_valid()
        why = form.cleaned_data.get("reason", "")
        return done(request, one, form, lambda: adjudicate.refuse(case=one, reason=why, by=by, now=now), "refuse")
    if do == "ask":
        asked = QuestionForm(request.POST, prefix="ask")
        asked.is_valid()
        given = asked.cleaned_data
        return done(
            request,
            one,
            asked,
            lambda: adjudicate.send_to_headquarters(
                case=one, why=given.get("why", ""), question=given.get("question", ""), by=by, now=now
            ),
            "ask",
        )
    return done(request, one, None, lambda: adjudicate.approve(case=one, by=by, now=now))


@require_POST
@at_office("produce")
def step(request: ActorRequest, ticket: str) -> HttpResponse:
    """Take it a step on from where it stood on the page."""
    one, at = found(request, ticket), request.POST.get("at", "")
    if at not in words.STEPS:
        raise Http404
    return done(request, one, None, lambda: produce.STEPS[at](case=one, by=request.actor, now=clock.now()))


@require_POST
@at_office("produce")
def fault(request: ActorRequest, ticket: str) -> HttpResponse:
    """A fault was found: it is printed again."""
    return found_faulty(request, found(request, ticket))


def found_faulty(request: ActorRequest, one: Case) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="fault")
    form.is_valid()
    why = form.cleaned_data.get("reason", "")
    return done(
        request,
        one,
        form,
        lambda: produce.fail_quality(case=one, reason=why, by=request.actor, now=clock.now()),
        "fault",
    )


@require_POST
@at_office("cancel_unclaimed")
def cancel(request: ActorRequest, ticket: str) -> HttpResponse:
    """Nobody came for it in time."""
    one = found(request, ticket)
    form = ReasonForm(request.POST, prefix="cancel")
    form.is_valid()
    why = form.cleaned_data.get("reason", "")
    return done(
        request,
        one,
        form,
        lambda: unclaimed.cancel_unclaimed(case=one, reason=why, by=request.actor, now=clock.now()),
        "cancel",
    )


def found(request: ActorRequest, ticket: str) -> Case:
    one = selectors.case_of(ticket, request.office, request.actor)
    if one is None:
        raise Http404
    return one


def done(
    request: ActorRequest, one: Case, form: forms.Form | None, do: Callable[[], Any], name: str = ""
) -> HttpResponse:
    """Do it and say so; what is wrong with the form comes back in it, what somebody else has done is said above."""
    try:
        do()
    except Refusal as refused:
        if form is not None and refused.field in form.fields:
            form.add_error(refused.field, str(refused.sentence))
            return page(request, one, {f"{name}_form": form}, status=422)
        messages.error(request, str(refused.sentence))
    else:
        told = _("%(label)s %(name)s: %(state)s.") % {
            "label": one.ticket.label,
            "name": one.ticket.full_name,
            "state": CaseState(one.state).label,
        }
        messages.success(request, told)
    return redirect("desk_case", request.office.code, one.ticket.public_id)


def page(request: ActorRequest, one: Case, asked: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    office, actor, now = request.office, request.actor, clock.now()
    ticket, today = one.ticket, selectors.local_day(office, now)
    service = catalogue.service_by_code(ticket.service, actor.language)
    questions = selectors.questions_of(one)
    context = {
        "office": office,
        "case": one,
        "ticket": ticket,
        "state": words.state_of(one),
        "clock": words.clock_of(one, today),
        "service": service.name if service else ticket.service,
        "age": age_on(ticket.birth_date, today),
        "waits_for": words.WAITS_FOR.get(one.state, ""),
        "step": words.STEPS.get(one.state),
        "moves": [(words.STATE_KINDS[move.to_state], move) for move in selectors.moves_of(one)],
        "question": questions[0] if questions else None,
        "visit_id": selectors.visit_id_of(one),
        "handover": selectors.handover_of(one) if one.state == CaseState.HANDED_OVER else None,
        "is_over": one.state in OVER,
        "is_unclaimed": selectors.is_unclaimed(one, now),
        **_may(request, one),
        "refuse_form": ReasonForm(prefix="refuse"),
        "ask_form": QuestionForm(prefix="ask"),
        "fault_form": ReasonForm(prefix="fault"),
        "cancel_form": ReasonForm(prefix="cancel"),
        **(asked or {}),
    }
    return render(request, "desk/cases/case.html", context, status=status)


def _may(request: ActorRequest, one: Case) -> dict[str, bool]:
    actor, office = request.actor, one.office_id
    return {
        "may_adjudicate": permissions.may_adjudicate(actor, office),
        "may_produce": permissions.may_produce(actor, office),
        "may_hand_over": permissions.may_hand_over(actor, office),
        "may_cancel": permissions.may_cancel(actor, office),
        "may_watch_floor": floor.may_watch_floor(actor, office),
        "may_see_booking": bookings.may_see(actor, one.ticket.booking),
    }
