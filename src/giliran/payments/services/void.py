"""Take a bill back that nobody has paid."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

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


def _void(bill: Bill, why: str, by: Actor, now: datetime) -> Bill:
    with transaction.atomic():
        held = rows.hold(bill)
        refused = policy.refuse_void(held.state)
        if refused:
            raise rows.refusal(refused)
        rows.move(held, State.VOID, now=now, reason=why, register_due_at=None)
        rows.record("payments.voided", held, by=by, now=now, reason=why)
    return held
