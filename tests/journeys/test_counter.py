"""From the door through every counter, by keyboard alone: called, a paper missing, back, and on to the payment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

MONDAY_MORNING = datetime(2026, 12, 7, 1, 30, tzinfo=UTC)
COUNTER = "/desk/jakarta-selatan/counter/"


def test_a_visit_from_counter_to_counter_by_keyboard(arrive: Arrive) -> None:
    agus, dewi = arrive(login="pintu"), arrive(login="layanan")
    dewi.product.set_clock(MONDAY_MORNING)
    party = dewi.product.parties["served"]
    label = party.guests[0].label

    # Given somebody who has come in
    agus.opens("/gate/jakarta-selatan/")
    agus.page.locator("#gate-text").fill(party.code)
    agus.presses("Check")
    agus.presses("Let in")
    expect(agus.page.locator("[data-result=admitted]")).to_be_visible()

    # When the officer signs in at counter 1 and calls
    signs_in(dewi, 1)
    calls(dewi, label)
    strikes(dewi, "m", ".now--serving")

    # And a paper is missing: its key says so, and the letters of the reason press nothing
    strikes(dewi, "2", ".paper--ok")
    strikes(dewi, "2", ".paper--missing")
    strikes(dewi, "p", ".ask form")
    dewi.finds_nothing_wrong()
    dewi.page.keyboard.type("Kartu Keluarga asli, kunci mobil pun")
    dewi.page.keyboard.press("Enter")
    expect(dewi.page.locator(".counter-grid--idle")).to_be_visible()

    # Then they are on the list of those who are away, and stand in line again in one press
    dewi.opens(f"/desk/jakarta-selatan/queue/?label={label}")
    dewi.finds_nothing_wrong()
    dewi.presses("Is back", within=dewi.page.locator(".floor__found"))
    dewi.opens(COUNTER)
    calls(dewi, label)
    strikes(dewi, "m", ".now--serving")
    dewi.reads_plainly("Kartu Keluarga asli, kunci mobil pun")
    strikes(dewi, "s", ".counter-grid--idle")

    # And go on from counter to counter
    for number in (2, 4):
        signs_in(dewi, number)
        calls(dewi, label)
        strikes(dewi, "m", ".now--serving")
        strikes(dewi, "s", ".counter-grid--idle")

    # Until the payment, which nobody leaves unpaid
    signs_in(dewi, 6)
    calls(dewi, label)
    strikes(dewi, "m", ".bill")
    strikes(dewi, "s", ".counter-no")
    dewi.finds_nothing_wrong()
    dewi.page.keyboard.press("b")
    dewi.page.keyboard.type("SNMB1234LOKET678")
    strikes(dewi, "Enter", ".bill .state--free")
    strikes(dewi, "s", ".counter-grid--idle")
    dewi.opens(f"/desk/jakarta-selatan/queue/?label={label}")
    dewi.reads("Finished")


def test_the_head_sees_it_on_one_screen_and_arranges_it_in_two_presses(arrive: Arrive) -> None:
    agus, ratna = arrive(login="pintu"), arrive(login="kepala")
    ratna.product.set_clock(MONDAY_MORNING)
    party = ratna.product.parties["watched"]
    label = party.guests[0].label

    # Given the page of today, which nobody touches while somebody comes in
    ratna.opens("/office/jakarta-selatan/")
    waiting = ratna.page.locator(".figures--today div").filter(has=ratna.link("Waiting")).locator("dd").first
    before = int(waiting.inner_text())
    agus.opens("/gate/jakarta-selatan/")
    agus.page.locator("#gate-text").fill(party.code)
    agus.presses("Check")
    agus.presses("Let in")

    # Then the figure goes up by itself, and opens the list behind it
    expect(waiting).to_have_text(str(before + 1))
    ratna.finds_nothing_wrong()
    ratna.follows("Waiting")
    ratna.reads_plainly(label)
    ratna.finds_nothing_wrong()

    # When a counter is opened where people wait: two presses
    ratna.follows("Today")
    ratna.follows("Open a counter")
    ratna.presses("Open")
    ratna.reads_plainly(ratna.word("Counter %(number)d is ready.", number=7))

    # And an officer is sent there, and seats are added
    ratna.page.locator(".counters li", has_text="7").last.get_by_role("link").click()
    ratna.page.get_by_label("Sari Data").check()
    ratna.finds_nothing_wrong()
    ratna.presses("Move")
    ratna.reads_plainly(ratna.word("%(officer)s works at counter %(number)d now.", officer="Sari Data", number=7))
    ratna.follows("Add seats")
    ratna.page.locator("input[name=where]").first.check()
    ratna.page.locator("input[name=seats]").fill("3")
    ratna.finds_nothing_wrong()
    ratna.presses("Add seats")
    expect(ratna.page.locator(".toast, .notice").first).to_be_visible()


# Steps


def signs_in(officer: Visitor, number: int) -> None:
    officer.opens(f"{COUNTER}?all=1")
    officer.page.locator(f"form[action='{COUNTER}{number}/sign-in/'] button").press("Enter")
    expect(officer.page.locator(".counter-grid")).to_be_visible()


def strikes(officer: Visitor, key: str, then: str) -> None:
    """One key, once the page listens, and what is there afterwards."""
    expect(officer.page.locator("[data-keys-open]")).to_be_visible()
    officer.page.keyboard.press(key)
    expect(officer.page.locator(then).first).to_be_visible()


def calls(officer: Visitor, label: str) -> None:
    """Call until it is this person; others who wait from other stories go home."""
    while True:
        strikes(officer, "n", ".now--called")
        if label in officer.page.locator(".now").inner_text():
            return
        strikes(officer, "g", ".ask form")
        officer.page.keyboard.type("Pulang")
        strikes(officer, "Enter", ".counter-grid--idle")
