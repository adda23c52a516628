"""Hold a party while it is changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from giliran.booking import selectors
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import Visit
from giliran.booking.services import rows
from giliran.booking.states import TicketState
from giliran.core import db

_ACCOUNT = "SELECT id FROM accounts_user WHERE id {values}"


@dataclass(frozen=True, slots=True)
class Held:
    """A party that nobody else changes until the transaction ends."""

    visit: Visit
    tickets: list[Ticket]

    @property
    def live(self) -> list[Ticket]:
        return [one for one in self.tickets if one.state == TicketState.CONFIRMED]


def hold_party(booking: Booking, slot_ids: Iterable[int], *, now: datetime) -> Held:
    """Hold the account, the slots and the tickets of a booking, in the order in which `allocate` does."""
    db.select_in(_ACCOUNT, [booking.account_id], "bigint", lock="FOR NO KEY UPDATE")
    slots = rows.lock_slots(slot_ids)
    held = Ticket.objects.filter(booking_id=booking.pk).order_by("id").select_for_update(no_key=True)
    tickets = sorted(held, key=lambda one: one.number)
    moves = Booking.objects.values_list("moves", flat=True).get(pk=booking.pk)
    return Held(selectors.visit_of(booking, tickets, slots[booking.slot_id], moves=moves, now=now), tickets)
