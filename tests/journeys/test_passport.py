"""A passport from the adjudicator's table into a hand: with the keys alone, but for the signature."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.test_keyboard import tabs_to
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

BOARD = "/desk/jakarta-selatan/cases/"
WHO = "Rizky Maulana"
NIK = "3174011103917014"


def test_a_passport_comes_into_the_hand_of_its_person(arrive: Arrive) -> None:
    # Given somebody whose visit is finished
    nina = arrive(login="adjudikasi")
    nina.opens(f"{BOARD}?part=adjudication")
    nina.finds_nothing_wrong()
    tabs_to(nina, re.compile(f"^{WHO}$"))
    nina.page.keyboard.press("Enter")
    nina.reads("What comes next")
    nina.finds_nothing_wrong()
    case = nina.path

    # When the adjudicator grants the passport, she has nothing more to do with it
    presses(nina, "Grant: on to printing")
    nina.reads("It waits for printing.")

    # When it is printed, tested and laminated
    tono = arrive(login="cetak")
    tono.opens(case)
    presses(tono, "Printed: on to the quality test")
    presses(tono, "Test passed: on to lamination")
    presses(tono, "Laminated: ready to be collected")
    tono.reads("It waits for its person at the handover counter.")

    # Then it is handed over against a signature, which an error leaves where it is
    lia = arrive("en", login="serah")
    lia.opens(BOARD)
    lia.page.get_by_role("searchbox").fill(WHO)
    lia.page.keyboard.press("Enter")
    lia.is_at(case)
    lia.follows("Hand over")
    lia.is_at(f"{case}hand-over/")
    lia.finds_nothing_wrong()
    lia.fills("NIK on the taker's identity card", NIK[:-1] + "5")
    sign(lia)
    lia.presses("The passport is handed over")
    expect(lia.page.locator(".error-summary")).to_be_focused()
    lia.finds_nothing_wrong()
    drawn = lia.page.locator("#id_signature").input_value()
    assert re.fullmatch(r"M\d+ \d+(L\d+ \d+)+", drawn)
    tabs_to(lia, re.compile("."), name="#id_nik")
    lia.page.keyboard.press("Enter")
    assert lia.page.evaluate("document.activeElement.name") == "nik"
    lia.page.keyboard.press("Control+A")
    lia.page.keyboard.type(NIK)
    presses(lia, "The passport is handed over")
    lia.is_at(case)
    lia.reads("Print the receipt")
    lia.reads_plainly(WHO)
    lia.reads_nowhere(NIK)
    lia.finds_nothing_wrong()


def presses(visitor: Visitor, words: str) -> None:
    expect(visitor.button(words)).to_be_visible()  # the page is there
    tabs_to(visitor, re.compile(f"^{re.escape(visitor.word(words))}$"))
    visitor.page.keyboard.press("Enter")


def sign(visitor: Visitor) -> None:
    box = visitor.page.locator("canvas").bounding_box()
    assert box is not None
    mouse = visitor.page.mouse
    mouse.move(box["x"] + 40, box["y"] + 80)
    mouse.down()
    for step in range(1, 8):
        mouse.move(box["x"] + 40 + 30 * step, box["y"] + (40 if step % 2 else 110))
    mouse.up()
