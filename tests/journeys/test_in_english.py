"""The pages that have no address of their own, in English: on the way of a booking, and at the door."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import booking
from tests.journeys.conftest import Arrive
from tests.journeys.stage import TUESDAY
from tests.journeys.test_gate import MONDAY_MORNING, asks, result, scans

pytestmark = [pytest.mark.browser]


def test_a_booking_in_english(arrive: Arrive) -> None:
    nadia = arrive("en", login="inggris")
    nadia.opens("/me/book/?office=jakarta-selatan")
    booking.picks_a_day(nadia, TUESDAY)
    nadia.finds_nothing_wrong()
    booking.picks_a_session(nadia)
    nadia.presses("Continue")
    expect(nadia.page.locator(".error-summary")).to_be_focused()
    nadia.finds_nothing_wrong()
    booking.says_who_comes(nadia, ["Nadia English"])
    nadia.presses("Continue")
    expect(nadia.page.locator(".error-summary")).to_be_focused()
    nadia.finds_nothing_wrong()
    booking.says_what_each_needs(nadia, 1)
    nadia.reads_plainly("Tuesday, 8 December 2026")
    nadia.finds_nothing_wrong()
    booking.books(nadia, 1)
    nadia.reads_plainly(re.compile(r"^Arrive at \d\d:\d\d WIB$"))
    nadia.finds_nothing_wrong()


def test_the_door_in_english(arrive: Arrive) -> None:
    agus = arrive("en", login="pintu")
    agus.product.set_clock(MONDAY_MORNING)
    agus.opens("/gate/jakarta-selatan/")
    agus.finds_nothing_wrong()
    asks(agus, agus.product.parties["english"].code)
    assert result(agus, "valid") == "valid"
    agus.finds_nothing_wrong()
    agus.presses("Let in")
    assert result(agus, "admitted") == "admitted"
    agus.finds_nothing_wrong()
    agus.page.keyboard.press("Escape")
    scans(agus, agus.product.parties["english"].guests[0].qr)
    assert result(agus, "refused") == "refused"
    agus.reads_plainly(re.compile(r"^Already used: at 08:3\d WIB by Agus Pintu\.$"))
    agus.finds_nothing_wrong()
