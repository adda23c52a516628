"""One booking, or those of somebody, with all that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet

from giliran.accounts.models import Applicant
from giliran.booking import permissions
from giliran.booking.models import Booking, Ticket
from giliran.core import ids
from giliran.core.types import Actor
from giliran.offices.models import Office


def bookings_of(actor: Actor) -> QuerySet[Booking]:
    """The actor's own bookings, the nearest visit first."""
    return whole().filter(account_id=actor.user_id).order_by("-slot__starts_at")


def booking_by_code(code: str, actor: Actor) -> Booking | None:
    """A booking that the actor may see, by its code as typed; None for every other."""
    parsed = ids.parse_booking_code(code)
    booking = whole().filter(code=parsed).first() if parsed else None
    return booking if booking and permissions.may_see(actor, booking) else None


def booking_under_key(account_id: int, key: str) -> Booking | None:
    """What an account got for a key, for the product itself."""
    return Booking.objects.filter(account_id=account_id, key=key).first()


def booking_of_key(key: str, actor: Actor) -> Booking | None:
    """What the actor's account got for a key; None while nothing has been booked under it."""
    return Booking.objects.filter(account_id=actor.user_id, key=key).first()


def whole_bookings(booking_ids: Sequence[int]) -> QuerySet[Booking]:
    """These bookings with all that belongs to them, for the product itself."""
    return whole().filter(id__in=booking_ids)


def whole() -> QuerySet[Booking]:
    tickets = Prefetch("tickets", Ticket.objects.order_by("number"))
    return Booking.objects.select_related(
        "slot__office__regency__province", "slot__window", "account", "moved_from__slot", "moved_to__slot"
    ).prefetch_related(tickets)


def moved_to(booking: Booking) -> Booking | None:
    """The booking for which this one was exchanged."""
    return getattr(booking, "moved_to", None)


def booking_at_desk(code: str, office: Office, actor: Actor) -> Booking | None:
    """A booking at this office with its people as they are on their account; by code as typed."""
    parsed = ids.parse_booking_code(code)
    tickets = Prefetch("tickets", Ticket.objects.select_related("applicant").order_by("number"))
    found = Booking.objects.select_related(
        "slot__office__regency__province", "slot__window", "account", "moved_from__slot", "moved_to__slot"
    )
    booking = found.prefetch_related(tickets).filter(code=parsed, slot__office=office).first() if parsed else None
    return booking if booking and permissions.may_see_agenda(actor, office.id) else None


def people_of_booking(code: str, office: Office, actor: Actor) -> list[Applicant]:
    """Who stands on a booking, wherever the visit is; for those who help at an office with the card before them."""
    if not permissions.may_assist(actor, office.id):
        return []
    people = Applicant.objects.filter(ticket__booking__code=code, archived_at=None).select_related("account")
    return list(people.order_by("id").distinct())


def booking_to_print(code: str, actor: Actor) -> Booking | None:
    """A booking whose tickets the actor may print for its people, wherever the visit is; by code as typed."""
    parsed = ids.parse_booking_code(code)
    booking = whole().filter(code=parsed).first() if parsed else None
    return booking if booking and permissions.may_print(actor, booking) else None
