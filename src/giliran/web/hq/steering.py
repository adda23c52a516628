"""The pace, and the switch: what one person may do at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.opening.selectors import LiveView
from giliran.opening.services import control
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.hq.found import view_of
from giliran.web.hq.outlook import pace_outlook


class PaceForm(forms.Form):
    """People let in a minute."""

    pace = forms.IntegerField(
        label=gettext_lazy("People let in a minute"),
        widget=forms.NumberInput({"inputmode": "numeric", "min": 1, "max": 6000, "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Enter a number."),
            "invalid": gettext_lazy("Enter a whole number, in digits."),
        },
    )


@at_headquarters("steer_openings")
def pace(request: ActorRequest, opening_id: int) -> HttpResponse:
    """See what a pace would do (`?pace=`), and change it."""
    now = clock.now()
    view = view_of(opening_id, request.actor, now)
    form = PaceForm(request.POST if request.method == "POST" else request.GET or {"pace": view.opening.pace})
    is_number = form.is_valid()
    if request.method == "POST" and is_number:
        try:
            control.change_pace(opening=view.opening, pace=form.cleaned_data["pace"], by=request.actor, now=now)
            messages.success(request, _("The pace has been changed."))
            return redirect("hq_opening", opening_id)
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.sentence))
    wanted = form.cleaned_data.get("pace", 0) if form.is_valid() else 0
    context = {
        "here": "openings",
        "view": view,
        "opening": view.opening,
        "office": view.opening.office,
        "pace_form": form,
        "outlook": pace_outlook(view, wanted, now) if wanted > 0 else None,
    }
    status = 422 if form.errors and request.method == "POST" else 200
    return render(request, "hq/pace.html#outlook" if request.htmx else "hq/pace.html", context, status=status)


@at_headquarters("steer_openings")
def pause(request: ActorRequest, opening_id: int) -> HttpResponse:
    """Nobody is let in and nothing is booked until it goes on."""
    return _confirm(
        request,
        opening_id,
        do=control.pause,
        title=_("Pause the opening"),
        button=_("Pause now"),
        done=_("The opening is paused. Every place is kept."),
        says=lambda view: [
            _("From now on nobody is let in and nothing is booked. Every place in line is kept."),
            _in_line(view),
            _("The waiting pages say that it is paused. The closing hour stays as it is."),
        ],
    )


@at_headquarters("steer_openings")
def resume(request: ActorRequest, opening_id: int) -> HttpResponse:
    """It goes on where it was paused."""
    return _confirm(
        request,
        opening_id,
        do=control.resume,
        title=_("Resume the opening"),
        button=_("Resume now"),
        done=_("The opening goes on."),
        says=lambda view: [
            _("It goes on where it was paused."),
            pace_outlook(view, view.opening.pace, clock.now()).text,
        ],
    )


def _in_line(view: LiveView) -> str:
    words = ngettext("%(people)s person waits in line.", "%(people)s people wait in line.", view.in_line)
    return words % {"people": view.in_line}


def _confirm(
    request: ActorRequest,
    opening_id: int,
    *,
    do: Callable[..., None],
    title: str,
    button: str,
    done: str,
    says: Callable[[LiveView], list[str]],
) -> HttpResponse:
    """A page that says what the press does, and the press."""
    now = clock.now()
    view = view_of(opening_id, request.actor, now)
    context: dict[str, Any] = {
        "here": "openings",
        "opening": view.opening,
        "office": view.opening.office,
        "title": title,
        "button": button,
        "says": says(view),
    }
    if request.method != "POST":
        return render(request, "hq/confirm.html", context)
    try:
        do(opening=view.opening, by=request.actor, now=now)
    except Refusal as refused:
        return render(request, "hq/confirm.html", {**context, "refused": refused.sentence}, status=409)
    messages.success(request, done)
    return redirect("hq_opening", opening_id)
