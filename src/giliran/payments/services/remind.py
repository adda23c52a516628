"""Remind payers of a bill that runs out in a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from giliran.booking.states import TicketState
from giliran.core import db
from giliran.payments.models import Bill
from giliran.payments.services import letters
from giliran.payments.states import State

AHEAD = timedelta(days=1)
BATCH = 200


def remind_due(now: datetime) -> int:
    """Tick step: tell, once, whose bill is open and runs out within a day; how many. A bill that is good for a day at
    most was told of lately enough."""
    open_ = Bill.objects.filter(state=State.OPEN, reminded_at=None, registered_at__isnull=False)
    near = open_.filter(expires_at__gt=now, expires_at__lte=now + AHEAD, created_at__lt=F("expires_at") - AHEAD)
    due = near.exclude(ticket__state=TicketState.CANCELLED).select_related("ticket__booking__account", "office")
    return sum(_remind(bill, now) for bill in due.order_by("expires_at")[:BATCH])


def _remind(bill: Bill, now: datetime) -> bool:
    with transaction.atomic():
        mine = db.claim(Bill.objects.filter(pk=bill.pk, state=State.OPEN, reminded_at=None), reminded_at=now)
        if mine:
            letters.tell_running_out(bill, now=now)
    return mine
