"""At home: the code in the message makes the account one's own that an officer had opened."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from giliran.accounts.services.claims import claim_account
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.web.access import ActorRequest, anyone
from giliran.web.people.claim_code import CodeForm


@anyone
@never_cache
@sensitive_post_parameters("code")
def claim(request: ActorRequest, claim: UUID) -> HttpResponse:
    """The code opens it, nothing else: the page says the same whether there is such a claim or not."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            claim_account(claim_id=claim, code=form.cleaned_data["code"], by=request.actor, now=clock.now())
        except Refusal as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("The account is yours now. Sign in with this e-mail address: we send a code."))
            return redirect("account_login")
    return render(request, "public/claim.html", {"form": form}, status=422 if form.is_bound else 200)
