"""The entries of an account: how each stands, what comes next, and what can be done now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from giliran.booking.services import documents
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.opening import passes
from giliran.opening import selectors as openings
from giliran.opening.services import take_seats
from giliran.opening.services.enter import withdraw
from giliran.opening.services.receipt import receipt_of
from giliran.opening.states import LIVE, Method
from giliran.web.access import ActorRequest, signed_in
from giliran.web.applicant import entries_shown, entries_turn, entries_words
from giliran.web.applicant.entries_shown import Shown
from giliran.web.seats.days import language

if TYPE_CHECKING:
    from giliran.opening.models import Entry

ENTRIES_A_PAGE = 20
EntryView = Callable[[ActorRequest, "Entry"], HttpResponse]


def of_entry(view: EntryView) -> Callable[..., HttpResponse]:
    """Give the page its entry; anybody else's does not exist here."""

    @wraps(view)
    def page(request: ActorRequest, entry: str) -> HttpResponse:
        found = openings.entry_for(entry, request.actor)
        if found is None or found.account_id != request.actor.user_id:
            raise Http404
        return view(request, found)

    return page


@signed_in
def entry_list(request: ActorRequest) -> HttpResponse:
    """All entries, the newest first."""
    page = Paginator(openings.entries_of(request.actor), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "applicant/entries/list.html", {"page": page, "lines": entries_shown.lines(page)})


@signed_in
@of_entry
def entry_page(request: ActorRequest, entry: Entry) -> HttpResponse:
    """One entry; when the turn has come, the choice of day and time."""
    now = clock.now()
    shown = entries_shown.look(entry, now, request.POST if request.method == "POST" else None)
    refused: Refusal | None = None
    if request.method == "POST" and shown.turn is None:
        return redirect("entry", entry.public_id)
    if request.method == "POST" and shown.turn is not None:
        try:
            booking = entries_turn.take(entry, shown.turn, by=request.actor, now=now)
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect(f"{reverse('booking', args=[booking.code])}?booked")
    return _page(request, shown, refused)


def _page(request: ActorRequest, shown: Shown, refused: Refusal | None) -> HttpResponse:
    context = {
        "shown": shown,
        "refused": refused,
        "page_has_errors": refused is not None,
        "just_entered": "entered" in request.GET,
        "rules": documents.change_rules(language()) if shown.turn else (),
    }
    status = 200 if refused is None else 422 if refused.field else 409
    return render(request, "applicant/entries/entry.html", context, status=status)


@signed_in
@require_GET
@of_entry
def entry_pass(request: ActorRequest, entry: Entry) -> HttpResponse:
    """What the waiting page needs to book in the lane: a pass that counts for some minutes, and whom it is for."""
    now = clock.now()
    return JsonResponse(_pass(entry, entries_shown.look(entry, now), take_seats.claim_of(entry, now)))


def _pass(entry: Entry, shown: Shown, claim: passes.Claim) -> dict[str, Any]:
    is_live = entry.ahead is not None and entry.opening.state in LIVE and bool(shown.waiting_people)
    return {
        "entry": entry.public_id,
        "opening": entry.opening_id,
        "phase": shown.phase.name,
        "now": shown.now.isoformat(),
        "rank": entry.rank,
        "ahead": entry.ahead,
        "pass": passes.sign(claim) if is_live else None,
        "expires_at": claim.expires_at.isoformat() if is_live else None,
        "booking": reverse("booking", args=[entry.booking.code]) if entry.booking else None,
        "people": [
            {
                "name": one.applicant.full_name if one.applicant else "",
                "nik_last4": one.applicant.nik_last4 if one.applicant else "",
                "asked": {
                    "applicant": one.applicant_id,
                    "service": one.service,
                    "booklet": one.booklet,
                    "purpose": one.purpose,
                },
            }
            for one in shown.waiting_people
        ],
    }


@signed_in
@require_GET
@of_entry
def entry_receipt(request: ActorRequest, entry: Entry) -> HttpResponse:
    """The receipt to hold against the draw; where nothing is drawn there is none."""
    if entry.opening.method == Method.OPEN:
        raise Http404
    name = f"giliran-receipt-{entry.public_id}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return JsonResponse(receipt_of(entry), headers=headers, json_dumps_params={"indent": 1})


@signed_in
@of_entry
def entry_withdraw(request: ActorRequest, entry: Entry) -> HttpResponse:
    """Take the party out, after saying what it means."""
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            withdraw(entry=entry, by=request.actor, now=clock.now())
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect("entry", entry.public_id)
    context = {
        "entry": entry,
        "refused": refused,
        "page_has_errors": refused is not None,
        "number": entries_words.entry_number(entry.public_id),
        "means": entries_words.what_withdrawing_means(entry),
        "may": refused is None and entries_words.may_be_withdrawn(entry),
    }
    return render(request, "applicant/entries/withdraw.html", context, status=409 if refused else 200)
