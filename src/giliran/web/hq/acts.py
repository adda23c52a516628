"""What needs two people: one asks, another confirms or refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.opening import selectors as openings
from giliran.opening.selectors import LiveView
from giliran.opening.sentences import SENTENCES
from giliran.opening.services import control
from giliran.opening.states import Act, State
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.forms import Form
from giliran.web.hq import log
from giliran.web.hq.found import view_of


class ReasonForm(forms.Form):
    """Why an opening is cancelled."""

    value = forms.CharField(
        label=gettext_lazy("Reason"),
        error_messages={"required": SENTENCES["reason_missing"]},
        help_text=gettext_lazy("Everybody who entered reads it, such as: Kantor kebanjiran."),
    )


class ValueForm(forms.Form):
    """A public value, typed from its source."""

    value = forms.CharField(
        label=gettext_lazy("Value as published"),
        error_messages={"required": SENTENCES["value_missing"]},
        help_text=gettext_lazy("Exactly as it was published, such as 19.876,54."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


class NameForm(Form):
    """Which public value a draw waits for."""

    name = forms.CharField(
        label=gettext_lazy("Public value"),
        required=False,
        help_text=gettext_lazy(
            "Something that everybody can look up, and nobody knows before entries close. Leave empty for none."
        ),
    )


@at_headquarters("steer_openings")
def cancel(request: ActorRequest, opening_id: int) -> HttpResponse:
    """Ask for a cancellation."""
    now = clock.now()
    view = view_of(opening_id, request.actor, now)
    form = ReasonForm(request.POST or None)
    return _fill_in(
        request,
        view,
        form,
        do=lambda: control.ask(
            opening=view.opening, kind=Act.CANCEL, value=form.cleaned_data["value"], by=request.actor, now=now
        ),
        title=_("Cancel the opening"),
        button=_("Ask for the cancellation"),
        done=_("Asked. Somebody else at headquarters must confirm it now."),
        says=[
            _("It takes two people: nothing is cancelled until somebody else at headquarters confirms."),
            _("Entries come to nothing, nobody counts as having lost, and everybody is told the reason."),
            _("The seed is revealed all the same. Seats already given stand."),
        ],
        is_danger=True,
    )


@at_headquarters("steer_openings")
def beacon(request: ActorRequest, opening_id: int) -> HttpResponse:
    """Name the public value before entries are taken; enter it after the roll is closed."""
    now = clock.now()
    view = view_of(opening_id, request.actor, now)
    if view.opening.state == State.SCHEDULED:
        return _name(request, view, now)
    form = ValueForm(request.POST or None)
    return _fill_in(
        request,
        view,
        form,
        do=lambda: control.ask(
            opening=view.opening, kind=Act.BEACON, value=form.cleaned_data["value"], by=request.actor, now=now
        ),
        title=_("Enter the public value"),
        button=_("Enter as the first person"),
        done=_("Entered. Somebody else at headquarters must enter the same value now."),
        says=[
            _("Public value: %(name)s.") % {"name": view.opening.beacon_name or _("none")},
            _("Two people enter it, each from the source. The draw goes on when both values are the same."),
        ],
    )


def _name(request: ActorRequest, view: LiveView, now: datetime) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": view.opening.beacon_name})
    return _fill_in(
        request,
        view,
        form,
        do=lambda: control.name_beacon(opening=view.opening, name=form.cleaned_data["name"], by=request.actor, now=now),
        title=_("Name the public value"),
        button=_("Save"),
        done=_("Saved."),
        says=[_("It is published with the opening. After entries begin it cannot be changed.")],
    )


def _fill_in(
    request: ActorRequest,
    view: LiveView,
    form: forms.Form,
    *,
    do: Callable[[], Any],
    title: str,
    button: str,
    done: str,
    says: list[str],
    is_danger: bool = False,
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                do()
                messages.success(request, done)
                return redirect("hq_opening", view.opening.pk)
            except Refusal as refused:
                _tell(form, refused)
    context = {"here": "openings", "opening": view.opening, "office": view.opening.office, "form": form}
    told = {"title": title, "button": button, "says": says, "is_danger": is_danger}
    return render(request, "hq/confirm.html", {**context, **told}, status=status)


@at_headquarters("steer_openings")
def second_person(request: ActorRequest, act_id: int) -> HttpResponse:
    """Confirm what somebody else asked for, or refuse it; who asked may take it back."""
    act = openings.act_of(act_id)
    if act is None:
        raise Http404
    is_value_asked = act.kind == Act.BEACON and request.POST.get("step") != "drop"
    form = ValueForm(request.POST or None) if is_value_asked else forms.Form(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _decide(request, act, form))
            return redirect("hq_opening", act.opening_id)
        except Refusal as refused:
            _tell(form, refused)
            status = 422 if refused.field else 409
    context = {
        "here": "openings",
        "act": act,
        "opening": act.opening,
        "office": act.opening.office,
        "form": form,
        "is_mine": act.asked_by == request.actor.user_id,
        "is_open": act.done_at is None and not act.is_dropped,
        "asker": log.asker_of(act, log.lines(act.opening)),
    }
    return render(request, "hq/act.html", context, status=status)


def _decide(request: ActorRequest, act: Any, form: forms.Form) -> str:
    """Do what was pressed; what to say then."""
    now = clock.now()
    if request.POST.get("step") == "drop":
        control.drop(act=act, by=request.actor, now=now)
        return _("Taken back. Nothing has been done.")
    control.confirm(act=act, by=request.actor, now=now, value=form.cleaned_data.get("value", ""))
    if act.kind == Act.CANCEL:
        return _("The opening has been cancelled.")
    return _("Both values are the same. The draw goes on.")


def _tell(form: forms.Form, refused: Refusal) -> None:
    """The sentence of a refusal at its field, or above all."""
    fields = {"beacon_name": "name"}
    field = fields.get(refused.field or "", refused.field)
    form.add_error(field if field in form.fields else None, str(refused.sentence))
