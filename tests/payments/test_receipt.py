"""The receipt, read back as a person would."""

from __future__ import annotations

import io
import re

import pypdf
import pytest

from giliran.core.errors import Refusal
from giliran.payments.models import Bill
from giliran.payments.services import enter_receipt, issue_bill, receipt_pdf, take_callback
from tests.factories.payments import SECRET, TEN, Counter, a_call, signed

pytestmark = pytest.mark.django_db

NTPN = "A1B2C3D4E5F6G7H8"


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 1
    return re.sub(r"\s+", " ", pages[0].extract_text())


def paid(counter: Counter) -> Bill:
    bill = issue_bill(ticket=counter.ticket(), by=counter.officer, now=TEN, is_express=True)
    return enter_receipt(bill=bill, ntpn=NTPN, by=counter.officer, now=TEN)


def test_it_says_everything_in_both_languages(counter: Counter) -> None:
    bill = paid(counter)
    code = f"{bill.code[:5]} {bill.code[5:10]} {bill.code[10:]}"
    amounts = ("Rp1.950.000", "Rp950.000", "Rp1.000.000")
    who = ("Siti Rahma", "Kantor Imigrasi Jakarta Selatan", bill.ticket.label, f"•••• {bill.ticket.nik_last4}")
    shared = (*who, *amounts, NTPN, code)
    own = {
        "id": ("Satu juta sembilan ratus lima puluh ribu rupiah", "Senin, 23 November 2026, 10.00 WIB"),
        "en": ("One million nine hundred fifty thousand rupiah", "Monday, 23 November 2026, 10:00 WIB"),
    }
    for language, words in own.items():
        text = text_of(receipt_pdf(bill, language))
        assert [one for one in (*shared, *words) if one not in text] == []


def test_it_is_in_the_holders_language_and_the_same_twice(counter: Counter) -> None:
    bill = paid(counter)
    assert "Senin" in text_of(receipt_pdf(bill))
    assert receipt_pdf(bill) == receipt_pdf(bill)


def test_the_gateways_hour_is_that_of_the_payment(counter: Counter, settings: object) -> None:
    settings.PAYMENT_SECRET = SECRET  # type: ignore[attr-defined]
    bill = counter.bill()
    body = a_call(bill.code, 950_000, NTPN)
    take_callback(body=body, headers=signed(body), now=TEN)
    bill.refresh_from_db()
    assert "Paid on Monday, 23 November 2026, 10:00 WIB" in text_of(receipt_pdf(bill, "en"))


def test_what_is_not_paid_has_no_receipt(counter: Counter) -> None:
    with pytest.raises(Refusal) as caught:
        receipt_pdf(counter.bill())
    assert caught.value.code == "not_paid"
