"""What people pay at an office: the bills of a day, one bill, and the receipt that an officer reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from giliran.booking.services import documents
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.payments import permissions, policy, services
from giliran.payments import selectors as payments
from giliran.payments.sentences import sentence
from giliran.payments.services import slip
from giliran.payments.states import REFUSED, State
from giliran.web.access import ActorRequest, at_office
from giliran.web.bills.words import shown
from giliran.web.desk.agenda import day_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from giliran.payments.models import Bill

BILLS_A_PAGE = 50
LATE, REFUND = "late", "refund"


WHATEVER_DAY = {LATE: payments.late_bills, REFUND: payments.refunds_due}
"""Lists of what waits, whatever the day."""


SHOWN = [
    (State.OPEN, State.OPEN.label),
    (State.PAID, State.PAID.label),
    (LATE, State.PAID_LATE.label),
    (REFUND, State.REFUND.label),
]


class ReceiptForm(forms.Form):
    """The number on the receipt that somebody brings."""

    ntpn = forms.CharField(
        label=gettext_lazy("Receipt number (NTPN)"),
        error_messages={"required": sentence("ntpn_shape")},
        help_text=gettext_lazy("16 letters and digits, on the bank's receipt. Blanks do not matter."),
        widget=forms.TextInput(
            {
                "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": "40",
                "class": "ntpn",
            }
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for. Nonsense is left out."""

    day: date
    text: str
    show: str


@never_cache
@require_GET
@at_office("take_payment")
def bills(request: ActorRequest) -> HttpResponse:
    """The bills of a day with what came in, or what was looked for; today if no date is given."""
    office, actor, today = request.office, request.actor, clock.today(request.office.timezone)
    wanted = _filters(request, today)
    found = _wanted(request, wanted)
    if wanted.text and (code := policy.parse_code(wanted.text)) and payments.bill_at_desk(code, office, actor):
        return redirect("desk_bill", office.code, code)
    page = Paginator(found, BILLS_A_PAGE).get_page(request.GET.get("page"))
    totals = payments.totals_of_day(office, wanted.day, actor)
    context = {
        "office": office,
        "wanted": wanted,
        "today": today,
        "before": wanted.day - timedelta(days=1),
        "after": wanted.day + timedelta(days=1),
        "page": page,
        "lines": [shown(one) for one in page],
        "totals": totals,
        "late": 0 if wanted.show == LATE else totals.to_decide,
        "refunds": 0 if wanted.show == REFUND else totals.to_refund,
        "whatever_day": wanted.show in WHATEVER_DAY,
        "calls": payments.calls_to_look_at(office, actor),
        "states": SHOWN,
    }
    return render(request, "desk/bills/bills.html", context)


def _filters(request: ActorRequest, today: date) -> Filters:
    asked = request.GET
    show = asked.get("show", "")
    return Filters(
        day_of(asked.get("date", ""), today),
        asked.get("q", "").strip()[:100],
        show if show in (State.OPEN, State.PAID, *WHATEVER_DAY) else "",
    )


def _wanted(request: ActorRequest, wanted: Filters) -> QuerySet[Bill]:
    office, actor = request.office, request.actor
    if wanted.text:
        return payments.search_bills(office, wanted.text, actor)
    if wanted.show in WHATEVER_DAY:
        return WHATEVER_DAY[wanted.show](office, actor)
    return payments.bills_of_day(office, wanted.day, actor, state=wanted.show)


@never_cache
@at_office("take_payment")
def bill(request: ActorRequest, code: str) -> HttpResponse:
    """One bill; the number of a receipt is entered here."""
    found = found_bill(request, code)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            paid = services.enter_receipt(bill=found, ntpn=form.cleaned_data["ntpn"], by=request.actor, now=clock.now())
            _say(request, paid)
            return redirect("desk_bill", request.office.code, code)
        except Refusal as refused:
            form.add_error("ntpn", str(refused.sentence))
            found = found_bill(request, code)
    return _page(request, found, form)


def _say(request: ActorRequest, paid: Bill) -> None:
    if paid.state == State.PAID:
        messages.success(request, _("The payment is on record: %(ntpn)s.") % {"ntpn": paid.ntpn})
    else:
        messages.warning(
            request, _("The payment is on record, but it came late. A supervisor decides whether it counts.")
        )


@require_POST
@at_office("take_payment")
def issue(request: ActorRequest) -> HttpResponse:
    """Ask the person of a ticket to pay; pressing again leads to the same bill."""
    ticket = payments.ticket_to_bill(request.POST.get("ticket", "")[:32], request.office, request.actor)
    if ticket is None:
        raise Http404
    is_express = "express" in request.POST
    try:
        made = services.issue_bill(ticket=ticket, by=request.actor, now=clock.now(), is_express=is_express)
    except Refusal as refused:
        messages.error(request, str(refused.sentence))
        standing = payments.bill_of(ticket)
        if standing and is_express:
            return redirect("desk_bill", request.office.code, standing.code)
        return redirect("desk_booking", request.office.code, ticket.booking.code)
    return redirect("desk_bill", request.office.code, made.code)


@never_cache
@require_GET
@at_office("take_payment")
def receipt(request: ActorRequest, code: str) -> HttpResponse:
    """Our receipt, in the language of the ticket's holder; a bill that is not paid has none."""
    found = found_bill(request, code)
    try:
        return _pdf(services.receipt_pdf(found), f"giliran-{code}.pdf")
    except Refusal as refused:
        raise Http404(str(refused)) from refused


@never_cache
@require_GET
@at_office("take_payment")
def payment_slip(request: ActorRequest, code: str) -> HttpResponse:
    """The code to pay by, on 80 mm, in the language of the ticket's holder."""
    found = found_bill(request, code)
    if found.state != State.OPEN:
        raise Http404
    return _pdf(slip.slip_pdf(found, now=clock.now()), f"giliran-{code}-slip.pdf")


def found_bill(request: ActorRequest, code: str) -> Bill:
    found = payments.bill_at_desk(code, request.office, request.actor)
    if found is None:
        raise Http404
    return found


def _page(request: ActorRequest, found: Bill, form: ReceiptForm) -> HttpResponse:
    language = request.actor.language
    service, booklet, _purpose = documents.names_of(found.ticket, language)
    context: dict[str, Any] = {
        "office": request.office,
        "shown": shown(found),
        "bill": found,
        "ticket": found.ticket,
        "service": service,
        "booklet": booklet,
        "lines": payments.lines_of(found, language),
        "calls": [(one, one.outcome in REFUSED and one.looked_at is None) for one in payments.calls_of(found)],
        "others": [shown(one) for one in payments.other_bills_of(found)],
        "takes_receipt": found.state in (State.OPEN, State.EXPIRED, State.VOID),
        "may_void": permissions.may_void(request.actor, request.office.id),
        "form": form,
    }
    return render(request, "desk/bills/bill.html", context, status=422 if form.errors else 200)


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
