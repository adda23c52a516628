"""Ask a ticket's person for the fee of the day."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from giliran.booking.models import Ticket
from giliran.catalogue import selectors as catalogue
from giliran.core import db
from giliran.core.types import SYSTEM, Actor
from giliran.offices import selectors as offices
from giliran.payments import gateways, policy, selectors
from giliran.payments.models import Bill, BillLine
from giliran.payments.policy import Fee
from giliran.payments.services import letters, rows
from giliran.payments.states import LIVE, Method, State

TRIES = 8
"""Codes drawn before giving up: with 100,000 bills on a day, eight in vain happen once in 10^8."""


def issue_bill(*, ticket: Ticket, by: Actor, now: datetime, is_express: bool = False) -> Bill:
    """The bill of a ticket by the fees of this day: booklet, what the service adds, express (R18, R66).

    The bill that stands (paid, paid late, or open) is given again, so that pressing twice asks once; one that ran out
    is followed by a new one, and an open one without the express fee is replaced when `is_express`. A bill of the visit
    from which this one was moved comes along. Raises `Refusal`: `ticket_over`, `fee_unknown`, `paid_without_express`,
    `code_not_found`.
    """
    rows.demand_taker(by, ticket.office_id)
    return charge(ticket=ticket, by=by, now=now, is_express=is_express)


def charge(*, ticket: Ticket, by: Actor, now: datetime, is_express: bool = False) -> Bill:
    """Like `issue_bill`, where another use case has its own rule about who may: a walk-in is charged at the door."""
    return db.retry_on_deadlock(lambda: _issue(ticket, by, now, is_express))


def _issue(ticket: Ticket, by: Actor, now: datetime, is_express: bool) -> Bill:
    with transaction.atomic():
        held = rows.lock_ticket(ticket.pk)
        _bring_along(held, now)
        standing = selectors.bill_of(held)
        if standing and not _is_over(standing, now, is_express, by):
            return standing
        refused = policy.refuse_issue(held.state)
        if refused:
            raise rows.refusal(refused)
        bill = _new_bill(held, fees_of(held, now, is_express), by, now, is_express)
        rows.record("payments.issued", bill, by=by, now=now, express=is_express)
        if bill.state == State.OPEN and bill.registered_at:  # else once a bank takes the code
            letters.tell_asked(bill, now=now)
    return bill


def _is_over(bill: Bill, now: datetime, is_express: bool, by: Actor) -> bool:
    """Whether another bill is needed in the place of this one, which is ended then."""
    if bill.state not in (*LIVE, State.PAID_LATE):
        return True
    wants_another = policy.wants_another(rows.as_now(bill), is_express=is_express)
    if bill.state != State.OPEN:
        if wants_another and bill.state == State.PAID:
            raise rows.refusal("paid_without_express")
        return False
    if bill.expires_at <= now:
        rows.move(bill, State.EXPIRED, now=now)
        rows.record("payments.expired", bill, by=SYSTEM, now=now)
        return True
    if wants_another:
        rows.move(bill, State.VOID, now=now, reason="express")
        rows.record("payments.voided", bill, by=by, now=now, reason="express")
        return True
    return False


def fees_of(ticket: Ticket, now: datetime, is_express: bool) -> list[Fee]:
    """What a bill of this ticket consists of today. Raises `Refusal` (`fee_unknown`)."""
    day = now.astimezone(ZoneInfo(ticket.office.timezone)).date()
    price = catalogue.price_of(ticket.service, ticket.booklet, day, "id")
    amounts = {fee.code: fee.amount_idr for fee in catalogue.fees_on(day, "id")} if is_express else {}
    lines = policy.lines_of([Fee(one.code, one.amount_idr) for one in price.lines], amounts, is_express=is_express)
    if not lines:
        raise rows.refusal("fee_unknown")
    return lines


def _new_bill(ticket: Ticket, fees: Sequence[Fee], by: Actor, now: datetime, is_express: bool) -> Bill:
    amount, at_once = sum(fee.amount for fee in fees), gateways.gateway().knows_at_once
    free = {"state": State.PAID, "method": Method.FREE, "paid_at": now} if amount == 0 else {}
    bill = _with_code(
        Bill(
            ticket=ticket,
            office_id=ticket.office_id,
            amount=amount,
            is_express=is_express or any(fee.code == policy.EXPRESS_FEE for fee in fees),
            created_at=now,
            created_by=by.user_id,
            expires_at=now + timedelta(hours=offices.figures_of(ticket.office)["bill_hours"]),
            state_at=now,
            registered_at=now if at_once or free else None,
            register_due_at=None if at_once or free else now,
            **free,
        ),
        now,
    )
    BillLine.objects.bulk_create(
        [BillLine(bill=bill, position=place, fee=fee.code, amount=fee.amount) for place, fee in enumerate(fees, 1)]
    )
    return bill


def _with_code(bill: Bill, now: datetime) -> Bill:
    """Save the bill under a code that nobody has; the database says whether it is free."""
    day = now.astimezone(ZoneInfo(bill.ticket.office.timezone)).date()
    for _try in range(TRIES):
        bill.code = policy.new_code(day, _number())
        if Bill.objects.filter(code=bill.code).exists():
            continue
        try:
            with transaction.atomic():
                bill.save(force_insert=True)
        except IntegrityError:  # somebody else drew the same code in this very moment
            continue
        return bill
    raise rows.refusal("code_not_found")


def _number() -> int:
    """The part of a code that chance makes: nobody guesses what others pay."""
    return secrets.randbelow(10**6)


def _bring_along(ticket: Ticket, now: datetime) -> None:
    """What was asked or paid for the visit from which this one was moved is asked or paid for this one."""
    before = selectors.tickets_behind([ticket.pk])
    for earlier in sorted(before):
        rows.lock_ticket(earlier)
    for bill in Bill.objects.filter(ticket__in=before, state__in=[*LIVE, State.PAID_LATE]).select_related("ticket"):
        if bill.state in LIVE and not _makes_room(bill, ticket, now):
            continue
        old = bill.ticket.public_id
        bill.ticket, bill.office_id = ticket, ticket.office_id
        bill.save(update_fields=["ticket", "office"])
        rows.record("payments.brought_along", bill, by=SYSTEM, now=now, moved_from=old)


def _makes_room(coming: Bill, ticket: Ticket, now: datetime) -> bool:
    """Whether a bill of before may live on this ticket: one that is paid ends one that is not. Two that are paid both
    stay where they are."""
    here = Bill.objects.filter(ticket=ticket, state__in=LIVE).select_related("ticket").first()
    if here is None:
        return True
    if here.state == coming.state == State.PAID:
        return False
    ended, by = (here, coming) if coming.state == State.PAID else (coming, here)
    rows.move(ended, State.VOID, now=now, reason=f"in place of it {by.code}")
    rows.record("payments.voided", ended, by=SYSTEM, now=now, reason=f"in place of it {by.code}")
    return ended is here
