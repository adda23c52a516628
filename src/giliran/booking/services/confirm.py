"""Tell people what they were promised. The rush marks a confirmation as due; this step renders and hands it over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from giliran.accounts.services.tell import carries_files, tell
from giliran.booking import selectors
from giliran.booking.models import Booking, Ticket
from giliran.booking.services import documents, letters
from giliran.booking.states import Door
from giliran.catalogue import selectors as catalogue
from giliran.catalogue.selectors import Shelf
from giliran.core import db, formats, ids
from giliran.notifications import services as notifications
from giliran.notifications.events import BookingConfirmed, Person
from giliran.notifications.states import Kind

LEASE = timedelta(minutes=2)
"""While one worker renders, another leaves the row alone; a worker that dies gives it back after this long."""

BATCH = 50


def confirm_due(now: datetime) -> int:
    """Hand the confirmations that are due to the outbox, at most `BATCH`. Returns how many; may be killed anywhere."""
    shelves: dict[tuple[date, str], Shelf] = {}
    mine = _claim(now)
    for booking in selectors.whole_bookings(mine):
        wanted = booking.slot.date, booking.account.language
        if wanted not in shelves:
            shelves[wanted] = catalogue.shelf(*wanted)
        _hand_over(booking, shelves[wanted], leased_until=now + LEASE, now=now)
    return len(mine)


def _claim(now: datetime) -> list[int]:
    with transaction.atomic():
        due = Booking.objects.filter(confirm_due_at__lte=now).order_by("confirm_due_at", "id")
        mine = list(due.select_for_update(skip_locked=True, no_key=True).values_list("id", flat=True)[:BATCH])
        Booking.objects.filter(id__in=mine, confirm_due_at__lte=now).update(confirm_due_at=now + LEASE)
    return mine


def _hand_over(booking: Booking, shelf: Shelf, *, leased_until: datetime, now: datetime) -> None:
    """The message with its files and the end of the mark, in one transaction; whoever has given everything back since
    is sent no ticket."""
    language, is_live = booking.account.language, bool(documents.live_tickets(booking))
    is_carried = is_live and carries_files(booking.account, Kind.CONFIRMATION)
    files = _files(booking, language, shelf) if is_carried else ()
    with transaction.atomic():
        still_mine = Booking.objects.filter(id=booking.id, confirm_due_at=leased_until)
        if db.claim(still_mine, confirm_due_at=None) and is_live:
            tell(
                booking.account,
                kind=Kind.CONFIRMATION,
                event="booking_confirmed",
                data=dict(_told(booking, language, shelf)),
                key=message_key(booking),
                now=now,
                tz=booking.slot.office.timezone,
                attachments=files,
                about=letters.name_of(booking),
                at_once=booking.door != Door.JOBS,
                expires_at=booking.slot.ends_at,
            )


def message_key(booking: Booking) -> str:
    """The name of a booking's confirmation in the outbox."""
    return f"booking-confirmed:{booking.code}"


def _files(booking: Booking, language: str, shelf: Shelf) -> tuple[notifications.Attachment, ...]:
    return (
        notifications.Attachment(
            f"giliran-{booking.code}.pdf", "application/pdf", documents.ticket_pdf(booking, language, shelf)
        ),
        notifications.Attachment(
            f"giliran-{booking.code}.ics", "text/calendar", documents.calendar_file(booking, language)
        ),
    )


def _told(booking: Booking, language: str, shelf: Shelf) -> BookingConfirmed:
    slot, office = booking.slot, booking.slot.office
    local_day = slot.starts_at.astimezone(ZoneInfo(office.timezone)).date()
    tickets = documents.live_tickets(booking)
    return BookingConfirmed(
        code=ids.show_code(booking.code),
        office_name=office.name,
        address=office.address,
        date_words=formats.date_words(local_day, language),
        window_words=formats.span_words(slot.starts_at, slot.ends_at, office.timezone, language),
        arrival_words=formats.time_words(min(one.arrives_at for one in tickets), office.timezone, language),
        people=[_person(ticket, language, shelf) for ticket in tickets],
        rules=list(documents.rules_of(booking, language)),
        url=documents.page_url(booking),
        map_url=documents.map_url(office),
    )


def _person(ticket: Ticket, language: str, shelf: Shelf) -> Person:
    return Person(
        label=ticket.label,
        name=ticket.full_name,
        last4=ticket.nik_last4,
        service=documents.names_of(ticket, language, shelf)[0],
        fee=formats.rupiah(documents.fee_of(ticket, shelf)),
        papers=documents.papers_of(ticket, language, shelf),
    )
