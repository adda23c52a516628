"""Hold a party while it is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import TicketNow, Visit
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
    tickets = list(Ticket.objects.filter(booking_id=booking.pk).order_by("number").select_for_update(no_key=True))
    zone = ZoneInfo(booking.slot.office.timezone)
    today, slot = now.astimezone(zone).date(), slots[booking.slot_id]
    changes = changes_of([bytes(one.nik_hash) for one in tickets], since=_month_of(now, zone))
    visit = Visit(
        tickets=[TicketNow(one.pk, one.state, changes.get(bytes(one.nik_hash), 0)) for one in tickets],
        starts_at=slot.starts_at,
        visit_date=slot.date,
        today=today,
        moves=Booking.objects.values_list("moves", flat=True).get(pk=booking.pk),
    )
    return Held(visit, tickets)


def changes_of(niks: Sequence[bytes], *, since: datetime) -> Mapping[bytes, int]:
    """How often each person has moved or given back a visit since a moment; what an office took back does not count."""
    changed = Q(state__in=[TicketState.MOVED, TicketState.CANCELLED], is_office_fault=False)
    found = Ticket.objects.filter(changed, nik_hash__in=niks, state_at__gte=since).values_list("nik_hash", flat=True)
    counts: dict[bytes, int] = {}
    for nik in map(bytes, found):
        counts[nik] = counts.get(nik, 0) + 1
    return counts


def _month_of(now: datetime, zone: ZoneInfo) -> datetime:
    """The first moment of the local month."""
    return now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
