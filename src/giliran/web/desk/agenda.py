"""Who is expected at an office on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from giliran.booking import selectors as bookings
from giliran.booking.selectors import DayCount
from giliran.booking.states import TicketState
from giliran.catalogue import selectors as catalogue
from giliran.core import clock
from giliran.offices import permissions
from giliran.web.access import ActorRequest, at_office

if TYPE_CHECKING:
    from giliran.booking.models import Ticket

TICKETS_A_PAGE = 100

STATE_KINDS = {
    TicketState.CONFIRMED: ("info", "ticket"),
    TicketState.ATTENDED: ("free", "circle-check"),
    TicketState.MISSED: ("soon", "clock"),
    TicketState.CANCELLED: ("no", "circle-x"),
    TicketState.MOVED: ("neutral", "arrow-forward-up"),
}
"""State to the kind and icon of its chip."""


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket as the agenda shows it."""

    ticket: Ticket
    window: str
    service: str
    state: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for. Nonsense is left out."""

    day: date
    text: str
    window: str
    state: str


@at_office("see_agenda")
def agenda(request: ActorRequest) -> HttpResponse:
    """The people of a day by window and label; today if no date is given."""
    office, actor, today = request.office, request.actor, clock.today(request.office.timezone)
    wanted = _filters(request, today)
    booking = bookings.booking_at_desk(wanted.text, office, actor) if wanted.text else None
    if booking is not None:
        return redirect("desk_booking", office.code, booking.code)
    found = bookings.on_agenda(office, wanted.day, actor, text=wanted.text, letter=wanted.window, state=wanted.state)
    page = Paginator(found, TICKETS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "office": office,
        "today": today,
        "wanted": wanted,
        "page": page,
        "lines": _lines(page, actor.language),
        "states": [(one.value, one.label) for one in (TicketState.CONFIRMED, TicketState.ATTENDED, TicketState.MISSED)],
        "before": wanted.day - timedelta(days=1),
        "after": wanted.day + timedelta(days=1),
        "may_check_in": permissions.may(actor, "check_in", office.id),
        "may_see_cases": permissions.may(actor, "see_cases", office.id),
        "may_serve": permissions.may(actor, "serve", office.id),
        "may_assist": permissions.may(actor, "assist", office.id),
        "may_take": permissions.may(actor, "take_payment", office.id),
        "may_work_complaints": permissions.may(actor, "work_complaints", office.id),
        "may_set": permissions.may(actor, "set_calendar", office.id),
        **_counts(bookings.day_counts(office, wanted.day, actor), actor.language),
    }
    return render(request, "desk/agenda.html", context)


def day_of(text: str, today: date) -> date:
    """The day that an address names; today if it names none that one could mean."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if date(2000, 1, 1) <= day <= date(2100, 1, 1) else today


def _filters(request: ActorRequest, today: date) -> Filters:
    asked = request.GET
    state = asked.get("state", "")
    return Filters(
        day_of(asked.get("date", ""), today),
        asked.get("q", "").strip()[:100],
        asked.get("window", "")[:1].upper(),
        state if state in TicketState.values else "",
    )


def _lines(tickets: Iterable[Ticket], language: str) -> list[Line]:
    names = {one.code: one.name for one in catalogue.services(language)}
    return [
        Line(
            ticket,
            f"{ticket.booking.slot.window.letter} {ticket.booking.slot.window.name(language)}",
            names.get(ticket.service, ticket.service),
            state_of(ticket),
        )
        for ticket in tickets
    ]


def state_of(ticket: Ticket) -> tuple[str, str, str]:
    """Kind, icon and word of a ticket's state."""
    return *STATE_KINDS[TicketState(ticket.state)], str(TicketState(ticket.state).label)


def _counts(counts: Iterable[DayCount], language: str) -> dict[str, Any]:
    """How many are expected and have arrived, in all and by window."""
    windows: dict[str, list[Any]] = {}
    for one in counts:
        line = windows.setdefault(one.letter, [f"{one.letter} {one.window_name(language)}", 0, 0])
        line[1] += one.people
        line[2] += one.people if one.state == TicketState.ATTENDED else 0
    return {
        "windows": [(letter, *line) for letter, line in sorted(windows.items())],
        "expected": sum(line[1] for line in windows.values()),
        "arrived": sum(line[2] for line in windows.values()),
    }


def agenda_url(office_code: str, day: date) -> str:
    """The agenda of a day."""
    return f"{reverse('desk_agenda', args=[office_code])}?date={day.isoformat()}"
