"""What becomes of money that came late: it counts, or is given back, and one day that is done."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.core import db
from giliran.core.types import Actor
from giliran.payments import policy
from giliran.payments.models import Bill
from giliran.payments.services import letters, rows
from giliran.payments.states import State

LONGEST_REFERENCE = 60


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
            rows.move(other, State.VOID, now=now, reason=f"paid by {held.code}")
            rows.record("payments.voided", other, by=by, now=now, reason=f"paid by {held.code}")
        rows.move(held, State.PAID if accept else State.REFUND, now=now, reason=why, decided_by_id=by.user_id)
        event = "payments.late_accepted" if accept else "payments.refund_ordered"
        rows.record(event, held, by=by, now=now, reason=why)
        tell = letters.tell_paid if accept else letters.tell_refund
        tell(held, now=now)
    return held


def note_refund(*, bill: Bill, reference: str, by: Actor, now: datetime) -> Bill:
    """The treasury has given the money back, under this number; its person is told. Raises `Refusal`:
    `reference_needed`, `nothing_to_refund`."""
    rows.demand_second_eyes(by, bill.office_id)
    number = " ".join(reference.split())[:LONGEST_REFERENCE]
    if not number:
        raise rows.refusal("reference_needed", field="reference")

    def note() -> Bill:
        with transaction.atomic():
            held = rows.hold(bill)
            refunded = {"refund_reference": number, "refunded_by_id": by.user_id}
            if not rows.move(held, State.REFUNDED, now=now, **refunded):
                raise rows.refusal("nothing_to_refund")
            rows.record("payments.refunded", held, by=by, now=now, reference=number)
            letters.tell_refunded(held, now=now)
        return held

    return db.retry_on_deadlock(note)
