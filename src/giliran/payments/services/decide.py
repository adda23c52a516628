"""What becomes of money that came late."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.core import db
from giliran.core.types import Actor
from giliran.payments import policy
from giliran.payments.models import Bill
from giliran.payments.services import letters, rows
from giliran.payments.states import State


def decide_late(*, bill: Bill, accept: bool, reason: str, by: Actor, now: datetime) -> Bill:
    """Let a late payment count for its ticket, or have it given back; with a reason.

    Another bill of the ticket that is still open becomes void, so that nobody pays twice. Raises `Refusal`:
    `reason_needed`, `nothing_to_decide`, `ticket_paid_already`.
    """
    rows.demand_second_eyes(by, bill.office_id)
    why = rows.ask_why(reason)
    return db.retry_on_deadlock(lambda: _decide(bill, accept, why, by, now))


def _decide(bill: Bill, accept: bool, why: str, by: Actor, now: datetime) -> Bill:
    with transaction.atomic():
        held = rows.hold(bill)
        others = Bill.objects.filter(ticket=held.ticket_id).exclude(pk=held.pk).select_related("ticket")
        is_paid = others.filter(state=State.PAID).exists()
        refused = policy.refuse_decision(held.state, accept=accept, other_is_paid=is_paid)
        if refused:
            raise rows.refusal(refused)
        for other in others.filter(state=State.OPEN) if accept else ():
            rows.move(other, State.VOID, now=now, reason=f"paid by {held.code}", register_due_at=None)
            rows.record("payments.voided", other, by=by, now=now, reason=f"paid by {held.code}")
        rows.move(held, State.PAID if accept else State.REFUND, now=now, reason=why)
        event = "payments.late_accepted" if accept else "payments.refund_ordered"
        rows.record(event, held, by=by, now=now, reason=why)
        if accept:
            letters.tell_paid(held, now=now)
    return held
