"""Money comes for a bill: told by an officer who reads the receipt, or by the gateway."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from giliran.core import db, secrets
from giliran.core.types import Actor
from giliran.payments import policy
from giliran.payments.models import Bill
from giliran.payments.services import letters, rows
from giliran.payments.states import LIVE, Method, State


class Money(NamedTuple):
    """A payment as it is told. `ntpn` has its sixteen signs; `payer_hash` is there where the payer is known."""

    ntpn: str
    paid_at: datetime
    method: Method
    payer_hash: bytes | None = None


def enter_receipt(*, bill: Bill, ntpn: str, by: Actor, now: datetime) -> Bill:
    """The receipt number (NTPN) from the payer's receipt, as typed: the bill is paid.

    The same number again changes nothing. A bill that ran out or is void becomes `paid_late` and waits for a decision.
    Raises `Refusal`: `ntpn_shape`, `ntpn_is_nik`, `ntpn_used`, `paid_already`.
    """
    rows.demand_taker(by, bill.office_id)
    number = policy.parse_ntpn(ntpn)
    if number is None:
        raise rows.refusal("ntpn_shape", field="ntpn")
    if hmac.compare_digest(secrets.keyring().blind(number, "nik"), bytes(bill.ticket.nik_hash)):
        raise rows.refusal("ntpn_is_nik", field="ntpn")
    money = Money(number, now, Method.OFFICER)
    return db.retry_on_deadlock(lambda: settle(bill, money, by=by, now=now)[0])


def settle(bill: Bill, money: Money, *, by: Actor, now: datetime) -> tuple[Bill, str]:
    """The bill after a payment, and what it did: `paid`, `paid_late`, or `known`. Raises `Refusal`."""
    with transaction.atomic():
        held = rows.hold(bill)
        others = Bill.objects.filter(ticket=held.ticket_id, state__in=LIVE).exclude(pk=held.pk)
        verdict = policy.judge(rows.as_now(held), money.ntpn, money.paid_at, has_other=others.exists())
        if verdict == "paid_already":
            raise rows.refusal("paid_already", field="ntpn", ntpn=held.ntpn)
        if verdict != "known":
            _write(held, State(verdict), money, by, now)
            rows.record(
                f"payments.{verdict}", held, by=by, now=now, ntpn=money.ntpn, method=money.method.value,
                paid_at=money.paid_at.isoformat(),
            )  # fmt: skip
        if verdict == State.PAID:
            letters.tell_paid(held, now=now)
        elif verdict == State.PAID_LATE:
            letters.tell_late(held, now=now)
    return held, verdict


def _write(bill: Bill, to: State, money: Money, by: Actor, now: datetime) -> None:
    """The bill is held: only the receipt number can still be somebody else's."""
    try:
        with transaction.atomic():
            rows.move(
                bill, to, now=now, ntpn=money.ntpn, method=money.method, paid_at=money.paid_at, paid_by=by.user_id,
                payer_hash=money.payer_hash, register_due_at=None,
            )  # fmt: skip
    except IntegrityError:
        raise rows.refusal("ntpn_used", field="ntpn") from None
