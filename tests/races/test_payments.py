"""Many who report the same money at the same moment, by many processes."""

from __future__ import annotations

from collections import Counter as Count

import pytest
from django.conf import settings

from giliran.audit.models import Event
from giliran.booking.models import Ticket
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.payments.models import Bill, GatewayCall
from giliran.payments.services import enter_receipt, invariants, issue_bill, take_callback
from tests.factories import payments
from tests.factories.payments import SECRET, TEN, Counter, a_call, signed
from tests.races import crowd

ROUNDS = 6
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

Task = tuple[str, str, str]
"""What to do, with which bill or ticket, and with which receipt number."""


def work(share: tuple[Actor, list[Task]]) -> list[str]:
    by, tasks = share
    settings.PAYMENT_SECRET = SECRET
    return [_do(by, *task) for task in tasks]


def _do(by: Actor, what: str, name: str, ntpn: str) -> str:
    try:
        if what == "issue":
            return issue_bill(ticket=Ticket.objects.get(public_id=name), by=by, now=TEN).code
        if what == "call":
            body = a_call(name, 950_000, ntpn, event=f"ev-{name}")
            return take_callback(body=body, headers=signed(body), now=TEN).outcome.value
        return enter_receipt(bill=Bill.objects.select_related("ticket").get(code=name), ntpn=ntpn, by=by, now=TEN).state
    except Refusal as refused:
        return refused.code


def all_at_once(counter: Counter, *each: list[Task]) -> list[list[str]]:
    return crowd.all_at_once(work, [(counter.officer, tasks) for tasks in each])


def test_four_counters_ask_for_the_same_fee_once() -> None:
    counter = payments.a_counter()
    tasks: list[Task] = [("issue", counter.ticket(f"Orang {n}").public_id, "") for n in range(ROUNDS)]
    answers = all_at_once(counter, tasks, tasks, tasks, tasks)
    assert [len(set(each)) for each in zip(*answers, strict=True)] == [1] * ROUNDS
    assert (Bill.objects.count(), Event.objects.filter(event="payments.issued").count()) == (ROUNDS, ROUNDS)
    assert [*invariants.broken()] == []


def test_the_same_receipt_for_two_bills_pays_one() -> None:
    counter = payments.a_counter()
    pairs = [(counter.bill(f"Satu {n}"), counter.bill(f"Dua {n}"), payments.an_ntpn()) for n in range(ROUNDS)]
    first: list[Task] = [("receipt", one.code, ntpn) for one, _, ntpn in pairs]
    second: list[Task] = [("receipt", other.code, ntpn) for _, other, ntpn in pairs]
    for each in zip(*all_at_once(counter, first, second), strict=True):
        assert Count(each) == {"paid": 1, "ntpn_used": 1}
    assert Bill.objects.filter(state="paid").count() == Event.objects.filter(event="payments.paid").count() == ROUNDS
    assert [*invariants.broken()] == []


def test_gateway_and_officers_report_the_same_payment_once() -> None:
    counter = payments.a_counter()
    bills = [(counter.bill(f"Orang {n}").code, payments.an_ntpn()) for n in range(ROUNDS)]
    calls: list[Task] = [("call", code, ntpn) for code, ntpn in bills]
    typed: list[Task] = [("receipt", code, ntpn) for code, ntpn in bills]
    answers = all_at_once(counter, calls, calls, typed, typed)
    assert {answer for each in answers for answer in each} <= {"paid", "known"}
    assert GatewayCall.objects.count() == ROUNDS
    assert Event.objects.filter(event="payments.paid").count() == ROUNDS
    assert [*invariants.broken()] == []


def test_two_receipts_for_one_bill_leave_one_and_a_call_to_look_at() -> None:
    counter = payments.a_counter()
    codes = [counter.bill(f"Orang {n}").code for n in range(ROUNDS)]
    calls: list[Task] = [("call", code, payments.an_ntpn()) for code in codes]
    typed: list[Task] = [("receipt", code, payments.an_ntpn()) for code in codes]
    for each in zip(*all_at_once(counter, calls, typed), strict=True):
        assert sorted(each) == ["paid", "paid_already"]
    assert Bill.objects.filter(state="paid").count() == ROUNDS
    assert [*invariants.broken()] == []
