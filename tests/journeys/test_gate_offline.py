"""The network of a gate is cut in the middle of the morning: the door works on, and nothing is lost or let in twice."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.test_gate import asks, result, scans
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("gate")]

MONDAY_MORNING = datetime(2026, 12, 7, 1, 30, tzinfo=UTC)
"""Monday, 8.30 WIB."""


def test_a_morning_without_a_network(arrive: Arrive) -> None:
    budi, agus, other = arrive(login="kepala"), arrive(login="pintu"), arrive(login="pintu")
    agus.product.set_clock(MONDAY_MORNING)
    first, second = agus.product.parties["offline"].guests
    lone = agus.product.parties["lone"]

    # Given a device that the head has enrolled, with its list of the day
    budi.opens("/gate/jakarta-selatan/devices/")
    budi.fills("Name of this device", "Tablet 1")
    budi.presses("Enrol this browser")
    budi.reads("This browser is now the gate device %(name)s.", name="Tablet 1")
    budi.finds_nothing_wrong()
    _hands_over(budi.page, agus.page)
    agus.opens("/gate/jakarta-selatan/")
    expect(agus.page.locator("html[data-gate-kept]")).to_be_attached()
    expect(agus.page.locator("[data-line=list]")).to_contain_text(re.compile(r"08\.3\d WIB"))

    # When somebody has just been let in, and the network is cut: that can still be taken back
    asks(agus, agus.product.parties["withdrawn"].code)
    agus.presses("Let in")
    assert result(agus, "admitted") == "admitted"
    agus.complaints.are_expected = True
    agus.page.context.set_offline(True)
    _takes_back(agus)

    # And the page is opened anew
    agus.page.reload()

    # Then the door works on: by scan, with the same verdicts
    expect(agus.page.locator("[data-line=down]")).to_be_visible()
    agus.reads("People without a booking wait until the network is back.")
    scans(agus, first.qr)
    assert result(agus, "valid") == "valid"
    expect(agus.page.locator("#result .gate-person .label")).to_have_text([first.label, second.label])
    agus.finds_nothing_wrong()
    agus.presses("Let those ticked in")
    assert result(agus, "admitted") == "admitted"
    agus.finds_nothing_wrong()
    agus.page.keyboard.press("Escape")
    scans(agus, second.qr)
    assert result(agus, "refused") == "refused"
    agus.reads_plainly(re.compile(r"^Sudah dipakai.*08\.3\d WIB"))
    agus.page.keyboard.press("Escape")

    # And by name, as it stands on the card; a wrong press is taken back within the minute
    asks(agus, "lone marlina")
    assert result(agus, "valid") == "valid"
    agus.presses("Let in")
    assert result(agus, "admitted") == "admitted"
    _takes_back(agus)
    agus.page.keyboard.press("Escape")
    asks(agus, lone.code)
    assert result(agus, "valid") == "valid"
    agus.presses("Let in")
    assert result(agus, "admitted") == "admitted"
    agus.page.keyboard.press("Escape")

    # And what waits survives that the page is closed
    page = agus.page.context.new_page()
    agus.page.close()
    agus.page = page
    agus.opens("/gate/jakarta-selatan/")
    expect(agus.page.locator("[data-unsent]")).to_have_text("belum disinkronkan (5)")

    # Meanwhile another door lets one of them in
    other.opens("/gate/jakarta-selatan/")
    asks(other, lone.code)
    other.presses("Let in")
    assert result(other, "admitted") == "admitted"

    # When the network is back, everything is sent by itself, and the one case is said
    agus.page.context.set_offline(False)
    expect(agus.page.locator("[data-unsent]")).to_be_hidden()
    expect(agus.page.locator("[data-news]")).to_contain_text(
        agus.word("A supervisor decides about: %(labels)s.", labels=lone.guests[0].label)
    )
    expect(agus.page.locator("#gate-last")).to_contain_text(first.label)

    # Then somebody in charge decides about it
    budi.opens("/gate/jakarta-selatan/conflicts/")
    budi.reads("Two doors let this ticket in.")
    budi.finds_nothing_wrong()
    budi.fills("Reason of the decision", "Orang yang sama")
    budi.page.get_by_role("button", name=re.compile(budi.word("It stands"))).click()
    budi.reads("Decided: it stands.")
    budi.finds_nothing_wrong()

    # And after signing out no list is left on the device
    agus.opens("/desk/")
    agus.page.get_by_role("button", name=agus.word("Sign out")).click()
    agus.page.wait_for_url(re.compile("^(?!.*/desk/)"))
    expect(agus.page.locator("main")).to_be_visible()
    assert agus.page.evaluate(LISTS) == 0
    agus.page.context.set_offline(True)
    agus.page.goto(f"{agus.product.url}/gate/jakarta-selatan/")
    expect(agus.page.locator("#gate-text")).to_have_count(0)


def _takes_back(officer: Visitor) -> None:
    officer.page.get_by_text(officer.word("Wrong person? Take it back (within one minute)")).click()
    officer.fills("Why?", "Salah orang")
    officer.presses("Take it back")
    assert result(officer, "undone") == "undone"


LISTS = """() => new Promise((resolve) => {
  indexedDB.open("giliran-gate").onsuccess = ({ target }) => {
    const stores = target.result.transaction(["lists", "keys"]);
    stores.objectStore("lists").count().onsuccess = (lists) => {
      stores.objectStore("keys").count().onsuccess = (keys) => resolve(lists.target.result + keys.target.result);
    };
  };
})"""


def _hands_over(enrolled: Page, mine: Page) -> None:
    """The head enrolled this very browser, and signed out again."""
    [cookie] = [one for one in enrolled.context.cookies() if one["name"] == "giliran_gate"]
    mine.context.add_cookies([cookie])
