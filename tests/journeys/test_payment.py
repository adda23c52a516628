"""The fee: asked for at the desk, paid at a bank, and its receipt in the hands of the one who paid."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.browser]

DESK = "/desk/jakarta-selatan/"
BILL = re.compile(r"/desk/jakarta-selatan/bills/8[0-9]{14}/")
NTPN = "9F3K2M7Q1Z8X4C6V"


def test_an_officer_enters_the_receipt_and_the_payer_takes_ours_home(arrive: Arrive) -> None:
    # Given somebody with a ticket, and an officer who asks for the fee
    officer = arrive("en", login="layanan")
    payer = arrive(login="bayar")
    code = officer.product.parties["payer"].code
    officer.opens(f"{DESK}bookings/{code}/")
    officer.page.locator("form[action$='/bills/new/'] button").click()
    officer.is_at(BILL)
    officer.reads("To be paid")
    officer.finds_nothing_wrong()

    # When the payer looks at home, the code is there with how to pay
    payer.opens(f"/me/bookings/{code}/")
    payer.reads("Payment code")
    payer.reads("To be paid by")
    payer.finds_nothing_wrong()

    # And comes back with the bank's receipt, which the officer first misreads
    officer.fills("Receipt number (NTPN)", NTPN[:-1])
    officer.presses("Enter the receipt")
    officer.reads("The receipt number (NTPN) has 16 letters and digits. Compare it with the receipt, sign by sign.")
    expect(officer.page.locator("#id_ntpn")).to_have_value(NTPN[:-1])
    officer.finds_nothing_wrong()
    officer.fills("Receipt number (NTPN)", " ".join(re.findall("....", NTPN.lower())))
    officer.page.keyboard.press("Enter")
    officer.reads("The payment is on record: %(ntpn)s.", ntpn=NTPN)
    officer.finds_nothing_wrong()

    # And the head looks at the day, and at what it takes to make another bill void
    head = arrive("en", login="kepala")
    head.opens(f"{DESK}bills/?date=2026-12-06")
    head.finds_nothing_wrong()
    head.follows("Lina Marlina")
    head.follows("Make it void")
    head.finds_nothing_wrong()

    # Then the payer downloads the receipt
    payer.opens(f"/me/bookings/{code}/")
    payer.finds_nothing_wrong()
    with payer.page.expect_download() as download:
        payer.follows("Download the payment receipt")
    text = pypdf.PdfReader(io.BytesIO(download.value.path().read_bytes())).pages[0].extract_text()
    words = " ".join(text.split())
    assert [one in words for one in ("Bima Bayar", NTPN, "Rp950.000", "Sembilan ratus lima puluh ribu rupiah")] == [
        True
    ] * 4
