"""Every change by the head of an office takes two steps: see what it does to promised seats, then make it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from giliran.booking.services import reshape
from giliran.core import clock
from giliran.offices.policy import Fault, Proposal
from giliran.offices.sentences import sentence
from giliran.offices.services import ProposalRefused
from giliran.web.access import ActorRequest
from giliran.web.office import words
from giliran.web.office.forms import FiguresForm

_OURS = {"csrfmiddlewaretoken", "step", "seen"}


class ProposalForm(Protocol):
    """A form that knows the change it asks for, and can say it back."""

    data: Any
    fields: Any

    def is_valid(self) -> bool: ...
    def add_error(self, field: str | None, error: Any) -> None: ...
    def proposal(self) -> Proposal: ...
    def answers(self) -> list[dict[str, Any]]: ...


def fill_in(
    request: ActorRequest,
    form: ProposalForm,
    *,
    back: str,
    title: str,
    page: Callable[[int], HttpResponse],
    beside: Callable[[Proposal], dict[str, Any]] = lambda _proposal: {},
    instead: Callable[[Proposal, str], HttpResponse | None] = lambda _proposal, _step: None,
) -> HttpResponse:
    """Form, preview, change. `page(status)` draws the form; `back` is where one arrives when it is done; `beside` is
    what the preview shows besides, and `instead` another way to make the change, which its own buttons ask for."""
    step = request.POST.get("step")
    if request.method != "POST" or step == "edit":
        return page(200)
    if not form.is_valid():
        return page(422)
    try:
        if step == "apply":
            return _apply(request, form.proposal(), back)
        otherwise = instead(form.proposal(), step or "")
        if otherwise:
            return otherwise
        proposal = form.proposal()
        more = beside(proposal)
        return preview(request, proposal, answers=form.answers(), back=back, title=title, may_edit=True, more=more)
    except ProposalRefused as refused:
        for fault in refused.faults:
            form.add_error(fault.field if fault.field in form.fields else None, _said(form, fault))
        return page(422)


def _said(form: ProposalForm, fault: Fault) -> str:
    """What is wrong, in the form's own words where it has some."""
    return (form.fault_words(fault) if isinstance(form, FiguresForm) else "") or sentence(fault)


def confirm(
    request: ActorRequest, proposal: Proposal, *, answers: list[dict[str, Any]], back: str, title: str
) -> HttpResponse:
    """A change without a form: the preview is the page, its button makes the change."""
    try:
        if request.method == "POST":
            return _apply(request, proposal, back)
        return preview(request, proposal, answers=answers, back=back, title=title)
    except ProposalRefused as refused:
        messages.error(request, str(refused.sentence))
        return redirect(back)


def preview(
    request: ActorRequest,
    proposal: Proposal,
    *,
    answers: list[dict[str, Any]],
    back: str,
    title: str,
    may_edit: bool = False,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """What the change would do; nothing is written."""
    outlook = reshape.foresee(request.office, proposal, by=request.actor, now=clock.now())
    carried = [(name, value) for name, values in request.POST.lists() if name not in _OURS for value in values]
    context = {
        "office": request.office,
        "title": title,
        "answers": answers,
        "told": words.tell(outlook, request.office, request.actor.language),
        "seen": outlook.fingerprint,
        "carried": carried,
        "back": back,
        "may_edit": may_edit,
        **(more or {}),
    }
    return render(request, "office/preview.html", context)


def _apply(request: ActorRequest, proposal: Proposal, back: str) -> HttpResponseRedirect:
    outlook = reshape.carry_out(request.office, proposal, by=request.actor, now=clock.now())
    told = words.tell(outlook, request.office, request.actor.language)
    messages.success(request, words.done(told))
    if request.POST.get("seen") != outlook.fingerprint:
        messages.warning(request, words.changed_meanwhile())
    if outlook.standing:
        messages.warning(request, words.still_standing(outlook, request.actor.language))
    return redirect(back)
