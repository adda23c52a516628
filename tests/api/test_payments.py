"""The door of the payment gateway: JSON whatever happens, and never a trace of our inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from giliran.api import payments as door
from giliran.payments.models import Bill, GatewayCall
from tests.factories import payments
from tests.factories.payments import SECRET, TEN, Counter, a_call, signed

pytestmark = pytest.mark.django_db

URL = "/payments/callback/"
NTPN = "A1B2C3D4E5F6G7H8"
UNKNOWN = a_call("8" * 15, 1, NTPN)


@pytest.fixture
def counter(settings: Settings) -> Iterator[Counter]:
    settings.PAYMENT_SECRET = SECRET
    with time_machine.travel(TEN, tick=False):
        yield payments.a_counter()


def post(body: bytes, content_type: str = "application/json", **headers: str) -> Any:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return client.post(URL, body, content_type=content_type, headers={**signed(body), **headers})


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["status"] == answer.status_code
    assert "Traceback" not in answer.content.decode()
    return answer.status_code, answer.json()["code"]


def test_a_call_pays_the_bill_and_may_come_again(counter: Counter) -> None:
    bill = counter.bill()
    body = a_call(bill.code, 950_000, NTPN)
    answers = [post(body) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert [one.json() for one in answers] == [
        {"status": "paid", "code": bill.code, "repeated": again} for again in (False, True)
    ]
    assert Bill.objects.get().state == "paid"


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (UNKNOWN, {"X-Payment-Signature": "0" * 64}, (401, "call_unsigned")),
        (UNKNOWN, signed(UNKNOWN, at=TEN.replace(year=2025)), (401, "call_stale")),
        (b"{}", {}, (422, "call_unreadable")),
        (b"\x00" * 40, {}, (422, "call_unreadable")),
        (UNKNOWN, {}, (404, "bill_unknown")),
        (b" " * 20_000, {}, (413, "too_large")),
    ],
)
def test_what_is_refused(counter: Counter, body: bytes, headers: dict[str, str], expected: tuple[int, str]) -> None:
    assert problem(post(body, **headers)) == expected


def test_another_amount_is_a_conflict_in_the_language_that_was_asked_for(counter: Counter) -> None:
    body = a_call(counter.bill().code, 1, NTPN)
    answer = post(body, **{"Accept-Language": "en"})
    assert problem(answer) == (409, "amount_differs")
    assert "somebody will look at it" in answer.json()["detail"]
    assert GatewayCall.objects.count() == 1


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "???"],
)
def test_the_kind_of_content_changes_nothing(counter: Counter, content_type: str) -> None:
    assert problem(post(UNKNOWN, content_type)) == (404, "bill_unknown")


def test_without_a_secret_there_is_no_door(counter: Counter, settings: Settings) -> None:
    settings.PAYMENT_SECRET = ""
    assert problem(post(b"{}")) == (404, "call_off")


def test_other_methods_are_named(counter: Counter) -> None:
    answer = Client().get(URL)
    assert (problem(answer), answer.headers["Allow"]) == ((405, "method_not_allowed"), "POST")


@pytest.mark.parametrize(
    ("fault", "expected"), [(OperationalError("gone"), (503, "unavailable")), (ValueError("bug"), (500, "broken"))]
)
def test_our_own_faults_say_nothing_of_our_inside(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, fault: Exception, expected: tuple[int, str]
) -> None:
    def fail(**_: object) -> None:
        raise fault

    monkeypatch.setattr(door, "take_callback", fail)
    answer = post(b"{}")
    assert problem(answer) == expected
    assert str(fault) not in answer.content.decode()
