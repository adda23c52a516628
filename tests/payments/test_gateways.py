"""A gateway that is slow, broken, gone or talks nonsense: no counter waits for it, and no bill is lost to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from giliran.payments import gateways
from giliran.payments.gateways import Registration
from giliran.payments.gateways.http import HttpGateway
from giliran.payments.models import Bill
from giliran.payments.services import enter_receipt, register_due, void_bill
from tests.factories.payments import TEN, Counter, an_ntpn
from tests.notifications.gateway import Gateway, no, running, yes

REGISTRATION = Registration("key-1", "820261123004711", 950_000, TEN + timedelta(days=7), "Siti Rahma", "Paspor A-001")


@pytest.fixture
def server() -> Iterator[Gateway]:
    with running() as gateway:
        yield gateway


def ask(server: Gateway, *answers: Any) -> str:
    server.answers = list(answers)
    return HttpGateway(f"{server.url}/bills", "secret-token", 0.3).register(REGISTRATION).outcome


def test_a_bill_is_told_once_by_its_key(server: Gateway) -> None:
    assert ask(server, yes(code=REGISTRATION.code)) == "registered"
    [asked] = server.asked
    assert (asked.headers["Authorization"], asked.headers["Idempotency-Key"]) == ("Bearer secret-token", "key-1")
    assert asked.json == {
        "code": "820261123004711", "amount": 950_000, "currency": "IDR", "expires_at": "2026-11-30T03:00:00+00:00",
        "payer": "Siti Rahma", "description": "Paspor A-001",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        pytest.param(no(409, {"code": REGISTRATION.code}), "registered", id="there already"),
        pytest.param(no(409, {"code": "820261123000000"}), "refused", id="another one is there"),
        pytest.param(no(422, {"error": "payer"}), "refused", id="not this one"),
        pytest.param(no(400), "refused", id="bad request"),
        pytest.param(no(401), "down", id="our token"),
        pytest.param(no(404), "down", id="wrong address"),
        pytest.param(no(429), "down", id="busy"),
        pytest.param(no(500), "down", id="broken"),
        pytest.param(no(503), "down", id="away"),
        pytest.param((302, {"Location": "http://127.0.0.1:9/"}, b""), "down", id="elsewhere"),
        pytest.param((200, {}, b""), "down", id="nothing"),
        pytest.param((200, {}, b"<html>"), "down", id="garbage"),
        pytest.param((200, {}, b'{"code": 1}'), "down", id="another shape"),
        pytest.param((200, {}, b'["820261123004711"]'), "down", id="a list"),
        pytest.param((200, {}, b"[" * 60_000), "down", id="deep"),
        pytest.param((200, {}, b" " * 70_000), "down", id="huge"),
        pytest.param("hang up", "down", id="hangs up"),
        pytest.param("slow", "down", id="slow"),
    ],
)
def test_whatever_it_answers_is_an_answer(server: Gateway, answer: Any, outcome: str) -> None:
    assert ask(server, answer) == outcome


def test_a_gateway_that_is_gone_is_down(server: Gateway) -> None:
    server.stop()
    assert ask(server, yes()) == "down"


def test_without_an_address_any_bank_takes_the_code() -> None:
    assert gateways.gateway().knows_at_once
    assert gateways.gateway().register(REGISTRATION).outcome == "registered"
    assert "secret" not in repr(HttpGateway("http://x/", "secret"))


@pytest.fixture
def connected(server: Gateway, settings: Any, counter: Counter) -> Gateway:
    settings.PAYMENT_URL = server.url
    return server


def after(seconds: int) -> datetime:
    return TEN + timedelta(seconds=seconds)


def standing(bill: Bill) -> tuple[bool, int, str]:
    bill.refresh_from_db()
    return bill.registered_at is not None, bill.register_tries, bill.register_fault


@pytest.mark.django_db
def test_the_counter_does_not_wait_and_the_worker_tries_until_it_works(connected: Gateway, counter: Counter) -> None:
    bill = counter.bill()
    assert (bill.registered_at, bill.register_due_at, connected.asked) == (None, TEN, [])
    connected.answers = [no(500), (200, {}, b"?"), yes(code=bill.code)]
    assert [register_due(TEN), register_due(after(29)), register_due(after(30))] == [1, 0, 1]
    assert standing(bill) == (False, 2, "answered 200 and nothing clear")
    assert [register_due(after(89)), register_due(after(90)), register_due(after(10**6))] == [0, 1, 0]
    assert standing(bill) == (True, 2, "")
    assert {one.headers["Idempotency-Key"] for one in connected.asked} == {str(bill.public_id)}


@pytest.mark.django_db
def test_when_it_is_down_nobody_else_knocks(connected: Gateway, counter: Counter) -> None:
    bills = [counter.bill(f"Orang {n}") for n in range(3)]
    connected.answers = [no(503)]
    assert register_due(TEN) == 1
    assert register_due(after(29)) == 0
    connected.answers = [yes(code=bills[1].code)]
    register_due(after(30))
    assert len(connected.asked) >= 2


@pytest.mark.django_db
def test_a_bill_that_it_refuses_holds_up_no_other(connected: Gateway, counter: Counter) -> None:
    first, second = counter.bill(), counter.bill("Budi", now=after(1))
    connected.answers = [no(422), yes(code=second.code)]
    assert register_due(after(1)) == 2
    assert (standing(first), standing(second)) == ((False, 1, "answered 422"), (True, 0, ""))


@pytest.mark.django_db
def test_what_is_paid_is_not_registered_any_more(connected: Gateway, counter: Counter) -> None:
    enter_receipt(bill=counter.bill(), ntpn=an_ntpn(), by=counter.officer, now=TEN)
    assert (register_due(TEN), connected.asked) == (0, [])


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        pytest.param(yes(code=REGISTRATION.code), "cancelled", id="done"),
        pytest.param(no(404, {"code": REGISTRATION.code}), "cancelled", id="never there"),
        pytest.param(no(409, {"code": REGISTRATION.code}), "cancelled", id="paid there"),
        pytest.param(no(404), "down", id="wrong address"),
        pytest.param(no(422), "refused", id="not this one"),
        pytest.param(no(503), "down", id="away"),
        pytest.param((200, {}, b"<html>"), "down", id="garbage"),
    ],
)
def test_whatever_it_answers_to_a_cancelling_is_an_answer(server: Gateway, answer: Any, outcome: str) -> None:
    server.answers = [answer]
    assert HttpGateway(f"{server.url}/bills/", "t", 0.3).cancel(REGISTRATION).outcome == outcome
    [asked] = server.asked
    assert (asked.path, asked.headers["Idempotency-Key"]) == ("/bills/820261123004711/cancel", "key-1-cancel")


@pytest.mark.django_db
def test_a_void_bill_is_taken_back_there_until_that_works_or_it_runs_out(connected: Gateway, counter: Counter) -> None:
    bill, other = counter.bill(), counter.bill("Budi")
    connected.answers = [yes(code=bill.code), yes(code=other.code), no(503), yes(code=bill.code)]
    assert register_due(TEN) == 2
    void_bill(bill=bill, reason="salah", by=counter.supervisor, now=after(60))
    assert [register_due(after(60)), register_due(after(61)), register_due(after(90)), register_due(after(999))] == [
        1, 0, 1, 0,
    ]  # fmt: skip
    assert [one.path.endswith("/cancel") for one in connected.asked] == [False, False, True, True]
    connected.answers = [no(503)]
    void_bill(bill=other, reason="salah", by=counter.supervisor, now=after(60))
    assert (register_due(after(2000)), register_due(other.expires_at)) == (1, 0)
    other.refresh_from_db()
    assert other.register_due_at is None
