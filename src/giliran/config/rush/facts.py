"""Reads from the tables what came of a rush."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q

from giliran.booking.services import invariants
from giliran.booking.states import TicketState
from giliran.config.rush.log import Booking, Facts, Window
from giliran.core import clock
from giliran.offices.states import Pool
from giliran.opening import selectors
from giliran.opening.models import Opening, OpeningSlot
from giliran.opening.policy import turns
from giliran.opening.services import crowd
from giliran.opening.states import Outcome

_HOLDING = (TicketState.CONFIRMED, TicketState.ATTENDED, TicketState.MISSED)


def facts_of(opening: Opening) -> Facts:
    opening.refresh_from_db()
    return Facts(
        opening=opening.pk,
        state=opening.state,
        opens_at=opening.opens_at.timestamp(),
        windows=list(_windows(opening)),
        bookings=list(_bookings(opening)),
        came=_came(opening),
        people_admitted=_admitted(opening),
        broken=list(invariants.broken()),
    )


def _windows(opening: Opening) -> Iterator[Window]:
    held = Count("slot__bookings__tickets", filter=Q(slot__bookings__tickets__state__in=_HOLDING))
    found = OpeningSlot.objects.filter(opening=opening, pool=Pool.ONLINE).annotate(held=held).order_by("slot_id")
    for row in found.values_list("slot_id", "slot__capacity", "slot__taken", "held"):
        yield Window(*row)


def _bookings(opening: Opening) -> Iterator[Booking]:
    mine = opening.entries.filter(door=crowd.RUSH_DOOR, outcome=Outcome.TURN)
    columns = ("account_id", "booking__key", "booking__code", "booking__slot_id", "party", "booking__created_at")
    for account, key, code, slot, seats, at, ahead in mine.order_by("booking_id").values_list(*columns, "ahead"):
        yield Booking(account, key, code, slot, seats, at.timestamp(), ahead)


def _came(opening: Opening) -> dict[int, float | None]:
    """When each account's turn came, by the rule and not by what the tick wrote down."""
    stretches, now = selectors.stretches_of(opening), opening.closed_at or clock.now()
    rows = opening.entries.filter(door=crowd.RUSH_DOOR).values_list("account_id", "ahead")
    came = {account: None if ahead is None else turns.came_at(stretches, ahead, now) for account, ahead in rows}
    return {account: moment.timestamp() if moment else None for account, moment in came.items()}


def _admitted(opening: Opening) -> list[tuple[float, int]]:
    """How many people came in at each moment, in the order of time."""
    rows = opening.entries.filter(admitted_at__isnull=False).order_by("admitted_at")
    return [(at.timestamp(), party) for at, party in rows.values_list("admitted_at", "party") if at]
