"""The network of a gate is cut in the middle of the morning: the door works on, and nothing is lost or let in twice."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.test_gate import asks, result, scans
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

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
    _cannot_enrol_over_a_queue(budi)
    agus.opens("/gate/jakarta-selatan/")
    expect(agus.page.locator("html[data-gate-kept]")).to_be_attached()
    expect(agus.page.locator("[data-line=list]")).to_contain_text(re.compile(r"08\.3\d WIB"))

    # When somebody has just been let in, and the network is cut: that can still be taken back
    asks(agus, agus.product.parties["withdrawn"].code)
    agus.presses("Let in")
    assert result(agus, "admitted") == "admitted"
    agus.complaints.are_expected = True
    agus.page.context.set_offline(True)
    agus.page.evaluate("window.print = () => { document.body.dataset.printed = '1'; }")
    agus.page.locator("#result [data-card-at]").click()
    expect(agus.page.locator("body[data-printed] #offline-cards .label")).to_have_count(1)
    agus.page.evaluate("dispatchEvent(new Event('afterprint'))")
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


def _cannot_enrol_over_a_queue(head: Visitor) -> None:
    """What a browser has not sent yet is not sealed for good by enrolling it anew, unless somebody gives it up."""
    head.page.evaluate(KEEP_ONE)
    head.page.context.clear_cookies(name="giliran_gate")
    head.opens("/gate/jakarta-selatan/devices/")
    expect(head.page.locator("[data-enrol][data-ready]")).to_be_attached()
    head.fills("Name of this device", "Tablet 2")
    head.presses("Enrol this browser")
    head.page.get_by_label(
        head.word("They cannot be sent any more: throw them away. The number goes on record.")
    ).check()
    head.finds_nothing_wrong()
    expect(head.page.locator("[data-enrol][data-ready]")).to_be_attached()
    head.presses("Enrol this browser")
    expect(head.page.locator("[data-given-up][data-ready]")).to_be_attached()
    assert head.page.evaluate(WAITING) == 0


KEEP_ONE = """() => new Promise((resolve) => {
  const asked = indexedDB.open("giliran-gate", 1);
  asked.onupgradeneeded = () => {
    for (const store of ["lists", "keys"]) asked.result.createObjectStore(store, { keyPath: "office" });
    asked.result.createObjectStore("queue", { keyPath: "id", autoIncrement: true }).createIndex("office", "office");
  };
  asked.onsuccess = () => {
    const whole = asked.result.transaction("queue", "readwrite");
    whole.objectStore("queue").add({ office: "jakarta-selatan", sealed: new ArrayBuffer(8), iv: new Uint8Array(12) });
    whole.oncomplete = () => { asked.result.close(); resolve(); };
  };
})"""

WAITING = """() => new Promise((resolve) => {
  indexedDB.open("giliran-gate").onsuccess = ({ target }) => {
    const count = target.result.transaction("queue").objectStore("queue").count();
    count.onsuccess = () => { target.result.close(); resolve(count.result); };
  };
})"""


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
