"""End bills that nobody has paid in time, or whose visit is off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from giliran.booking.states import TicketState
from giliran.core.types import SYSTEM
from giliran.payments.models import Bill
from giliran.payments.services import letters, rows
from giliran.payments.states import State

BATCH = 500


def expire_due(now: datetime) -> int:
    """Tick step: open bills that ran out expire (PY06), and those of cancelled tickets become void. How many."""
    open_ = Bill.objects.filter(state=State.OPEN).select_related("ticket").order_by("expires_at")
    off = open_.filter(ticket__state=TicketState.CANCELLED)
    return _end(open_.filter(expires_at__lte=now), State.EXPIRED, now) + _end(off, State.VOID, now)


def _end(bills: QuerySet[Bill], to: State, now: datetime) -> int:
    return sum(_end_one(bill, to, now) for bill in bills[:BATCH])


def _end_one(bill: Bill, to: State, now: datetime) -> bool:
    why = "ticket cancelled" if to == State.VOID else ""
    with transaction.atomic():
        ended = {"register_due_at": None} if to == State.EXPIRED else {}
        mine = rows.move(bill, to, now=now, reason=why, **ended)
        if mine:
            rows.record("payments.voided" if why else "payments.expired", bill, by=SYSTEM, now=now, reason=why)
        if mine and to == State.EXPIRED:
            letters.tell_ran_out(bill, now=now)
    return mine
