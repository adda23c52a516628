"""The handover counter: cards, signature, receipt; and the way back for a book with a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.feedback.services.on_paper import link_on_paper
from giliran.issuance import policy, selectors
from giliran.issuance.services import receipt
from giliran.issuance.services.hand_over import HandoverRefused, TakerDraft
from giliran.issuance.services.hand_over import hand_over as give
from giliran.issuance.states import CaseState, Taker
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk import cases_one
from giliran.web.forms import AskedForm, RadioCards, number_input

if TYPE_CHECKING:
    from giliran.issuance.models import Case


class HandoverForm(AskedForm):
    """Who takes it, from the cards on the desk. What is right is for the domain to say."""

    to = forms.ChoiceField(label=gettext_lazy("Who takes the passport?"), choices=Taker.choices, widget=RadioCards)
    nik = forms.CharField(
        label=gettext_lazy("NIK on the taker's identity card"),
        help_text=gettext_lazy("16 digits. Only the last four stay readable."),
        widget=number_input(maxlength="40"),
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the taker, as on the identity card"),
        widget=forms.TextInput({"autocomplete": "off", "maxlength": "100"}),
    )
    kk = forms.CharField(
        label=gettext_lazy("KK number on the family card"),
        help_text=gettext_lazy("It must be the family card on which the passport's person stands."),
        widget=number_input(maxlength="40"),
    )
    letter = forms.CharField(
        label=gettext_lazy("Number or date of the power of attorney"),
        widget=forms.TextInput({"autocomplete": "off", "maxlength": "60"}),
    )
    signature = forms.CharField(widget=forms.HiddenInput)
    on_paper = forms.BooleanField(label=gettext_lazy("Signed on paper"))
    slip = forms.CharField(
        label=gettext_lazy("Number of the slip"), widget=forms.TextInput({"autocomplete": "off", "maxlength": "30"})
    )

    def draft(self) -> TakerDraft:
        given = {name: self.cleaned_data.get(name) or "" for name in self.fields if name != "on_paper"}
        return TakerDraft(**given, on_paper=bool(self.cleaned_data.get("on_paper")))


@never_cache
@at_office("hand_over")
@sensitive_post_parameters("nik", "kk", "signature")
def hand_over(request: ActorRequest, ticket: str) -> HttpResponse:
    """Give the passport away, against a signature."""
    one = cases_one.found(request, ticket)
    if one.state != CaseState.READY:
        return redirect("desk_case", request.office.code, ticket)
    form = HandoverForm(request.POST or None, initial={"to": Taker.SELF})
    if request.method == "POST" and form.is_valid():
        try:
            give(case=one, taker=form.draft(), by=request.actor, now=clock.now())
        except HandoverRefused as refused:
            for name, faults in refused.faults.items():
                form.add_error(name, faults)
        except Refusal as refused:
            messages.error(request, str(refused.sentence))
            return redirect("desk_case", request.office.code, ticket)
        else:
            messages.success(request, _("%(name)s has the passport.") % {"name": one.ticket.full_name})
            return redirect("desk_case", request.office.code, ticket)
    return _page(request, one, form)


def _page(request: ActorRequest, one: Case, form: HandoverForm) -> HttpResponse:
    context = {
        "office": request.office,
        "case": one,
        "ticket": one.ticket,
        "form": form,
        "width": policy.WIDTH,
        "height": policy.HEIGHT,
        "kk_last4": one.ticket.applicant.kk_last4 if one.ticket.applicant else "",
    }
    return render(request, "desk/cases/hand_over.html", context, status=422 if form.errors else 200)


@require_POST
@at_office("hand_over")
def give_back(request: ActorRequest, ticket: str) -> HttpResponse:
    """Its person, or the officer, has found a fault in the book: it is printed again."""
    return cases_one.found_faulty(request, cases_one.found(request, ticket))


@never_cache
@require_GET
@at_office("hand_over")
def receipt_pdf(request: ActorRequest, ticket: str) -> HttpResponse:
    """The receipt for an 80 mm printer, in the language of the passport's person."""
    one = cases_one.found(request, ticket)
    made = selectors.handover_of(one)
    if made is None:
        raise Http404
    booking, now = one.ticket.booking, clock.now()
    pdf = receipt.receipt_pdf(
        case=one, handover=made, language=booking.account.language, by=request.actor, now=now,
        survey_url=link_on_paper(booking=booking, by=request.actor, now=now),
    )  # fmt: skip
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="giliran-{one.ticket.label}.pdf"'
    return response
