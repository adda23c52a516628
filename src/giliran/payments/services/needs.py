"""Another service or kind of passport for a ticket, and what that does to its bill."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from giliran.booking.models import Ticket
from giliran.booking.services import needs as booking
from giliran.booking.services.needs import Needs
from giliran.core.types import SYSTEM, Actor
from giliran.payments import selectors
from giliran.payments.services import issue, rows
from giliran.payments.states import State


def change_needs(*, ticket: Ticket, needs: Needs, reason: str, by: Actor, now: datetime) -> Ticket:
    """See `booking.services.needs.change_needs`. An open bill for other fees is replaced by a new one, with another
    code; what is paid stays paid, so that only what costs the same can be chosen then.

    Raises `Refusal` besides: `paid_otherwise`.
    """
    return booking.change_needs(
        ticket=ticket, needs=needs, reason=reason, by=by, now=now, also=partial(_follow, by=by, now=now)
    )


def _follow(ticket: Ticket, *, by: Actor, now: datetime) -> None:
    bill = selectors.bill_of(ticket)
    if bill is None or bill.state not in (State.OPEN, State.PAID, State.PAID_LATE):
        return
    fees = issue.fees_of(ticket, now, bill.is_express)
    if bill.state != State.OPEN:
        if bill.amount != sum(fee.amount for fee in fees):
            raise rows.refusal("paid_otherwise", field="booklet")
        return
    if [one.fee for one in bill.lines.all()] == [fee.code for fee in fees]:
        return
    rows.move(bill, State.VOID, now=now, reason="needs changed")
    rows.record("payments.voided", bill, by=SYSTEM, now=now, reason="needs changed")
    issue.charge(ticket=ticket, by=by, now=now, is_express=bill.is_express)
