"""Tell the payment gateway of bills, and of those that became void; a loop of the worker, so that no counter ever waits
for it."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, QuerySet

from giliran.core import db
from giliran.payments import gateways, policy
from giliran.payments.gateways import Answer, Registration
from giliran.payments.models import Bill
from giliran.payments.services import letters
from giliran.payments.states import State

log = structlog.get_logger(__name__)

BATCH = 20
_LEASE = timedelta(minutes=1)


def register_due(now: datetime) -> int:
    """Register bills that the gateway does not know yet, and take void ones back there, one after the other; how many
    it was asked about. What has run out is void there by itself.

    Each is claimed by moving its due time on, so that two workers ask once, and one that dies is followed by another.
    When the gateway is down the rest waits, too; a bill that it refuses is alone in waiting.
    """
    gateway, asked = gateways.gateway(), 0
    Bill.objects.filter(state=State.VOID, register_due_at__lte=now, expires_at__lte=now).update(register_due_at=None)
    for bill in (
        Bill.objects.filter(register_due_at__lte=now).select_related("ticket").order_by("register_due_at")[:BATCH]
    ):
        if not db.claim(_still(bill), register_due_at=now + _LEASE):
            continue
        asked += 1
        is_void = bill.state == State.VOID
        answer = gateway.cancel(_registration(bill)) if is_void else gateway.register(_registration(bill))
        _note(bill, answer, now)
        if answer.outcome == "down":
            Bill.objects.filter(register_due_at__lte=now).update(register_due_at=now + policy.pause_after(1))
            break
    return asked


def _still(bill: Bill) -> QuerySet[Bill]:
    return Bill.objects.filter(pk=bill.pk, register_due_at=bill.register_due_at)


def _note(bill: Bill, answer: Answer, now: datetime) -> None:
    mine = Bill.objects.filter(pk=bill.pk, register_due_at=now + _LEASE)  # not paid or void meanwhile
    if answer.outcome == "registered":
        with transaction.atomic():
            if db.claim(mine, registered_at=now, register_due_at=None, register_fault=""):
                letters.tell_asked(bill, now=now)
        return
    if answer.outcome == "cancelled":
        db.claim(mine, register_due_at=None, register_fault="")
        return
    log.warning("payment gateway did not take a bill", bill=bill.code, outcome=answer.outcome, why=answer.words)
    mine.update(
        register_due_at=now + policy.pause_after(bill.register_tries + 1),
        register_tries=F("register_tries") + 1,
        register_fault=answer.words[:60],
    )


def _registration(bill: Bill) -> Registration:
    return Registration(
        key=str(bill.public_id),
        code=bill.code,
        amount=bill.amount,
        expires_at=bill.expires_at,
        payer=bill.ticket.full_name,
        description=f"Paspor {bill.ticket.label} {bill.ticket.date:%Y-%m-%d}",
    )
