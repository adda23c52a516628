"""Promises on days and windows that an office does not keep, and what becomes of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from giliran.booking import permissions
from giliran.booking.models import Booking, ClearedBooking, Clearing, Ticket
from giliran.booking.selectors.bookings import whole
from giliran.booking.states import TicketState
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.slots.models import Slot
from giliran.slots.states import SlotState


def standing(slot_ids: Sequence[int], actor: Actor) -> list[Booking]:
    """Bookings with live tickets in these slots, by time; for those who see the agenda of their office."""
    found = whole().filter(slot_id__in=slot_ids, tickets__state=TicketState.CONFIRMED).distinct()
    ordered = found.order_by("slot__starts_at", "code")
    return [booking for booking in ordered if permissions.may_see(actor, booking)]


def on_closed_slots(office: Office, actor: Actor, *, now: datetime) -> list[Booking]:
    """Bookings that stand although their day or window has been closed since."""
    closed = Slot.objects.filter(office=office, state=SlotState.CLOSED, taken__gt=0, starts_at__gt=now)
    return standing(list(closed.values_list("id", flat=True)), actor)


def live_on(office: Office, days: Collection[date], actor: Actor) -> list[Booking]:
    """Who holds seats at an office on these days and has not been let in, in the order of booking; for those who see
    its agenda."""
    if not permissions.may_see_agenda(actor, office.id):
        return []
    return list(whole().filter(_waits(), slot__office=office, slot__date__in=days).order_by("id"))


def seats_standing(office: Office, days: Collection[date]) -> dict[date, int]:
    """Day to the seats that somebody still holds on it and has not used; days without any left out.

    Not what a slot counts as taken: a seat whose party was moved stays taken until it has come back.
    """
    held = Ticket.objects.filter(state=TicketState.CONFIRMED, booking__slot__office=office)
    on_days = held.filter(booking__slot__date__in=list(days)).values_list("booking__slot__date")
    return dict(on_days.annotate(Count("id")).order_by())


def left_to_clear(office_id: int, day: date) -> QuerySet[Booking]:
    """The bookings that still stand in closed slots of a day, but for parties of whom somebody has been let in."""
    return Booking.objects.filter(_waits(), slot__office=office_id, slot__date=day, slot__state=SlotState.CLOSED)


def left_of(clearings: Collection[Clearing]) -> dict[int, int]:
    """How many bookings still wait for their answer, by clearing."""
    if not clearings:
        return {}
    places = {(one.office_id, one.date): one.pk for one in clearings}
    waits = Booking.objects.filter(
        _waits(), slot__state=SlotState.CLOSED, slot__office__in={office for office, _ in places},
        slot__date__in={day for _, day in places},
    )  # fmt: skip
    sums = waits.values_list("slot__office_id", "slot__date").annotate(Count("id")).order_by()
    return {places[office, day]: count for office, day, count in sums if (office, day) in places}


def offices_to_clear(day: date) -> list[int]:
    """The offices at which bookings stand in closed slots of a day and no clearing of it is under way."""
    waits = Booking.objects.filter(_waits(), slot__date=day, slot__state=SlotState.CLOSED)
    under_way = Clearing.objects.filter(date=day, done_at=None).values("office_id")
    found = waits.exclude(slot__office__in=under_way).values_list("slot__office_id", flat=True)
    return sorted(set(found.order_by().distinct()))


def _waits() -> Q:
    """Somebody of the party holds a seat, and nobody has been let in."""
    tickets = Ticket.objects.filter(booking=OuterRef("pk"))
    live, attended = (tickets.filter(state=state) for state in (TicketState.CONFIRMED, TicketState.ATTENDED))
    return Q(Exists(live)) & ~Q(Exists(attended))


def clearing_behind(booking: Booking) -> Clearing | None:
    """Why an office chose this time: the day that it could not keep; None where the people chose it themselves."""
    return Clearing.objects.filter(bookings__moved_to=booking).first() if booking.moved_from_id else None


def clearings(actor: Actor, office: Office | None = None) -> QuerySet[Clearing]:
    """The days whose bookings are or were moved or cancelled, at one office or everywhere, the newest first, with
    `moved` and `cancelled` bookings; for those who may do so."""
    found = Clearing.objects.select_related("office").order_by("-id")
    if office is not None:
        found = found.filter(office=office)
    if not (permissions.may_clear(actor, office.id) if office else permissions.may_clear_everywhere(actor)):
        return found.none()
    is_moved = Q(bookings__moved_to__isnull=False)
    return found.annotate(
        moved=Count("bookings", filter=is_moved),
        cancelled=Count("bookings", filter=~is_moved & Q(bookings__isnull=False)),
    )


def outcomes(clearing: Clearing) -> QuerySet[ClearedBooking]:
    """What became of each booking of a clearing, in the order of booking."""
    people = Prefetch("booking__tickets", Ticket.objects.order_by("number"))
    found = ClearedBooking.objects.filter(clearing=clearing).select_related(
        "booking__account", "booking__slot__window", "moved_to__slot__window"
    )
    return found.prefetch_related(people).order_by("booking_id")
