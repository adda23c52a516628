"""Handing an account to its holder: with ticket and identity card, to an address that proves itself by a code."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from giliran.accounts.services.claims import claim_account
from giliran.booking.services.claim import start_claim
from giliran.booking.states import Door
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk.people_forms import ClaimForm
from giliran.web.people.claim_code import CodeForm


@never_cache
@at_office("assist")
@sensitive_post_parameters("nik", "email")
def claim(request: ActorRequest) -> HttpResponse:
    """Which account, and which address it is to have."""
    form = ClaimForm(request.POST if request.method == "POST" else None, initial={"code": request.GET.get("code", "")})
    if form.is_bound and form.is_valid():
        try:
            made = start_claim(
                **{name: form.cleaned_data[name] for name in ("code", "nik", "email")},
                office=request.office,
                by=replace(request.actor, door=Door.DESK),
                now=clock.now(),
            )
        except Refusal as refused:
            form.add_error(refused.field, str(refused))
        else:
            return redirect("desk_claim_code", request.office.code, made.public_id)
    context = {"office": request.office, "form": form}
    return render(request, "desk/people/claim.html", context, status=422 if form.is_bound else 200)


@never_cache
@at_office("assist")
@sensitive_post_parameters("code")
def code(request: ActorRequest, claim: UUID) -> HttpResponse:
    """The code that was sent, read out by the person; or they enter it at home within seven days."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        by = replace(request.actor, door=Door.DESK)
        try:
            claim_account(claim_id=claim, code=form.cleaned_data["code"], by=by, now=clock.now())
        except Refusal as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("The account is its holder's own now: they sign in with their e-mail address."))
            return redirect("desk_people", request.office.code)
    context = {"office": request.office, "form": form}
    return render(request, "desk/people/claim_code.html", context, status=422 if form.is_bound else 200)
