"""A booking on paper, in a calendar and as a QR: what the domain knows, in the words of its holder's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from giliran.accounts.policy import age_on
from giliran.booking import sentences
from giliran.booking.models import Booking, Ticket
from giliran.booking.states import TicketState
from giliran.booking.ticket import calendar, codec, pdf, qr
from giliran.catalogue import selectors as catalogue
from giliran.catalogue.selectors import Shelf
from giliran.catalogue.states import Purpose
from giliran.core import secrets
from giliran.offices import selectors as offices
from giliran.offices.models import Office


def ticket_pdf(booking: Booking, language: str, shelf: Shelf | None = None) -> bytes:
    """One A4 page for each person, tagged, in the language given."""
    return pdf.booking_pdf(_sheet(booking, language, shelf))


def ticket_strips(booking: Booking, language: str) -> bytes:
    """The same for a printer of 80 mm: a piece of paper for each person."""
    return pdf.strip_pdf(_sheet(booking, language))


def tickets_pdf(bookings: Sequence[Booking], language: str) -> bytes:
    """The tickets of many bookings in one file, a page for each person, in the order given."""
    return pdf.bookings_pdf([_sheet(booking, language) for booking in bookings])


def calendar_file(booking: Booking, language: str) -> bytes:
    """The visit as one event, in the office's zone."""
    slot, office = booking.slot, booking.slot.office
    return calendar.booking_ics(
        calendar.CalendarSheet(
            language=language,
            code=booking.code,
            office_name=office.name,
            office_address=office.address,
            tz=office.timezone,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            arrivals=tuple(calendar.Arrival(one.label, one.arrives_at) for one in live_tickets(booking)),
            made_at=booking.created_at,
            place=_place(office),
            page_url=page_url(booking),
        )
    )


def qr_text(ticket: Ticket, booking: Booking) -> str:
    """The signed text of one ticket; a gate believes it without a network."""
    zone = ZoneInfo(booking.slot.office.timezone)
    starts, ends, arrives = (
        moment.astimezone(zone) for moment in (booking.slot.starts_at, booking.slot.ends_at, ticket.arrives_at)
    )
    claim = codec.TicketClaim(
        ticket_id=ticket.public_id,
        office_id=ticket.office_id,
        date=ticket.date,
        starts_minute=starts.hour * 60 + starts.minute,
        ends_minute=ends.hour * 60 + ends.minute,
        arrival_minute=arrives.hour * 60 + arrives.minute,
        label_letter=ticket.letter,
        label_number=ticket.number,
    )
    return codec.sign(claim, secrets.keyring())


def qr_svg(ticket: Ticket, booking: Booking) -> SafeString:
    """The QR to stand inside a page."""
    title = _("QR code of ticket %(label)s") % {"label": ticket.label}
    return mark_safe(qr.svg(qr_text(ticket, booking), title))  # noqa: S308 - segno draws it, the title is escaped


def live_tickets(booking: Booking) -> list[Ticket]:
    """The tickets that are still good for something, by label."""
    gone = {TicketState.CANCELLED, TicketState.MOVED}
    return [ticket for ticket in booking.tickets.all() if ticket.state not in gone]


def papers_of(ticket: Ticket, language: str, shelf: Shelf | None = None) -> list[str]:
    """What this person brings, a line each; what is asked only in some cases says in which.

    `shelf`: the catalogue of that day in that language, for whoever asks about many.
    """
    age = age_on(ticket.birth_date, ticket.date)
    papers = (shelf or catalogue.shelf(ticket.date, language)).papers(ticket.service, purpose=ticket.purpose, age=age)
    return [f"{one.name} ({one.condition})" if one.condition else one.name for one in papers]


def fee_of(ticket: Ticket, shelf: Shelf | None = None) -> int:
    """Rupiah, on the day of the visit, with no hidden part (R18)."""
    return (shelf or catalogue.shelf(ticket.date, "id")).price(ticket.service, ticket.booklet).total_idr


def names_of(ticket: Ticket, language: str, shelf: Shelf | None = None) -> tuple[str, str, str]:
    """Service, booklet and purpose in words; the code where the catalogue no longer knows one."""
    shelf = shelf or catalogue.shelf(ticket.date, language)
    service, booklet = shelf.services.get(ticket.service), shelf.fees.get(ticket.booklet)
    with translation.override(language):
        purpose = str(Purpose(ticket.purpose).label) if ticket.purpose in Purpose else ticket.purpose
    return service.name if service else ticket.service, booklet.name if booklet else ticket.booklet, purpose


def rules_of(booking: Booking, language: str, figures: Mapping[str, int] | None = None) -> tuple[str, ...]:
    """What may be changed and until when, as it holds for a booking; by the country's `figures` where the caller has
    them already."""
    return sentences.change_rules(figures or offices.national_policy().figures, language, _promise(booking))


def move_rules(booking: Booking, language: str, figures: Mapping[str, int]) -> tuple[str, ...]:
    """What moving this visit means and costs, stated before the press."""
    return sentences.move_rules(figures, language, _promise(booking))


def cancel_rules(booking: Booking, language: str, figures: Mapping[str, int]) -> tuple[str, ...]:
    """What giving seats back means and costs, stated before the press."""
    return sentences.cancel_rules(figures, language, _promise(booking))


def _promise(booking: Booking) -> sentences.Promise:
    slot = booking.slot
    return sentences.Promise(slot.date, slot.starts_at, slot.office.timezone, booking.moves)


def change_rules(language: str) -> tuple[str, ...]:
    """What may be changed, until when, and what it costs, stated before booking."""
    return sentences.change_rules(offices.national_policy().figures, language)


def page_url(booking: Booking) -> str:
    return f"{settings.PUBLIC_URL}/me/bookings/{booking.code}/"


def map_url(office: Office) -> str:
    """A map of the place that needs no account; empty where the position is not known."""
    place = _place(office)
    if place is None:
        return ""
    return f"https://www.openstreetmap.org/?mlat={place[0]}&mlon={place[1]}#map=17/{place[0]}/{place[1]}"


def _place(office: Office) -> tuple[float, float] | None:
    if office.latitude is None or office.longitude is None:
        return None
    return office.latitude, office.longitude


def _sheet(booking: Booking, language: str, shelf: Shelf | None = None) -> pdf.BookingSheet:
    slot, office = booking.slot, booking.slot.office
    shelf = shelf or catalogue.shelf(slot.date, language)
    shelf = shelf or catalogue.shelf(slot.date, language)
    return pdf.BookingSheet(
        language=language,
        code=booking.code,
        office_name=office.name,
        office_address=office.address,
        office_phone=office.phone,
        tz=office.timezone,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        change_rules=rules_of(booking, language),
        page_url=page_url(booking),
        people=tuple(_person_sheet(ticket, booking, language, shelf) for ticket in live_tickets(booking)),
    )


def _person_sheet(ticket: Ticket, booking: Booking, language: str, shelf: Shelf) -> pdf.PersonSheet:
    service, booklet, purpose = names_of(ticket, language, shelf)
    return pdf.PersonSheet(
        label=ticket.label,
        name=ticket.full_name,
        nik_last4=ticket.nik_last4,
        arrival_at=ticket.arrives_at,
        service=service,
        booklet=booklet,
        purpose=purpose,
        fee=fee_of(ticket, shelf),
        papers=tuple(papers_of(ticket, language, shelf)),
        qr_text=qr_text(ticket, booking),
    )
