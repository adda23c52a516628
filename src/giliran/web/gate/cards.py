"""The queue card for an 80 mm printer: as a page to print, and as a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render

from giliran.booking.services import documents
from giliran.core import clock
from giliran.onsite import selectors
from giliran.onsite.services import card as cards
from giliran.payments import selectors as payments
from giliran.slots.policy import POOL_LETTERS
from giliran.web.access import ActorRequest, at_office
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
    }
    return render(request, "gate/card.html", context | {"prints": "print" in request.GET})


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
