"""What holds in the whole country: looked at first, then set with a second press."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giliran.core import clock
from giliran.offices import selectors as offices
from giliran.offices import services as policies
from giliran.offices.sentences import sentence
from giliran.offices.services import ProposalRefused
from giliran.slots import services as slots
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.figures.fields import BY_OFFICE
from giliran.web.hq.policy_form import PolicyForm


@at_headquarters("set_policy")
def national_policy(request: ActorRequest) -> HttpResponse:
    """Form, preview, change."""
    form = PolicyForm(request.POST or None, national=offices.national_policy())
    step = request.POST.get("step", "")
    if request.method != "POST" or step == "edit":
        return _page(request, form, 200)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        if step == "apply":
            return _apply(request, form)
        policies.check_policy(form.wanted(), by=request.actor)
    except ProposalRefused as refused:
        for fault in refused.faults:
            form.add_error(fault.field if fault.field in form.fields else None, sentence(fault))
        return _page(request, form, 422)
    return _preview(request, form)


def _page(request: ActorRequest, form: PolicyForm, status: int) -> HttpResponse:
    own = offices.own_choices(BY_OFFICE)
    context = {"here": "policy", "form": form, "own": own}
    return render(request, "hq/policy.html", context, status=status)


def _preview(request: ActorRequest, form: PolicyForm) -> HttpResponse:
    carried = [(name, request.POST.get(name, "")) for name in form.fields]
    context: dict[str, Any] = {"here": "policy", "answers": form.answers(), "carried": carried}
    return render(request, "hq/policy_preview.html", context)


def _apply(request: ActorRequest, form: PolicyForm) -> HttpResponse:
    followed = slots.change_policy(form.wanted(), by=request.actor, now=clock.now())
    words = ngettext(
        "The policy has been set. The seats of %(count)s office open at another hour now.",
        "The policy has been set. The seats of %(count)s offices open at another hour now.",
        followed,
    )
    messages.success(request, words % {"count": followed} if followed else _("The policy has been set."))
    return redirect("hq_policy")
