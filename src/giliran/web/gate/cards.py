"""The queue card for an 80 mm printer: as a page to print, and as a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from giliran.booking.services import documents
from giliran.core import clock
from giliran.onsite import selectors
from giliran.onsite.services import card as cards
from giliran.onsite.services import printing
from giliran.payments import selectors as payments
from giliran.slots.policy import POOL_LETTERS
from giliran.web.access import ActorRequest, at_office
from giliran.web.gate.device import this_device
from giliran.web.walkin.steps import bill_words

if TYPE_CHECKING:
    from giliran.onsite.models import CheckIn


EXPRESS_LETTER = POOL_LETTERS["express"]


@at_office("check_in")
def card(request: ActorRequest, check_in: int) -> HttpResponse:
    """One card; with `?party=1` those of everybody let in by the same press; `?print=1` prints at once."""
    first = _found(request, check_in)
    party = [first]
    if "party" in request.GET:
        pressed = selectors.admissions(request.office, first.nonce)
        party = [one for one in pressed if one.undone_at is None]
    now = clock.now()
    ahead = selectors.people_ahead(party, now)
    shown = [
        {
            "check_in": one,
            "label": one.ticket.label,
            "ahead": cards.ahead_words(ahead[one.ticket_id]),
            "stage": cards.stage_of(one, request.actor.language),
            "bill": bill_words(payments.bill_of(one.ticket)) if one.ticket.letter == EXPRESS_LETTER else "",
            "qr": documents.qr_svg(one.ticket, one.ticket.booking),
            "live": cards.live_svg(one.ticket),
        }
        for one in party
    ]
    context = {
        "office": request.office,
        "cards": shown,
        "now": now,
        "has_printer": bool(selectors.printer_of(request.office, this_device(request))),
    }
    return render(request, "gate/card.html", context | {"prints": "print" in request.GET})


@require_POST
@at_office("check_in")
def send(request: ActorRequest, check_in: int) -> HttpResponse:
    """Send one card to the printer of this device or of the office, and say what became of it."""
    told = put_out(request, _found(request, check_in))
    return redirect(f"{reverse('gate_card', args=[request.office.code, check_in])}{told}")


def put_out(request: ActorRequest, check_in: CheckIn) -> str:
    """Print on a printer in the network; what the address of the card says of it. Without one the browser prints."""
    is_express = check_in.ticket.letter == EXPRESS_LETTER
    bill = bill_words(payments.bill_of(check_in.ticket)) if is_express else ""
    printed = printing.print_card(
        check_in,
        device=this_device(request),
        language=request.actor.language,
        now=clock.now(),
        lines=(bill,) if bill else (),
    )
    if printed.state == printing.NONE:
        return "?print=1"
    if printed.state == printing.PRINTED:
        messages.success(request, printed.sentence)
    else:
        messages.error(request, printed.sentence)
    return "?sent=1"


@at_office("check_in")
def card_pdf(request: ActorRequest, check_in: int) -> HttpResponse:
    found = _found(request, check_in)
    pdf = cards.card_pdf(found, language=request.actor.language, now=clock.now())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.ticket.label}.pdf"'
    return response


def _found(request: ActorRequest, check_in: int) -> CheckIn:
    found = selectors.check_in_by_id(request.office, check_in)
    if found is None:
        raise Http404
    return found
