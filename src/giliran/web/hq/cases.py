"""What offices could not decide alone: the queue of the central adjudicator, and the answer to one question."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from giliran.accounts.policy import age_on
from giliran.catalogue import selectors as catalogue
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.issuance import policy, selectors
from giliran.issuance.services.central import answer_from_headquarters
from giliran.issuance.states import Finding
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.forms import AskedForm, Radios

if TYPE_CHECKING:
    from giliran.issuance.models import CentralQuestion

QUESTIONS_A_PAGE = 50
CLOCK = "Asia/Jakarta"
"""Headquarters' own day."""


class AnswerForm(AskedForm):
    """What was found. What is right is for the domain to say."""

    finding = forms.ChoiceField(label=gettext_lazy("What was found?"), choices=Finding.choices, widget=Radios)
    answer = forms.CharField(
        label=gettext_lazy("Answer to the office"),
        help_text=gettext_lazy("The adjudicator of the office reads it; the person reads the finding in plain words."),
        widget=forms.Textarea({"rows": 3, "maxlength": 300}),
    )


@never_cache
@require_GET
@at_headquarters("adjudicate_centrally")
def queue(request: ActorRequest) -> HttpResponse:
    """Questions without an answer, the most urgent first; and how many each office has."""
    today, office = clock.today(CLOCK), request.GET.get("office", "")[:40]
    waiting = selectors.central_counts(request.actor, today=today)
    page = Paginator(selectors.central_queue(request.actor, office=office), QUESTIONS_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "here": "cases",
        "offices": waiting,
        "only": next((one for one in waiting if one.code == office), None),
        "page": page,
        "lines": [(one, *_clock(one, today)) for one in page],
        "waiting": sum(one.waiting for one in waiting),
        "late": sum(one.late for one in waiting),
    }
    return render(request, "hq/cases.html", context)


@never_cache
@at_headquarters("adjudicate_centrally")
def answer(request: ActorRequest, ticket: str) -> HttpResponse:
    """One question; the answer gives the case back to its office."""
    found = selectors.central_question(ticket, request.actor)
    if found is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answer_from_headquarters(
                question=found, finding=given["finding"], answer=given["answer"], by=request.actor, now=clock.now()
            )
        except Refusal as refused:
            if refused.field is None:
                messages.error(request, str(refused.sentence))
                return redirect("hq_case", ticket)
            form.add_error(refused.field, str(refused.sentence))
        else:
            messages.success(
                request, _("Answered. The case is back at %(office)s.") % {"office": found.case.office.name}
            )
            return redirect("hq_cases")
    return _page(request, found, form)


def _page(request: ActorRequest, found: CentralQuestion, form: AnswerForm) -> HttpResponse:
    ticket, today = found.case.ticket, clock.today(CLOCK)
    service = catalogue.service_by_code(ticket.service, request.actor.language)
    context: dict[str, Any] = {
        "here": "cases",
        "question": found,
        "case": found.case,
        "ticket": ticket,
        "office": found.case.office,
        "clock": ("", "") if found.answered_at else _clock(found, today),
        "age": age_on(ticket.birth_date, today),
        "service": service.name if service else ticket.service,
        "form": form,
    }
    return render(request, "hq/case.html", context, status=422 if form.errors else 200)


def _clock(question: CentralQuestion, today: date) -> tuple[str, str]:
    """Kind and words of how long the office has still to wait."""
    over, left = policy.days_over(question.due_date, today), (question.due_date - today).days
    if over:
        return "no", ngettext("%(days)d day late", "%(days)d days late", over) % {"days": over}
    if left == 0:
        return "soon", _("Due today")
    return "neutral", ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
