"""Where the people of a booking stand at the office today; on the page of the booking, and by itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from giliran.core import clock
from giliran.onsite import selectors as onsite
from giliran.onsite.services import live
from giliran.onsite.services.visits import live_token
from giliran.web.access import ActorRequest, signed_in
from giliran.web.applicant.booked import own_booking
from giliran.web.seats.days import language

REFRESH = 20
"""Seconds after which the page comes anew where there is no JavaScript."""


@signed_in
@never_cache
def page(request: ActorRequest, code: str) -> HttpResponse:
    """Everybody who has come today; for htmx the part that changes."""
    booking, now = own_booking(request, code), clock.now()
    office = booking.slot.office
    visits = onsite.visits_of_booking(booking, request.actor, now)
    found = live.pages_of(office, visits, language=language(), now=now) if visits else []
    context = {
        "booking": booking,
        "office": office,
        "now": now,
        "refresh": REFRESH,
        "people": [(one, live_token(one.visit.ticket)) for one in found],
    }
    template = "applicant/booking_now.html"
    return render(request, f"{template}#now" if request.htmx else template, context)
