"""The two questions about a party - who comes, and what each needs - as a booking and an entry both ask them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from giliran.accounts import selectors as accounts
from giliran.web.access import ActorRequest
from giliran.web.applicant import drafts, party
from giliran.web.applicant.drafts import PartyDraft
from giliran.web.templatetags import giliran as components

D = TypeVar("D", bound=PartyDraft)
GoOn = Callable[[ActorRequest, D], HttpResponse]


@dataclass(frozen=True, slots=True)
class Journey:
    """Where the two questions stand: their addresses, what comes before, the number of the first and of all steps.

    `notes` say, by public id, what there is to know about a person before they are chosen.
    """

    people_url: str
    needs_url: str
    back_url: str
    step: int
    total: int
    day: date
    notes: Mapping[str, Any] = field(default_factory=dict)


def choose_people(request: ActorRequest, draft: D, journey: Journey, go_on: GoOn[D], **context: Any) -> HttpResponse:
    """One to five of the people on the account."""
    people = list(accounts.applicants_of(request.actor))
    form = party.PartyForm(
        sent(request), people=people, day=journey.day, notes=journey.notes, initial=_ticked(request, draft)
    )
    if request.method == "POST" and "add" in request.POST:
        draft.choose_people([one for one in request.POST.getlist("who") if one in form.known])
        drafts.keep(request, draft)
        return redirect(f"{reverse('people_add')}?next={journey.people_url}")
    if request.method == "POST" and form.is_valid():
        draft.choose_people(form.cleaned_data["who"])
        return go_on(request, draft)
    context |= {"draft": draft, "form": form, "people": people, "journey": journey}
    return render(request, "applicant/party_people.html", context, status=422 if form.is_bound else 200)


def choose_needs(request: ActorRequest, draft: D, journey: Journey, going: party.Going, go_on: GoOn[D]) -> HttpResponse:
    """Service, booklet and purpose of each; for a party of minors, that a parent or guardian comes."""
    if not going.people:
        return redirect(journey.people_url)
    forms = party.needs_forms(going, draft, sent(request))
    guardian = party.guardian_form(going, draft, sent(request))
    verdicts = [form.is_valid() for form in (*forms, *guardian)]  # each of them, so that all errors show at once
    if request.method == "POST" and all(verdicts):
        draft.needs = {str(form.person.public_id): form.cleaned_data for form in forms}
        draft.guardian = bool(guardian)
        return go_on(request, draft)
    faults = _faults_of([*forms, *guardian])
    context = {"draft": draft, "forms": forms, "guardian": guardian, "journey": journey, **faults}
    return render(request, "applicant/party_needs.html", context, status=422 if faults["all_lines"] else 200)


def sent(request: ActorRequest) -> QueryDict | None:
    """What was sent, however little; None before anything was."""
    return request.POST if request.method == "POST" else None


def _faults_of(forms: list[Any]) -> dict[str, Any]:
    """One summary of several forms."""
    lines = components.error_summary(*forms)["lines"]
    return {"all_lines": lines, "page_has_errors": bool(lines)}


def _ticked(request: ActorRequest, draft: PartyDraft) -> dict[str, Any]:
    added = request.GET.get("with", "")
    return {"who": [*draft.who, *([added] if added and added not in draft.who else [])]}
