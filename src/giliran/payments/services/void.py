"""Take a bill back that nobody has paid."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.booking.models import Ticket
from giliran.core import db
from giliran.core.types import Actor
from giliran.payments import policy
from giliran.payments.models import Bill
from giliran.payments.services import rows
from giliran.payments.states import State


def void_bill(*, bill: Bill, reason: str, by: Actor, now: datetime) -> Bill:
    """Make an open bill void, with a reason. Money that comes for it all the same waits for a decision.

    Raises `Refusal`: `reason_needed`, `bill_expired`, `bill_void`, `money_is_there`.
    """
    rows.demand_second_eyes(by, bill.office_id)
    why = rows.ask_why(reason)
    return db.retry_on_deadlock(lambda: _void(bill, why, by, now))


def withdraw_bill(*, ticket: Ticket, reason: str, by: Actor, now: datetime) -> None:
    """What was asked for a visit that is taken back is not to be paid any more; in the caller's transaction, which
    says who may."""
    rows.lock_ticket(ticket.pk)
    for bill in Bill.objects.filter(ticket=ticket, state=State.OPEN).select_related("ticket"):
        rows.move(bill, State.VOID, now=now, reason=reason)
        rows.record("payments.voided", bill, by=by, now=now, reason=reason)


def _void(bill: Bill, why: str, by: Actor, now: datetime) -> Bill:
    with transaction.atomic():
        held = rows.hold(bill)
        refused = policy.refuse_void(held.state)
        if refused:
            raise rows.refusal(refused)
        rows.move(held, State.VOID, now=now, reason=why)
        rows.record("payments.voided", held, by=by, now=now, reason=why)
    return held
