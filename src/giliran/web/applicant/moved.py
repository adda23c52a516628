"""A time that the office chose because it could not keep another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from giliran.booking import selectors as bookings
from giliran.booking.services import clear_day
from giliran.booking.states import TicketState
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.web.access import ActorRequest, signed_in

if TYPE_CHECKING:
    from giliran.booking.models import Booking


def by_office(booking: Booking, *, may_cancel: bool) -> dict[str, Any]:
    """What the page of a booking says about an office that could not keep a day. Once somebody has come, or the visit
    can no longer be given back, there is nothing to decline, and nothing is read."""
    states = [one.state for one in booking.tickets.all()]
    is_open = may_cancel and TicketState.CONFIRMED in states and TicketState.ATTENDED not in states
    owed = any(one.state == TicketState.CANCELLED and one.is_office_fault for one in booking.tickets.all())
    return {"moved_by_office": bookings.clearing_behind(booking) if is_open else None, "owed_by_office": owed}


@signed_in
@never_cache
def decline(request: ActorRequest, code: str) -> HttpResponse:
    """Give the new time back, after saying what it means."""
    booking = bookings.booking_by_code(code, request.actor)
    if booking is None or booking.account_id != request.actor.user_id:
        raise Http404
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            clear_day.decline(booking=booking, by=request.actor, now=clock.now())
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect("booking", booking.code)
    elif bookings.clearing_behind(booking) is None:
        raise Http404
    context = {"booking": booking, "refused": refused, "page_has_errors": refused is not None}
    return render(request, "applicant/booking_decline.html", context, status=409 if refused else 200)
