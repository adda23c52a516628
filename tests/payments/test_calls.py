"""What the gateway tells: true, forged, repeated, too much, too late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from giliran.audit.models import Event
from giliran.core.errors import Refusal
from giliran.payments import selectors
from giliran.payments.models import Bill, GatewayCall
from giliran.payments.services import Taken, enter_receipt, expire_due, issue_bill, look_at_call, take_callback
from tests.factories.payments import SECRET, TEN, Counter, a_call, an_ntpn, signed

pytestmark = pytest.mark.django_db

NTPN = "A1B2C3D4E5F6G7H8"
NEXT_WEEK = TEN + timedelta(days=7)


@pytest.fixture(autouse=True)
def _connected(settings: Any) -> None:
    settings.PAYMENT_SECRET = SECRET


def take(body: bytes, **how: Any) -> Taken:
    now = how.pop("now", TEN)
    return take_callback(body=body, headers=signed(body, at=how.pop("at", now), **how), now=now)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.code


def state_of(bill: Bill) -> str:
    bill.refresh_from_db()
    return bill.state


def test_a_payment_is_taken(counter: Counter) -> None:
    bill = counter.bill()
    paid_at = TEN - timedelta(minutes=2)
    assert take(a_call(bill.code, 950_000, NTPN, paid_at=paid_at)) == ("paid", bill.code, False)
    assert (state_of(bill), bill.ntpn, bill.method) == ("paid", NTPN, "gateway")
    assert (bill.paid_at, bill.paid_by) == (paid_at, None)
    line = Event.objects.get(event="payments.paid")
    assert (line.actor_label, line.about, line.data["method"]) == ("payment gateway", f"bill:{bill.code}", "gateway")


def test_who_paid_is_kept_as_a_keyed_hash_only(counter: Counter) -> None:
    bills = [counter.bill(name) for name in ("Siti Rahma", "Budi Santoso", "Tono")]
    payers = ({"payer": "0123456789"}, {"payer": "0123456789"}, {})
    for bill, (number, payer) in zip(bills, enumerate(payers), strict=True):
        take(a_call(bill.code, 950_000, f"NTPN{number:012d}", event=f"ev-{number}", **payer))
        bill.refresh_from_db()
    first, second, third = (bill.payer_hash and bytes(bill.payer_hash) for bill in bills)
    assert (first, third) == (second, None)
    assert first and len(first) == 32 and b"0123456789" not in first


def test_the_same_call_twice_is_harmless(counter: Counter) -> None:
    bill = counter.bill()
    body = a_call(bill.code, 950_000, NTPN)
    assert take(body).repeated is False
    assert take(body, now=TEN + timedelta(hours=3)) == ("paid", bill.code, True)
    assert (GatewayCall.objects.count(), Event.objects.filter(event="payments.paid").count()) == (1, 1)


def test_another_event_about_the_same_payment_is_harmless(counter: Counter) -> None:
    bill = counter.bill()
    take(a_call(bill.code, 950_000, NTPN))
    assert take(a_call(bill.code, 950_000, NTPN, event="ev-2")) == ("known", bill.code, False)


def test_what_an_officer_has_entered_is_known(counter: Counter) -> None:
    bill = enter_receipt(bill=counter.bill(), ntpn=NTPN, by=counter.officer, now=TEN)
    assert take(a_call(bill.code, 950_000, NTPN)).outcome == "known"
    assert (state_of(bill), bill.method) == ("paid", "officer")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "call_unsigned"),
        ({"X-Payment-Signature": "0" * 64, "X-Payment-Timestamp": "1"}, "call_unsigned"),
        (None, "call_stale"),
    ],
)
def test_a_forged_or_copied_call_leaves_no_trace(counter: Counter, headers: dict[str, str] | None, code: str) -> None:
    bill = counter.bill()
    body = a_call(bill.code, 950_000, NTPN)
    copied = signed(body, at=TEN - timedelta(minutes=6))
    sent = copied if headers is None else headers
    assert refused(lambda: take_callback(body=body, headers=sent, now=TEN)) == code
    assert refused(lambda: take(body, secret="guessed")) == "call_unsigned"
    assert (state_of(bill), GatewayCall.objects.count()) == ("open", 0)


def test_without_a_secret_no_call_is_taken(counter: Counter, settings: Any) -> None:
    settings.PAYMENT_SECRET = ""
    body = a_call(counter.bill().code, 950_000, NTPN)
    assert refused(lambda: take(body, secret="")) == "call_off"


def test_header_names_come_in_any_case(counter: Counter) -> None:
    body = a_call(counter.bill().code, 950_000, NTPN)
    sent = {name.upper(): value for name, value in signed(body).items()}
    assert take_callback(body=body, headers=sent, now=TEN).outcome == "paid"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff", b"[" * 5_000, b'{"event":"e"}',
        a_call("82026112300471", 1, NTPN), a_call("82026112300471x", 1, NTPN), a_call("8" * 15, -1, NTPN),
        a_call("8" * 15, 10**13, NTPN), a_call("8" * 15, 1, "short"), a_call("8" * 15, 1, NTPN.lower()),
        a_call("8" * 15, 1, NTPN, event=""), a_call("8" * 15, 1, NTPN, event="x" * 65),
        a_call("8" * 15, 1, NTPN, event="a\nb"), a_call("8" * 15, 1, NTPN, event="a\x00"),
        a_call("8" * 15, 1, NTPN, paid_at=TEN.replace(tzinfo=None)),
        a_call("8" * 15, 1, NTPN).replace(b": 1,", b': "1",'), a_call("8" * 15, 1, NTPN).replace(b": 1,", b": 1.5,"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(counter: Counter, body: bytes) -> None:
    assert refused(lambda: take(body)) == "call_unreadable"
    assert GatewayCall.objects.count() == 0


def test_another_amount_is_refused_and_waits_for_somebody_who_looks(counter: Counter) -> None:
    bill = counter.bill()
    body = a_call(bill.code, 949_999, NTPN)
    assert [refused(lambda: take(body)) for _ in range(2)] == ["amount_differs"] * 2
    assert state_of(bill) == "open"
    [call] = selectors.calls_to_look_at(counter.office, counter.officer)
    assert (call.bill, call.amount, call.ntpn, call.outcome) == (bill, 949_999, NTPN, "amount_differs")
    assert Event.objects.filter(event="payments.call_refused", office_id=counter.office.pk).count() == 1

    with pytest.raises(PermissionDenied):
        look_at_call(call=call, note="x", by=counter.officer, now=TEN)
    assert refused(lambda: look_at_call(call=call, note=" ", by=counter.supervisor, now=TEN)) == "reason_needed"
    look_at_call(call=call, note="Bank salah kirim", by=counter.supervisor, now=TEN)
    assert selectors.calls_to_look_at(counter.office, counter.officer) == []
    assert refused(lambda: look_at_call(call=call, note="lagi", by=counter.supervisor, now=TEN)) == "looked_already"
    take(a_call(bill.code, 950_000, NTPN, event="ev-2"))
    assert state_of(bill) == "paid"


def test_an_unknown_bill_is_refused_and_on_record(counter: Counter) -> None:
    assert refused(lambda: take(a_call("820261123999999", 950_000, NTPN))) == "bill_unknown"
    assert (GatewayCall.objects.get().outcome, Event.objects.get(event="payments.call_refused").office_id) == (
        "bill_unknown", None,
    )  # fmt: skip


def test_a_second_payment_of_a_bill_waits_for_somebody_who_looks(counter: Counter) -> None:
    bill = counter.bill()
    take(a_call(bill.code, 950_000, NTPN))
    assert refused(lambda: take(a_call(bill.code, 950_000, an_ntpn(), event="ev-2"))) == "paid_already"
    assert (state_of(bill), bill.ntpn) == ("paid", NTPN)
    assert len(selectors.calls_to_look_at(counter.office, counter.officer)) == 1


def test_a_receipt_of_another_bill_is_refused(counter: Counter) -> None:
    first, second = counter.bill(), counter.bill("Budi")
    take(a_call(first.code, 950_000, NTPN))
    assert refused(lambda: take(a_call(second.code, 950_000, NTPN, event="ev-2"))) == "ntpn_used"
    assert state_of(second) == "open"


def test_an_event_id_serves_one_call(counter: Counter) -> None:
    first, second = counter.bill(), counter.bill("Budi")
    take(a_call(first.code, 950_000, NTPN))
    assert refused(lambda: take(a_call(second.code, 950_000, an_ntpn()))) == "event_reused"
    assert state_of(second) == "open"


def test_whoever_pays_after_the_end_loses_nothing(counter: Counter) -> None:
    bill = counter.bill()
    expire_due(NEXT_WEEK)
    assert take(a_call(bill.code, 950_000, NTPN, paid_at=NEXT_WEEK), now=NEXT_WEEK).outcome == "paid_late"
    assert (state_of(bill), bill.ntpn) == ("paid_late", NTPN)


def test_the_end_counts_even_before_the_tick_has_seen_it(counter: Counter) -> None:
    bill = counter.bill()
    assert take(a_call(bill.code, 950_000, NTPN, paid_at=NEXT_WEEK), now=NEXT_WEEK).outcome == "paid_late"


def test_news_that_is_late_of_money_that_was_not(counter: Counter) -> None:
    bill = counter.bill()
    expire_due(NEXT_WEEK)
    paid_at = NEXT_WEEK - timedelta(minutes=1)
    assert take(a_call(bill.code, 950_000, NTPN, paid_at=paid_at), now=NEXT_WEEK).outcome == "paid"


def test_an_old_bill_that_is_paid_beside_its_successor_waits(counter: Counter) -> None:
    bill = counter.bill()
    second = issue_bill(ticket=bill.ticket, by=counter.officer, now=NEXT_WEEK)
    paid_at = NEXT_WEEK - timedelta(minutes=1)
    assert take(a_call(bill.code, 950_000, NTPN, paid_at=paid_at), now=NEXT_WEEK).outcome == "paid_late"
    assert (state_of(bill), state_of(second)) == ("paid_late", "open")


def test_nobody_pays_in_the_future(counter: Counter) -> None:
    bill = counter.bill()
    take(a_call(bill.code, 950_000, NTPN, paid_at=TEN + timedelta(days=400)))
    assert (state_of(bill), bill.paid_at) == ("paid", TEN)
