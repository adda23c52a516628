"""People without a ticket: four taps at the gate, or by themselves at a kiosk, in either language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys import signing_in
from tests.journeys.conftest import Arrive
from tests.journeys.stage import KIOSK_MAKERS
from tests.journeys.test_gate import MONDAY_MORNING
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]
GATE, KIOSK = "/gate/jakarta-selatan/", "/kiosk/jakarta-selatan/"


def test_an_elderly_woman_gets_her_card_with_four_taps_and_no_typing(arrive: Arrive) -> None:
    agus = arrive(login="pintu")
    agus.product.set_clock(MONDAY_MORNING)
    agus.page.set_viewport_size({"width": 320, "height": 800})
    agus.opens(GATE)
    taps = 0

    def tap(what: Locator) -> None:
        nonlocal taps
        taps += 1
        what.click()

    tap(agus.link("Without a ticket"))
    agus.finds_nothing_wrong()
    tap(agus.page.locator("a.walk__choice").filter(has_text=agus.word("60 years and over")))
    tap(agus.page.get_by_role("button", name=agus.word("With one adult")))
    agus.finds_nothing_wrong()
    tap(agus.page.locator("button.walk__choice").filter(has_text="Paspor baru"))
    expect(agus.page.locator(".card .label")).to_have_text(re.compile(r"^P-\d{3}$"))
    assert taps <= 4

    # And the desk sees that nobody knows yet who she is
    dewi = arrive(login="layanan")
    dewi.opens("/desk/jakarta-selatan/visitors/")
    label = agus.page.locator(".card .label").inner_text()
    expect(dewi.page.get_by_role("row").filter(has_text=label)).to_be_visible()
    dewi.finds_nothing_wrong()
    dewi.page.get_by_role("row").filter(has_text=label).get_by_role("link").click()
    dewi.finds_nothing_wrong()


@pytest.mark.parametrize("language", ["id", "en"])
def test_somebody_takes_a_card_at_a_kiosk(arrive: Arrive, language: str) -> None:
    kiosk = a_kiosk(arrive, language)

    # Given a ticket: the handheld scanner types it, and its card is taken
    guest = kiosk.product.parties[f"kiosk_{language}"].guests[0]
    kiosk.page.locator("#kiosk-text").fill(guest.qr)
    kiosk.page.keyboard.press("Enter")
    kiosk.reads("Your ticket is valid")
    kiosk.reads_nowhere(guest.name)
    kiosk.finds_nothing_wrong()
    kiosk.presses("Take card %(label)s", label=guest.label)
    expect(kiosk.page.locator(".kiosk-numbers .label")).to_have_text(guest.label)
    kiosk.finds_nothing_wrong()

    # Given none: the reason, and a number
    kiosk.follows("Finished")
    chooses(kiosk, language)
    kiosk.page.locator("a.kiosk-without").click()
    kiosk.page.locator("a.walk__choice").filter(has_text=kiosk.word("Child of five and under")).click()
    kiosk.page.locator("button.walk__choice").first.click()
    expect(kiosk.page.locator(".kiosk-numbers .label")).to_have_text(re.compile(r"^P-\d{3}$"))

    # And without a network it says so, and goes on by itself
    kiosk.page.context.set_offline(True)
    kiosk.follows("Finished")
    expect(kiosk.page.locator("#kiosk-down")).to_be_visible()
    kiosk.page.context.set_offline(False)
    expect(kiosk.page.locator("#kiosk-down")).to_be_hidden()
    expect(kiosk.page.locator("a.kiosk-without")).to_be_visible()
    kiosk.complaints.lines[:] = [line for line in kiosk.complaints.lines if "ERR_INTERNET_DISCONNECTED" not in line]


def a_kiosk(arrive: Arrive, language: str) -> Visitor:
    """A browser that a supervisor of the office has made a kiosk, in this language."""
    kiosk, login = arrive(language), KIOSK_MAKERS[language]
    kiosk.opens("/accounts/login/")
    signing_in.gives_the_password(kiosk, login.email)
    signing_in.gives_the_second_factor(kiosk, login)
    kiosk.is_at("/desk/")
    kiosk.product.set_clock(MONDAY_MORNING)
    kiosk.page.add_init_script("window.print = () => {}")
    kiosk.opens(f"{GATE}devices/")
    kiosk.fills("Name of this device", f"Kios {language}")
    kiosk.page.locator("input[name=is_kiosk]").check()
    kiosk.presses("Enrol this browser")
    kiosk.is_at(KIOSK)
    kiosk.finds_nothing_wrong()
    return kiosk


def chooses(kiosk: Visitor, language: str) -> None:
    """Between two people it speaks Indonesian again."""
    expect(kiosk.page.locator("html")).to_have_attribute("lang", "id")
    if language == "en":
        kiosk.page.locator("button[name=language]").click()
        expect(kiosk.page.locator("html")).to_have_attribute("lang", "en")
