"""What a holder sees of the fee: code, until when, how to pay, and the receipt."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pypdf
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from giliran.payments.models import Bill
from giliran.payments.services import decide_late, enter_receipt, expire_due
from tests.factories import payments, world
from tests.factories.payments import TEN, Counter

pytestmark = pytest.mark.django_db

NTPN = "A1B2C3D4E5F6G7H8"
NEXT_WEEK = TEN + timedelta(days=7)


@pytest.fixture
def counter(db: None) -> Iterator[Counter]:
    with time_machine.travel(TEN, tick=False):
        yield payments.a_counter()


def holder(bill: Bill, language: str = "en") -> Client:
    client = world.sign_in(Client(), bill.ticket.booking.account)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def page_of(bill: Bill, language: str = "en") -> str:
    answer: Any = holder(bill, language).get(reverse("booking", args=[bill.ticket.booking.code]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_what_is_to_be_paid_stands_on_the_booking(counter: Counter) -> None:
    bill = counter.bill()
    shown = f"{bill.code[:5]} {bill.code[5:10]} {bill.code[10:]}"
    for language, until in (
        ("en", "Monday, 30 November 2026, 10:00 WIB"),
        ("id", "Senin, 30 November 2026, 10.00 WIB"),
    ):
        page = page_of(bill, language)
        assert [words in page for words in (shown, "Rp950.000", until, "MPN")] == [True] * 4
    assert "Menunggu pembayaran" in page_of(bill, "id")


def test_a_paid_bill_has_its_receipt_for_its_holder_alone(counter: Counter) -> None:
    bill = counter.bill()
    receipt = reverse("booking_receipt", args=[bill.code])
    early: Any = holder(bill).get(receipt)
    assert (early.status_code, early.headers["Location"]) == (302, reverse("booking", args=[bill.ticket.booking.code]))
    enter_receipt(bill=bill, ntpn=NTPN, by=counter.officer, now=TEN)
    page = page_of(bill)
    assert [words in page for words in (NTPN, receipt, "Paid")] == [True] * 3
    answer: Any = holder(bill).get(receipt)
    text = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert ("Nine hundred fifty thousand rupiah" in " ".join(text.split()), NTPN in text) == (True, True)
    stranger = world.sign_in(Client(), world.an_account("x@example.id"))
    assert stranger.get(receipt).status_code == 404
    assert Client().get(receipt).status_code == 302


def test_late_money_is_told_and_its_end(counter: Counter) -> None:
    bill = counter.bill()
    with time_machine.travel(NEXT_WEEK, tick=False):
        expire_due(NEXT_WEEK)
        assert "Do not pay by this code any more" in page_of(bill)
        enter_receipt(bill=bill, ntpn=NTPN, by=counter.officer, now=NEXT_WEEK)
        assert "Nothing is lost: ask at the counter" in page_of(bill)
        decide_late(bill=bill, accept=False, reason="dobel", by=counter.supervisor, now=NEXT_WEEK)
        assert "This money is given back to you" in page_of(bill)
