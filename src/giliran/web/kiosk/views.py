"""A kiosk: people show their ticket, or say why they come without one, and take their card themselves.

Nobody is signed in and no name is shown. Every press carries a nonce, so that what was sent twice is one card.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from giliran.booking.services import documents
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.onsite import selectors
from giliran.onsite.services import card as cards
from giliran.onsite.services import check_in as door
from giliran.onsite.services import printing
from giliran.payments import selectors as payments
from giliran.walkin.states import Reason
from giliran.web.access import KioskRequest, at_kiosk
from giliran.web.kiosk import words
from giliran.web.walkin import press, steps

if TYPE_CHECKING:
    from giliran.onsite.models import CheckIn


@at_kiosk
def start(request: KioskRequest) -> HttpResponse:
    """Ticket before the camera, or without one."""
    return render(request, "kiosk/start.html", {"office": request.office})


@at_kiosk
def alive(request: KioskRequest) -> HttpResponse:
    """Asked every few seconds, so that a kiosk says by itself when it has no network."""
    return HttpResponse(status=204)


@at_kiosk
def again(request: KioskRequest) -> HttpResponse:
    """Back to the start for the next person, in Indonesian."""
    response = redirect("kiosk", request.office.code)
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response


@require_POST
@at_kiosk
def language(request: KioskRequest) -> HttpResponse:
    """Indonesian or English, until the next person comes."""
    wanted = request.POST.get("language", "")
    response = redirect("kiosk", request.office.code)
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, samesite="Lax", secure=settings.TLS)
    return response


@at_kiosk
def look(request: KioskRequest) -> HttpResponse:
    """The verdict on a ticket that was held before the camera, or on a booking code."""
    if request.method != "POST":
        return redirect("kiosk", request.office.code)
    text = request.POST.get("text", "")[:20_000]
    seen = door.look(office=request.office, text=text, by=request.actor, now=clock.now(), is_scan=True)
    shown = words.show(seen, request.office)
    context = {"office": request.office, "shown": shown, "labels": words.labels_of(shown.everybody)}
    return render(request, "kiosk/verdict.html", context)


@at_kiosk
def check_in(request: KioskRequest) -> HttpResponse:
    """They come in, and take their cards."""
    if request.method != "POST":
        return redirect("kiosk", request.office.code)
    try:
        admission = door.check_in(
            office=request.office,
            ticket_ids=request.POST.getlist("ticket")[:5],
            nonce=request.POST.get("nonce", "")[:64] or secrets.token_hex(16),
            by=request.actor,
            now=clock.now(),
        )
    except Refusal:
        return render(request, "kiosk/refused.html", {"office": request.office, "sentence": ""}, status=422)
    return _cards(request, list(admission.admitted), repeated=admission.repeated)


@at_kiosk
def walk_in(request: KioskRequest) -> HttpResponse:
    """The reasons as big buttons; the last press of the questions comes here too."""
    if request.method != "POST":
        return _reasons(request)
    try:
        entered = press.enter(request.office, request.POST, by=request.actor, device=request.device)
    except Refusal as refused:
        context = {"office": request.office, "sentence": str(refused)}
        return render(request, "kiosk/refused.html", context, status=422)
    return _cards(request, [entered.check_in], repeated=entered.repeated)


@at_kiosk
def ask(request: KioskRequest, reason: str) -> HttpResponse:
    """One question a page."""
    if reason not in Reason.values:
        raise Http404
    answers = {name: request.GET.get(name, "")[:40] for name in ("companion", "service")}
    asked = steps.question(request.office, reason, answers, language=request.actor.language, now=clock.now())
    return render(request, "kiosk/ask.html", {"office": request.office, "question": asked})


def _reasons(request: KioskRequest) -> HttpResponse:
    context = {"office": request.office, "reasons": steps.reason_buttons(request.office, now=clock.now())}
    return render(request, "kiosk/reasons.html", context)


def _cards(request: KioskRequest, check_ins: list[CheckIn], *, repeated: bool) -> HttpResponse:
    """The numbers, large, and what became of the cards. What was pressed twice is not printed twice."""
    now = clock.now()
    ahead = selectors.people_ahead(check_ins, now)
    shown = [_card(request, one, ahead[one.ticket_id], repeated=repeated) for one in check_ins]
    worst = next((one["printed"] for one in shown if one["printed"].state not in _WELL), shown[0]["printed"])
    context = {"office": request.office, "cards": shown, "printed": worst, "repeated": repeated, "now": now}
    return render(request, "kiosk/cards.html", context)


_WELL = (printing.NONE, printing.PRINTED)


def _card(request: KioskRequest, check_in: CheckIn, ahead: int, *, repeated: bool) -> dict[str, Any]:
    bill = steps.bill_words(payments.bill_of(check_in.ticket)) if check_in.ticket.letter == "X" else ""
    printed = printing.Printed("again")
    if not repeated:
        lines = (bill,) if bill else ()
        printed = printing.print_card(
            check_in, device=request.device, language=request.actor.language, now=clock.now(), lines=lines
        )
    return {
        "label": check_in.ticket.label,
        "stage": cards.stage_of(check_in, request.actor.language),
        "ahead": cards.ahead_words(ahead),
        "bill": bill,
        "printed": printed,
        "qr": documents.qr_svg(check_in.ticket, check_in.ticket.booking),
    }
