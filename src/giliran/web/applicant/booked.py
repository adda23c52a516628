"""What was promised: the ticket page, its PDF and its line in a calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from giliran.booking import selectors as bookings
from giliran.booking.sentences import sentence
from giliran.booking.services import documents
from giliran.booking.states import TicketState
from giliran.core import clock, formats, ids
from giliran.core.errors import Refusal
from giliran.issuance import selectors as issuance
from giliran.offices import selectors as offices
from giliran.payments import selectors as payments
from giliran.payments import services as paying
from giliran.payments.sentences import how_to_pay
from giliran.web.access import ActorRequest, signed_in
from giliran.web.applicant import moved, passport_words, ticket_words
from giliran.web.applicant.ticket_words import PersonTicket
from giliran.web.seats.days import language

if TYPE_CHECKING:
    from giliran.booking.models import Booking


@signed_in
@never_cache
def booking_page(request: ActorRequest, code: str) -> HttpResponse:
    """The booking with a ticket for each person; readable without a network once it was seen."""
    booking, now = own_booking(request, code), clock.now()
    slot, office = booking.slot, booking.slot.office
    bills = payments.bills_of_booking(booking, request.actor)
    people, figures = ticket_words.tickets_of(booking, bills), offices.figures_of(office)
    progress = issuance.progress_of(booking, request.actor, now=now)
    passports = {ticket: passport_words.passport_of(one) for ticket, one in progress.items()}
    changes = _changes(booking, figures, now)
    words = {
        "office": office.name,
        "date": formats.date_words(slot.date, language()),
        "window": formats.span_words(slot.starts_at, slot.ends_at, office.timezone, language()),
        "code": ids.show_code(booking.code),
    }
    context = {
        "booking": booking,
        "slot": slot,
        "office": office,
        "people": [(one, passports.get(one.ticket.pk)) for one in people],
        "is_after_visit": all(one.ticket.pk in passports for one in people if one.is_live),
        "total": sum(one.price.total_idr for one in people if one.is_live),
        "figures": figures,
        "rules": documents.rules_of(booking, language(), figures),
        "how_to_pay": how_to_pay(),
        "page_url": documents.page_url(booking),
        "map_url": documents.map_url(office),
        "share_words": ticket_words.share_words(booking, words),
        "just": next((name for name in ("booked", "moved", "cancelled") if name in request.GET), ""),
        "made_at": now,
        "is_at_office": _is_at_office(people, booking, now),
        **_standing(people, changes),
        "moved_to": bookings.moved_to(booking),
        **moved.by_office(booking, may_cancel=not changes.cancel),
        **_missed(people, figures, now),
    }
    return render(request, "applicant/booking.html", context)


def _changes(booking: Booking, figures: Mapping[str, int], now: datetime) -> bookings.Changes:
    """What may still be changed; where nobody is expected any more that is nothing, and nothing is read."""
    if any(one.state == TicketState.CONFIRMED for one in booking.tickets.all()):
        return bookings.changes_open(booking, figures, now=now)
    return bookings.Changes("attended_already", "attended_already", "attended_already", booking.slot.date)


def _is_at_office(people: Sequence[PersonTicket], booking: Booking, now: datetime) -> bool:
    """Somebody of the party has come in today, so that there is a turn to follow."""
    today = now.astimezone(ZoneInfo(booking.slot.office.timezone)).date()
    return booking.slot.date == today and any(one.ticket.state == TicketState.ATTENDED for one in people)


def _standing(people: Sequence[PersonTicket], changes: bookings.Changes) -> dict[str, Any]:
    """What has become of the promise, and what may still be changed."""
    states = {one.ticket.state for one in people}
    return {
        "has_live": any(one.is_live for one in people),
        "is_cancelled": states == {TicketState.CANCELLED},
        "cancelled": [one.ticket.full_name for one in people if one.ticket.state == TicketState.CANCELLED],
        "may_move": not changes.move,
        "may_cancel": not changes.cancel,
        "move_until": changes.move_until,
        "why_no_move": sentence(changes.move) if changes.move and not changes.cancel else "",
    }


def _missed(people: Sequence[PersonTicket], figures: Mapping[str, int], now: datetime) -> dict[str, Any]:
    """Who did not come, and from when the last of them can book again; nothing where everybody can at once."""
    missed = [one.ticket for one in people if one.ticket.state == TicketState.MISSED]
    if not missed:
        return {}
    niks = {bytes(one.nik_hash) for one in missed if not one.lifted_at}
    held = bookings.cooling(niks, now=now, days=figures["missed_cooling_days"])
    return {"has_missed": True, "cooling": max(held.values(), default=None)}


@signed_in
@never_cache
def ticket_pdf(request: ActorRequest, code: str) -> HttpResponse:
    """A page of paper for each person; a booking without a valid ticket has none, and its page says why."""
    booking = own_booking(request, code)
    if not documents.live_tickets(booking):
        return redirect("booking", booking.code)
    content = documents.ticket_pdf(booking, language())
    return _file(content, "application/pdf", f"giliran-{booking.code}.pdf")


@signed_in
@never_cache
def calendar_file(request: ActorRequest, code: str) -> HttpResponse:
    """The visit for the applicant's own calendar; nothing for one that is off."""
    booking = own_booking(request, code)
    if not documents.live_tickets(booking):
        return redirect("booking", booking.code)
    content = documents.calendar_file(booking, language())
    return _file(content, "text/calendar; charset=utf-8", f"giliran-{booking.code}.ics")


@signed_in
@never_cache
def receipt_pdf(request: ActorRequest, bill: str) -> HttpResponse:
    """The receipt of a paid bill, for its holder; a bill that is not paid leads to its booking."""
    found = payments.bill_for_holder(bill, request.actor)
    if found is None:
        raise Http404
    try:
        content = paying.receipt_pdf(found, language())
    except Refusal:
        return redirect("booking", found.ticket.booking.code)
    return _file(content, "application/pdf", f"giliran-{found.code}.pdf")


def own_booking(request: ActorRequest, code: str) -> Booking:
    """The booking, for its holder; anybody else's does not exist here."""
    booking = bookings.booking_by_code(code, request.actor)
    if booking is None or booking.account_id != request.actor.user_id:
        raise Http404
    return booking


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
