"""Promised visits of an account."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Header, Router, Schema, Status
from pydantic import Field, StrictBool

from giliran.accounts import selectors as accounts
from giliran.api.auth import SIGNED_IN, ApiRequest
from giliran.api.errors import Fault
from giliran.api.openapi import file_of
from giliran.api.pagination import Page, PageNumber, paginate
from giliran.api.shapes import Code, Id, In, OfficeBrief, language, local
from giliran.booking import selectors as bookings
from giliran.booking.policy import PersonRequest
from giliran.booking.services import book as booking
from giliran.booking.services import documents
from giliran.booking.services.cancel import cancel_booking
from giliran.booking.services.reschedule import reschedule
from giliran.core import clock, ids
from giliran.core.types import Actor

if TYPE_CHECKING:
    from giliran.booking.models import Booking, Ticket

router = Router(tags=["bookings"], auth=SIGNED_IN)

_KEY = re.compile(r"[!-~]{1,64}")
_NOBODY = -1
_MOST_SENT = 50


KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "A name of the caller's choice: sent again, it gives the same booking again",
    "schema": {"type": "string", "pattern": "^[!-~]{1,64}$"},
}


class PersonIn(In):
    applicant: UUID = Field(description="A person of this account")
    service: Code
    booklet: Code
    purpose: Code


class BookingIn(In):
    slot: Id
    people: list[PersonIn] = Field(max_length=_MOST_SENT, description="One to five people")
    guardian_present: StrictBool = Field(False, description="A parent or guardian comes along with a child alone")


class CancelIn(In):
    tickets: list[Annotated[str, Field(max_length=16)]] | None = Field(
        None, max_length=_MOST_SENT, description="Ids of the tickets that are given back; all of them, if left out"
    )
    reason: str = Field("", max_length=200, description="Needed from those who do it for somebody else")


class RescheduleIn(In):
    slot: Id = Field(description="Another slot of the same office")
    reason: str = Field("", max_length=200, description="Needed from those who do it for somebody else")


class TicketOut(Schema):
    id: str
    full_name: str
    nik_last4: str
    label: str
    arrives_at: datetime
    service: str
    booklet: str
    purpose: str
    state: Literal["confirmed", "attended", "cancelled", "moved", "missed"]
    qr: str | None = Field(description="What the QR says; see tickets/keys. Null for a ticket that is gone")


class BookingOut(Schema):
    code: str = Field(description="As people read it, for example K7M-PQ2-X9A")
    office: OfficeBrief
    date: date
    window: str
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    moved_from: str | None = Field(description="The booking that was exchanged for this one")
    moved_to: str | None = Field(description="The booking for which this one was exchanged; its tickets are valid")
    tickets: list[TicketOut]


@router.get("", response=Page[BookingOut])
def list_bookings(request: ApiRequest, page: PageNumber = 1) -> dict[str, Any]:
    """The account's bookings, the latest visit first."""
    return paginate(bookings.bookings_of(request.actor), page, lambda found: [_shown(one) for one in found])


@router.post("", response={200: BookingOut, 201: BookingOut, 409: None}, openapi_extra={"parameters": [KEY]})
def make_booking(
    request: ApiRequest,
    party: BookingIn,
    key: Annotated[str, Header(alias="Idempotency-Key", include_in_schema=False)] = "",
) -> Status[dict[str, Any]]:
    """Book seats in one slot for a party: all of them or none.

    The same key again gives the same booking (200), and 422 `key_reused` with another body.
    """
    checked_key(key)
    now = clock.now()
    made = booking.book(
        slot_id=party.slot,
        people=people_asked_for(party.people, request.actor),
        key=key,
        by=request.actor,
        now=now,
        guardian_present=party.guardian_present,
    )
    is_new = made.created_at == now  # a repeated key gives a booking of an earlier moment
    return Status(201 if is_new else 200, _shown(booking_or_404(made.code, request)))


@router.get("/{code}", response=BookingOut)
def get_booking(request: ApiRequest, code: str) -> dict[str, Any]:
    """One booking, by its code as typed."""
    return _shown(booking_or_404(code, request))


@router.post("/{code}/cancel", response={200: BookingOut, 409: None})
def cancel(request: ApiRequest, code: str, given: CancelIn) -> dict[str, Any]:
    """Give back the seats of the whole party or of some, until the window starts. It costs nothing.

    What was given back cannot be had again: a second time is 409 `cancelled_already`.
    """
    found = booking_or_404(code, request)
    tickets = None if given.tickets is None else tickets_named(found, given.tickets)
    cancel_booking(booking=found, by=request.actor, now=clock.now(), tickets=tickets, reason=given.reason)
    return _shown(booking_or_404(code, request))


@router.post(
    "/{code}/reschedule", response={200: BookingOut, 201: BookingOut, 409: None}, openapi_extra={"parameters": [KEY]}
)
def move(
    request: ApiRequest,
    code: str,
    given: RescheduleIn,
    key: Annotated[str, Header(alias="Idempotency-Key", include_in_schema=False)] = "",
) -> Status[dict[str, Any]]:
    """Exchange the visit for another time at the same office, once, until the day before: all of the party or nobody.

    The answer is the new booking. The same key again gives the same one (200), and 422 `key_reused` with another slot.
    """
    checked_key(key)
    now = clock.now()
    found = booking_or_404(code, request)
    made = reschedule(booking=found, slot_id=given.slot, key=key, by=request.actor, now=now, reason=given.reason)
    is_new = made.created_at == now  # a repeated key gives a booking of an earlier moment
    return Status(201 if is_new else 200, _shown(booking_or_404(made.code, request)))


@router.get("/{code}/ticket.pdf", response={200: None}, openapi_extra=file_of("application/pdf"))
def get_ticket_pdf(request: ApiRequest, code: str) -> HttpResponse:
    """All tickets of a booking on paper, one page a person."""
    booking = with_tickets(booking_or_404(code, request))
    return _file(documents.ticket_pdf(booking, language()), "application/pdf", f"{booking.code}.pdf")


@router.get("/{code}/calendar.ics", response={200: None}, openapi_extra=file_of("text/calendar"))
def get_calendar(request: ApiRequest, code: str) -> HttpResponse:
    """The visit for a calendar, in the office's zone."""
    booking = with_tickets(booking_or_404(code, request))
    return _file(documents.calendar_file(booking, language()), "text/calendar", f"{booking.code}.ics")


def booking_or_404(code: str, request: ApiRequest) -> Booking:
    found = bookings.booking_by_code(code, request.actor)
    if found is None:
        raise Fault("not_found")
    return found


def with_tickets(booking: Booking) -> Booking:
    """Raises `Fault` where none of the tickets is valid any more: there is no paper of them."""
    if not documents.live_tickets(booking):
        raise Fault("not_found")
    return booking


def tickets_named(booking: Booking, ids: Sequence[str]) -> list[int]:
    """Public ids as rows; a ticket that is not of this booking is nobody's, and refused as such."""
    known = {one.public_id: one.pk for one in booking.tickets.all()}
    return [known.get(one, _NOBODY) for one in ids]


def checked_key(key: str) -> None:
    """Raises `Fault` where no `Idempotency-Key` was sent, or none that can be one."""
    if not key:
        raise Fault("key_missing")
    if not _KEY.fullmatch(key):
        raise Fault("key_too_long")


def people_asked_for(asked: Sequence[PersonIn], actor: Actor) -> list[PersonRequest]:
    """Public ids as rows; whoever is not on this account is nobody, and refused as such."""
    known = {one.public_id: one.id for one in accounts.applicants_of(actor)}
    return [PersonRequest(known.get(one.applicant, _NOBODY), one.service, one.booklet, one.purpose) for one in asked]


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition})


def _shown(booking: Booking) -> dict[str, Any]:
    slot, new = booking.slot, bookings.moved_to(booking)
    office = slot.office
    live = {ticket.id for ticket in documents.live_tickets(booking)}
    return {
        "code": ids.show_code(booking.code),
        "office": OfficeBrief.of(office),
        "date": slot.date,
        "window": slot.window.name(language()),
        "starts_at": local(slot.starts_at, office),
        "ends_at": local(slot.ends_at, office),
        "created_at": local(booking.created_at, office),
        "moved_from": ids.show_code(booking.moved_from.code) if booking.moved_from else None,
        "moved_to": ids.show_code(new.code) if new else None,
        "tickets": [_ticket_out(ticket, booking, live) for ticket in booking.tickets.all()],
    }


def _ticket_out(ticket: Ticket, booking: Booking, live: Collection[int]) -> dict[str, Any]:
    return {
        "id": ticket.public_id,
        "full_name": ticket.full_name,
        "nik_last4": ticket.nik_last4,
        "label": ticket.label,
        "arrives_at": local(ticket.arrives_at, booking.slot.office),
        "service": ticket.service,
        "booklet": ticket.booklet,
        "purpose": ticket.purpose,
        "state": ticket.state,
        "qr": documents.qr_text(ticket, booking) if ticket.id in live else None,
    }
