"""The applicant's own page: what is promised, who is on the account, and the way to a new booking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from giliran.accounts import selectors as accounts
from giliran.booking import selectors as bookings
from giliran.booking.states import TicketState
from giliran.core import clock
from giliran.notifications import selectors as notifications
from giliran.opening import selectors as openings
from giliran.waiting import selectors as waits
from giliran.waiting.states import State
from giliran.web.access import ActorRequest, signed_in
from giliran.web.applicant import entries_shown
from giliran.web.applicant.ticket_words import state_of
from giliran.web.waits.words import line_of

if TYPE_CHECKING:
    from giliran.booking.models import Booking

BOOKINGS_A_PAGE = 20
ENTRIES_SHOWN = 5
WAITS_SHOWN = 5
_UNDER_WAY = (State.WAITING, State.FOUND)


@dataclass(frozen=True, slots=True)
class Line:
    """A booking in the list. `kind` is that of a state."""

    booking: Booking
    kind: str
    text: str
    is_over: bool


@signed_in
def me(request: ActorRequest) -> HttpResponse:
    """A turn that has come and entries under way, then bookings to come, then what is over."""
    now = clock.now()
    page = Paginator(bookings.bookings_of(request.actor), BOOKINGS_A_PAGE).get_page(request.GET.get("page"))
    lines = [_line(booking, now) for booking in page]
    context = {
        "page": page,
        "coming": [line for line in lines if not line.is_over][::-1],
        "over": [line for line in lines if line.is_over],
        "entries": _entries(request),
        "waits": [line_of(one) for one in waits.parties_of(request.actor)[:WAITS_SHOWN] if one.state in _UNDER_WAY],
        "people": list(accounts.applicants_of(request.actor)),
        "unread": notifications.unread(accounts.inbox_of(request.actor.account_id)),
    }
    return render(request, "applicant/me.html", context)


def _entries(request: ActorRequest) -> list[entries_shown.Line]:
    """What is not over, and the newest that came to nothing; whose turn it is comes first."""
    newest = entries_shown.lines(openings.entries_of(request.actor)[:ENTRIES_SHOWN])
    shown = [line for line in newest if line.phase.name not in ("withdrawn", "seated")]
    return sorted(shown, key=lambda line: line.phase.name != "turn")


def _line(booking: Booking, now: datetime) -> Line:
    kind, text = state_of(booking)
    zone = ZoneInfo(booking.slot.office.timezone)
    gone = {TicketState.CANCELLED, TicketState.MOVED}
    is_off = {one.state for one in booking.tickets.all()} <= gone
    is_over = is_off or booking.slot.date < now.astimezone(zone).date()
    return Line(booking, kind, text, is_over)
