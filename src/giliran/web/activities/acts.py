"""Entering and withdrawing, as an office and headquarters do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.outreach.services.activities import record_activity, withdraw_activity
from giliran.web.activities.forms import ActivityForm, WithdrawForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from giliran.offices.models import Office
    from giliran.outreach.models import Activity
    from giliran.web.access import ActorRequest


def enter(
    request: ActorRequest, office: Office | None, *, template: str, back: str, context: Mapping[str, Any]
) -> HttpResponse:
    """The form; what was typed stays until it can be taken."""
    form = ActivityForm(request.POST or None, office=office)
    if form.is_bound and form.is_valid():
        try:
            record_activity(office=office, draft=form.draft(), by=request.actor, now=clock.now())
        except Refusal as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("Entered. What new accounts say is shown after a week."))
            return redirect(back)
    told = {**context, "office": office, "form": form, "back_url": back}
    return render(request, template, told, status=422 if form.is_bound else 200)


def withdraw(
    request: ActorRequest, activity: Activity, *, template: str, back: str, context: Mapping[str, Any]
) -> HttpResponse:
    form = WithdrawForm(request.POST or None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            withdraw_activity(activity=activity, reason=reason, by=request.actor, now=clock.now())
        except Refusal as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("Withdrawn. The reason stays on record."))
            return redirect(back)
    told = {**context, "activity": activity, "form": form, "back_url": back}
    return render(request, template, told, status=422 if form.is_bound else 200)
