"""What may become of a booking, and what somebody has changed this month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from giliran.booking import policy
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import SlotNow, TicketNow, Visit
from giliran.booking.states import TicketState
from giliran.slots.models import Slot


@dataclass(frozen=True, slots=True)
class Changes:
    """What may become of a booking now: for each change why not, as a code, and empty where it may.

    `move_until` is the last day on which it may be moved; `special` is a move beyond the rules, at the desk.
    """

    cancel: str
    move: str
    special: str
    move_until: date


def changes_open(booking: Booking, figures: Mapping[str, int], *, now: datetime) -> Changes:
    """What its holder may still change, by the figures of its office. Whoever presses a moment later may be told
    otherwise."""
    visit = visit_of(booking, booking.tickets.all(), booking.slot, moves=booking.moves, now=now)
    most_moves, most_changes = figures["moves_per_booking"], figures["changes_a_month"]
    return Changes(
        cancel=policy.refuse_cancel(visit, [one.id for one in visit.live or visit.tickets], now),
        move=policy.refuse_move(visit, most_moves=most_moves, most_changes=most_changes),
        special=policy.refuse_special_move(visit),
        move_until=visit.visit_date - timedelta(days=1),
    )


def visit_of(booking: Booking, tickets: Iterable[Ticket], slot: Slot | SlotNow, *, moves: int, now: datetime) -> Visit:
    """A party and its time as the rules about changes know them."""
    zone, tickets = ZoneInfo(booking.slot.office.timezone), list(tickets)
    changes = changes_of([bytes(one.nik_hash) for one in tickets], since=_month_of(now, zone))
    return Visit(
        tickets=[TicketNow(one.pk, one.state, changes.get(bytes(one.nik_hash), 0)) for one in tickets],
        starts_at=slot.starts_at,
        visit_date=slot.date,
        today=now.astimezone(zone).date(),
        moves=moves,
    )


def changes_of(niks: Sequence[bytes], *, since: datetime) -> dict[bytes, int]:
    """How often each person has moved or given back a visit since a moment; what an office took back does not count,
    nor what was never theirs."""
    changed = Q(state__in=[TicketState.MOVED, TicketState.CANCELLED], is_office_fault=False, lifted_at=None)
    found = Ticket.objects.filter(changed, nik_hash__in=niks, state_at__gte=since).values_list("nik_hash", flat=True)
    return Counter(map(bytes, found))


def _month_of(now: datetime, zone: ZoneInfo) -> datetime:
    """The first moment of the local month."""
    return now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
