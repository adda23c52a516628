"""What needs a second pair of eyes: making a bill void, deciding about late money, a call that did not fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.payments import selectors as payments
from giliran.payments import services
from giliran.payments.sentences import sentence
from giliran.payments.services.decide import LONGEST_REFERENCE
from giliran.payments.services.rows import MOST_SIGNS
from giliran.payments.states import REFUSED, State
from giliran.web.access import ActorRequest, at_office
from giliran.web.bills.words import shown
from giliran.web.desk.bills import found_bill

ACCEPT, REFUND = "accept", "refund"


class WhyForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why? It goes on record."),
        error_messages={"required": sentence("reason_needed")},
        widget=forms.TextInput({"autocomplete": "off", "maxlength": MOST_SIGNS}),
    )


class DecisionForm(WhyForm):
    """Late money counts for its ticket, or is given back."""

    what = forms.ChoiceField(
        label=gettext_lazy("What becomes of the money?"),
        choices=[
            (ACCEPT, gettext_lazy("It counts: the ticket is paid")),
            (REFUND, gettext_lazy("It is given back to the payer")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what becomes of the money.")},
    )
    field_order = ("what", "reason")


@never_cache
@at_office("void_bill")
def void(request: ActorRequest, code: str) -> HttpResponse:
    """Make an open bill void, after asking why."""
    found = found_bill(request, code)

    def do(form: WhyForm) -> None:
        services.void_bill(bill=found, reason=form.cleaned_data["reason"], by=request.actor, now=clock.now())
        messages.success(request, _("The bill is void."))

    context = {"title": _("Make this bill void"), "submit": _("Make it void"), "is_open": found.state == State.OPEN}
    return _asked(request, code, WhyForm(_sent(request)), do, "desk/bills/void.html", context)


@never_cache
@at_office("void_bill")
def decide(request: ActorRequest, code: str) -> HttpResponse:
    """Say what becomes of money that came late."""
    found = found_bill(request, code)

    def do(form: WhyForm) -> None:
        accept = form.cleaned_data["what"] == ACCEPT
        services.decide_late(
            bill=found, accept=accept, reason=form.cleaned_data["reason"], by=request.actor, now=clock.now()
        )
        messages.success(
            request, _("The payment counts: the ticket is paid.") if accept else _("The money is to be given back.")
        )

    context = {"others": [shown(one) for one in payments.other_bills_of(found)]}
    return _asked(request, code, DecisionForm(_sent(request)), do, "desk/bills/decide.html", context)


class RefundForm(forms.Form):
    """By which number the money went back. What is right is for the domain to say."""

    reference = forms.CharField(
        label=gettext_lazy("Number of the refund"),
        help_text=gettext_lazy("Of the treasury's order or of the transfer. Its person reads it."),
        error_messages={"required": sentence("reference_needed")},
        widget=forms.TextInput({"autocomplete": "off", "maxlength": LONGEST_REFERENCE}),
    )


@never_cache
@at_office("void_bill")
def refund(request: ActorRequest, code: str) -> HttpResponse:
    """Note that money was given back."""
    found = found_bill(request, code)

    def do(form: RefundForm) -> None:
        services.note_refund(bill=found, reference=form.cleaned_data["reference"], by=request.actor, now=clock.now())
        messages.success(request, _("The money is given back. Its person is told."))

    return _asked(request, code, RefundForm(_sent(request)), do, "desk/bills/refund.html", {})


@never_cache
@at_office("void_bill")
def look(request: ActorRequest, code: str, call: int) -> HttpResponse:
    """Put a call aside that did not fit, and say what came of it."""
    found = found_bill(request, code)
    told = next((one for one in payments.calls_of(found) if one.pk == call and one.outcome in REFUSED), None)
    if told is None:
        raise Http404

    def do(form: WhyForm) -> None:
        services.look_at_call(call=told, note=form.cleaned_data["reason"], by=request.actor, now=clock.now())
        messages.success(request, _("Noted."))

    form = WhyForm(_sent(request))
    form.fields["reason"].label = _("What came of it?")
    return _asked(request, code, form, do, "desk/bills/look.html", {"call": told})


def _sent(request: ActorRequest) -> QueryDict | None:
    """What was sent, if anything was: an empty form is one, too."""
    return request.POST if request.method == "POST" else None


def _asked(
    request: ActorRequest,
    code: str,
    form: forms.Form,
    do: Callable[[Any], None],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """The page that asks, and after the press the bill; a refusal stands at its field, or above all."""
    if request.method == "POST" and form.is_valid():
        try:
            do(form)
            return redirect("desk_bill", request.office.code, code)
        except Refusal as refused:
            form.add_error(refused.field, str(refused.sentence))
    found = found_bill(request, code)
    context |= {"office": request.office, "bill": found, "shown": shown(found), "form": form}
    return render(request, template, context, status=422 if form.errors else 200)
