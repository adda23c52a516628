"""What must hold at every moment, asked of the tables themselves."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum

from giliran.booking.models import Booking, Ticket
from giliran.booking.states import TicketState
from giliran.slots.models import Slot

_HOLD_A_SEAT = (TicketState.CONFIRMED, TicketState.ATTENDED, TicketState.MISSED)


def broken() -> Iterator[str]:
    """A sentence for each promise that the tables do not keep; nothing when all is well."""
    held = Count("bookings__tickets", filter=Q(bookings__tickets__state__in=_HOLD_A_SEAT))
    for slot in Slot.objects.annotate(held=held).exclude(taken=F("held") + F("returning")):
        yield (
            f"slot {slot.id}: {slot.taken} seats are counted as taken, {slot.held} tickets hold one "
            f"and {slot.returning} were given back"
        )
    waiting = Sum("returns__seats", filter=Q(returns__offered_at=None), default=0)
    for one in Slot.objects.annotate(waiting=waiting).exclude(returning=F("waiting")):
        yield f"slot {one.id}: {one.returning} seats are counted as given back, {one.waiting} are written down"
    for booking in Booking.objects.annotate(people=Count("tickets")).filter(Q(people=0) | Q(people__gt=5)):
        yield f"booking {booking.code}: a party of {booking.people}"
    twice = (
        Ticket.objects.filter(state=TicketState.CONFIRMED).values("nik_hash").annotate(n=Count("id")).filter(n__gt=1)
    )
    for row in twice:
        yield f"one person holds {row['n']} live tickets"
    elsewhere = Ticket.objects.exclude(office=F("booking__slot__office")) | Ticket.objects.exclude(
        date=F("booking__slot__date")
    )
    for ticket in elsewhere:
        yield f"ticket {ticket.public_id}: its office or date is not its slot's"
