"""A booking in the words of its page and of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from giliran.accounts.policy import age_on
from giliran.booking.services import documents
from giliran.booking.states import TicketState
from giliran.catalogue import selectors as catalogue
from giliran.catalogue.selectors import PaperText, Price
from giliran.catalogue.states import Purpose
from giliran.web.bills.words import Shown, shown
from giliran.web.seats.days import language

if TYPE_CHECKING:
    from giliran.booking.models import Booking, Ticket
    from giliran.payments.models import Bill

_KINDS = {
    TicketState.CONFIRMED: "info",
    TicketState.ATTENDED: "neutral",
    TicketState.CANCELLED: "no",
    TicketState.MOVED: "neutral",
    TicketState.MISSED: "no",
}


@dataclass(frozen=True, slots=True)
class PersonTicket:
    """One person's ticket. `is_live`: the office still expects, or has received, this person."""

    ticket: Ticket
    kind: str
    state: str
    is_live: bool
    service: str
    booklet: str
    purpose: str
    papers: list[PaperText]
    price: Price
    qr: SafeString | None
    bill: Shown | None = None


def tickets_of(booking: Booking, bills: Mapping[int, Bill] | None = None) -> list[PersonTicket]:
    """All tickets of a booking, by label; the live ones with their QR, and with what is to be paid (by ticket id)."""
    shelf = catalogue.shelf(booking.slot.date, language())
    asked = bills or {}
    return [_person(ticket, booking, shelf, asked.get(ticket.pk)) for ticket in booking.tickets.all()]


def _person(ticket: Ticket, booking: Booking, shelf: catalogue.Shelf, bill: Bill | None) -> PersonTicket:
    service, price = shelf.services.get(ticket.service), shelf.price(ticket.service, ticket.booklet)
    kind, state = _state([ticket])
    is_live = ticket.state in (TicketState.CONFIRMED, TicketState.ATTENDED)
    return PersonTicket(
        ticket=ticket,
        kind=kind,
        state=state,
        is_live=is_live,
        service=service.name if service else ticket.service,
        booklet=price.lines[0].name if price.lines else ticket.booklet,
        purpose=str(Purpose(ticket.purpose).label) if ticket.purpose in Purpose.values else ticket.purpose,
        papers=shelf.papers(ticket.service, purpose=ticket.purpose, age=age_on(ticket.birth_date, ticket.date)),
        price=price,
        qr=documents.qr_svg(ticket, booking) if is_live else None,
        bill=shown(bill) if bill else None,
    )


def state_of(booking: Booking) -> tuple[str, str]:
    """A state's kind and word for the whole party; mixed parties say so."""
    return _state(list(booking.tickets.all()))


def _state(tickets: Sequence[Ticket]) -> tuple[str, str]:
    states = {ticket.state for ticket in tickets}
    if len(states) != 1:
        return "info", _("See each person")
    state = TicketState(states.pop())
    return _KINDS[state], str(state.label)


def share_words(booking: Booking, words: dict[str, Any]) -> str:
    """What goes into a message to the family: where and when, and no names."""
    return _("Passport visit: %(office)s, %(date)s, %(window)s. Booking code %(code)s.") % words
