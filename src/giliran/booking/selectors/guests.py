"""Lists of people for an event, and the seats that they got."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, QuerySet

from giliran.booking.models import Booking, GuestList, GuestRow, Ticket
from giliran.booking.selectors.bookings import whole_bookings
from giliran.booking.states import GuestState, TicketState
from giliran.offices.models import Office


def guest_lists(event: Office) -> list[GuestList]:
    """The lists that were sent for an event, the newest first."""
    return list(GuestList.objects.filter(event=event).order_by("-pk"))


def guest_list(event: Office, number: int) -> GuestList | None:
    return GuestList.objects.filter(event=event, pk=number).select_related("event").first()


def guest_counts(lists: Sequence[int]) -> dict[int, dict[str, int]]:
    """List id to the number of its rows in each state."""
    found: dict[int, dict[str, int]] = {}
    rows = GuestRow.objects.filter(guests__in=lists).values_list("guests", "state").annotate(Count("id"))
    for list_id, state, number in rows:
        found.setdefault(list_id, {})[state] = number
    return found


def wrong_guests(guests: GuestList) -> QuerySet[GuestRow]:
    """The rows that have no seat by this list, in its order, with their reasons."""
    answered = [GuestState.REFUSED, GuestState.KNOWN]
    return GuestRow.objects.filter(guests=guests, state__in=answered).defer("sealed").order_by("number")


def seated_guests(event: Office) -> QuerySet[Ticket]:
    """Who holds a seat at an event by a list, in the order of time."""
    seated = GuestRow.objects.filter(guests__event=event, state=GuestState.SEATED).values("booking")
    found = Ticket.objects.filter(booking__in=seated).exclude(state__in=[TicketState.CANCELLED, TicketState.MOVED])
    return found.select_related("booking__slot").order_by("booking__slot__starts_at", "number")


def guest_bookings(event: Office, first: int, most: int) -> list[Booking]:
    """The bookings of `seated_guests`, so many from a place on, with all that belongs to them."""
    wanted = list(seated_guests(event).values_list("booking", flat=True)[first : first + most])
    found = {one.pk: one for one in whole_bookings(wanted)}
    return [found[one] for one in wanted]
