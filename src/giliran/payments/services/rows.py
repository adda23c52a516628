"""What every change of a bill does to its rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from giliran.audit import services as audit
from giliran.booking.models import Ticket
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.payments import gateways, permissions, policy
from giliran.payments.models import Bill
from giliran.payments.sentences import sentence
from giliran.payments.services import letters
from giliran.payments.states import MOVES, State

MOST_SIGNS = 200
"""Of a reason."""


def hold(bill: Bill) -> Bill:
    """The bill as it is, for the rest of the transaction: whoever changes a bill holds its ticket first, so that all
    bills of a ticket change one after the other."""
    lock_ticket(bill.ticket_id)
    return Bill.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=bill.pk)


def lock_ticket(ticket_id: int) -> Ticket:
    return Ticket.objects.select_for_update(no_key=True, of=("self",)).select_related("office").get(pk=ticket_id)


def as_now(bill: Bill) -> policy.BillNow:
    return policy.BillNow(bill.state, bill.expires_at, bill.ntpn, bill.is_express)


def move(bill: Bill, to: State, *, now: datetime, **changes: Any) -> bool:
    """Bring a bill into another state if the move is allowed from the one it is in; whether it was ours to do. What
    still waits to be sent about the state before is not sent any more. What becomes void is taken
    back at the gateway, too, and whoever was asked for it is told."""
    sources = [state for state, targets in MOVES.items() if to in targets]
    if to == State.VOID:
        due_at = None if gateways.gateway().knows_at_once else now
        changes |= {"register_due_at": due_at, "register_tries": 0, "register_fault": ""}
    mine = db.claim(Bill.objects.filter(pk=bill.pk, state__in=sources), state=to, state_at=now, **changes)
    if mine:
        bill.refresh_from_db()
        letters.hush(bill, now=now)
        if to == State.VOID and bill.registered_at:
            letters.tell_void(bill, now=now)
    return mine


def record(event: str, bill: Bill, *, by: Actor, now: datetime, **data: object) -> None:
    audit.record(
        event=event,
        by=by,
        about=f"bill:{bill.code}",
        at=now,
        office_id=bill.office_id,
        data={"ticket": bill.ticket.public_id, "label": bill.ticket.label, "amount": bill.amount, **data},
    )


def ask_why(reason: str) -> str:
    """The reason, tidied; `Refusal` if there is none."""
    given = " ".join(reason.split())[:MOST_SIGNS]
    if not given:
        raise refusal("reason_needed", field="reason")
    return given


def refusal(code: str, *, field: str | None = None, **data: object) -> Refusal:
    return Refusal(code, sentence(code), field=field, data=data)


def demand_taker(by: Actor, office_id: int) -> None:
    if not permissions.may_take(by, office_id):
        raise PermissionDenied


def demand_second_eyes(by: Actor, office_id: int) -> None:
    if not permissions.may_void(by, office_id):
        raise PermissionDenied
