"""What the payment gateway tells us, whether it is true or not, once or ten times."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, NamedTuple

import msgspec
import structlog
from django.conf import settings
from django.db import transaction

from giliran.audit import services as audit
from giliran.core import db, secrets
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.payments import policy
from giliran.payments.models import Bill, GatewayCall
from giliran.payments.services import rows
from giliran.payments.services.pay import Money, settle
from giliran.payments.states import REFUSED, Method, Outcome

log = structlog.get_logger(__name__)

PAYER_PURPOSE = "payer"
GATEWAY = Actor(user_id=None, label="payment gateway", door="gateway")

_COLUMNS = {
    "event": "varchar",
    "digest": "bytea",
    "received_at": "timestamptz",
    "code": "varchar",
    "amount": "bigint",
    "ntpn": "varchar",
    "paid_at": "timestamptz",
    "outcome": "varchar",
    "note": "varchar",
}


class Told(msgspec.Struct, frozen=True):
    """The body of a call: a bill's code, the rupiah paid, the receipt number, and when (with its zone). `payer` is the
    bank's own name for whoever paid, the same for the same account; it is kept as a keyed hash only (R19)."""

    event: Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")]
    code: Annotated[str, msgspec.Meta(pattern="^[0-9]{15}$")]
    amount: Annotated[int, msgspec.Meta(ge=0, le=10**12)]
    ntpn: Annotated[str, msgspec.Meta(pattern="^[0-9A-Z]{16}$")]
    paid_at: Annotated[datetime, msgspec.Meta(tz=True)]
    payer: Annotated[str, msgspec.Meta(max_length=80)] = ""


class Taken(NamedTuple):
    """What a call did: `paid`, `paid_late` or `known`; `repeated` if it had been taken before."""

    outcome: Outcome
    code: str
    repeated: bool


def take_callback(*, body: bytes, headers: Mapping[str, str], now: datetime) -> Taken:
    """Take a call of the gateway. It is signed: `X-Payment-Signature` is the HMAC-SHA256, in hex and by the shared
    secret, of `X-Payment-Timestamp` (seconds since 1970), a dot and the body.

    The same event is taken once, and answered the same for ever. Whoever pays late loses nothing: the bill is marked
    `paid_late`. What does not fit is written down for a person to look at, and refused. Raises `Refusal`: `call_off`,
    `call_unsigned`, `call_stale`, `call_unreadable`, `event_reused`, and as outcomes `bill_unknown`,
    `amount_differs`, `paid_already`, `ntpn_used`.
    """
    _believe(body, {name.lower(): value for name, value in headers.items()}, now)
    told = _read(body)
    call, repeated = db.retry_on_deadlock(lambda: _take(told, hashlib.sha256(body).digest(), now))
    outcome = Outcome(call.outcome)
    if outcome in REFUSED:
        log.warning("payment call refused", code=told.code, outcome=outcome.value, repeated=repeated)
        raise rows.refusal(outcome.value)
    return Taken(outcome, told.code, repeated)


def _believe(body: bytes, headers: Mapping[str, str], now: datetime) -> None:
    if not settings.PAYMENT_SECRET:
        raise rows.refusal("call_off")
    timestamp, signature = (headers.get(f"x-payment-{name}", "") for name in ("timestamp", "signature"))
    fault = policy.fault_of_call(settings.PAYMENT_SECRET, timestamp, signature, body, now)
    if fault:
        log.warning("payment call not believed", fault=fault)
        raise rows.refusal(fault)


def _read(body: bytes) -> Told:
    try:
        return msgspec.json.decode(body, type=Told)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise rows.refusal("call_unreadable") from None


def _take(told: Told, digest: bytes, now: datetime) -> tuple[GatewayCall, bool]:
    """The call as it is on record, and whether it was before: of many at once, one writes it and the others wait."""
    with transaction.atomic():
        row = (told.event, digest, now, told.code, told.amount, told.ntpn, told.paid_at, "", "")
        mine = db.insert_rows(
            db.table_of(GatewayCall), _COLUMNS, [row], conflict="ON CONFLICT (event) DO NOTHING", returning="id"
        )
        call = GatewayCall.objects.get(event=told.event)
        if bytes(call.digest) != digest:
            raise rows.refusal("event_reused")
        if mine:
            bill = Bill.objects.filter(code=told.code).select_related("ticket").first()
            call.bill, call.outcome = bill, _outcome(bill, told, now)
            call.save(update_fields=["bill", "outcome"])
            if call.outcome in REFUSED:
                _record_refused(call, now)
    return call, not mine


def _outcome(bill: Bill | None, told: Told, now: datetime) -> Outcome:
    if bill is None:
        return Outcome.UNKNOWN
    if told.amount != bill.amount:
        return Outcome.AMOUNT
    try:
        money = Money(told.ntpn, min(told.paid_at, now), Method.GATEWAY, _payer_hash(told.payer))
        return Outcome(settle(bill, money, by=GATEWAY, now=now)[1])
    except Refusal as refused:
        return Outcome(refused.code)


def _payer_hash(payer: str) -> bytes | None:
    return secrets.keyring().blind(payer, PAYER_PURPOSE) if payer else None


def _record_refused(call: GatewayCall, now: datetime) -> None:
    audit.record(
        event="payments.call_refused",
        by=GATEWAY,
        about=f"bill:{call.code}",
        at=now,
        office_id=call.bill.office_id if call.bill else None,
        data={"call": call.event, "outcome": call.outcome, "amount": call.amount, "ntpn": call.ntpn},
    )


def look_at_call(*, call: GatewayCall, note: str, by: Actor, now: datetime) -> GatewayCall:
    """Somebody has looked at a refused call, and says what came of it. Raises `Refusal`: `reason_needed`,
    `looked_already`."""
    bill = call.bill
    assert bill is not None, "calls without a bill are looked at in the log"
    rows.demand_second_eyes(by, bill.office_id)
    why = rows.ask_why(note)
    with transaction.atomic():
        waits = GatewayCall.objects.filter(pk=call.pk, looked_at=None, outcome__in=REFUSED)
        if not db.claim(waits, looked_at=now, looked_by=by.user_id, note=why):
            raise rows.refusal("looked_already")
        rows.record("payments.call_looked_at", bill, by=by, now=now, call=call.event, note=why)
    call.refresh_from_db()
    return call
