"""Headquarters schedules an opening, names its public value, watches it, changes the pace, pauses, and ends it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import fridays
from tests.journeys.conftest import Arrive
from tests.journeys.fridays import FRIDAY_8, FRIDAY_14, MONDAY_9, THURSDAY_20
from tests.journeys.product import Product
from tests.journeys.test_keyboard import presses, tabs_to
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

OFFICE, OFFICE_NAME = "jakarta-pusat", "Kantor Imigrasi Jakarta Pusat"


@pytest.fixture(scope="module")
def product(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with fridays.running(prepared, tmp_path_factory.mktemp("headquarters"), OFFICE, "turns", pace=10) as product:
        yield product


def test_an_opening_from_the_calendar_to_its_end(arrive: Arrive, product: Product) -> None:
    maya, arif = arrive(login="pusat"), arrive("en", login="pusat.dua")
    opening = int(fridays.tell(product.folder, f"opening_at({OFFICE!r})"))
    page = f"/hq/openings/{opening}/"

    # Given an opening that stands on the calendar, found among all by its office
    maya.opens("/hq/")
    maya.finds_nothing_wrong()
    fits(maya)
    maya.fills("Office, city or province", "jakarta pusat")
    maya.presses("Search")
    maya.page.get_by_role("link", name=OFFICE_NAME, exact=True).first.click()
    maya.is_at(page)
    maya.finds_nothing_wrong()
    fits(maya)

    # When she names the public value that its draw waits for, and lets in more people a minute
    maya.follows("Name the public value")
    maya.finds_nothing_wrong()
    maya.fills("Public value", "IHSG, penutupan Kamis")
    maya.presses("Save")
    maya.is_at(page)
    maya.page.locator("#do-change").click()
    maya.finds_nothing_wrong()
    maya.fills("Opening", "2026-12-20T08:00")
    maya.presses("Save the changes")
    expect(maya.page.locator(".error-summary")).to_be_focused()
    maya.finds_nothing_wrong()
    maya.fills("Opening", "2026-12-11T14:00")
    maya.fills("People let in a minute", "20")
    maya.presses("Save the changes")

    # Then everybody at headquarters reads it
    arif.opens(page)
    arif.reads_plainly("IHSG, penutupan Kamis")
    arif.finds_nothing_wrong()

    # And another week is put on the calendar by hand
    maya.opens("/hq/openings/new/?q=jakarta+pusat")
    maya.finds_nothing_wrong()
    maya.page.get_by_role("link", name=re.compile(f"^{maya.word('Schedule')}")).first.click()
    maya.finds_nothing_wrong()
    maya.button("Put on the calendar").click()
    maya.is_at(re.compile(r"/hq/openings/\d+/"))
    maya.reads("The opening stands on the calendar.")

    # When entries have been taken and the roll is closed, two people enter the value
    fridays.comes(product, opening, MONDAY_9, "gathering")
    fridays.tell(product.folder, f"crowd({opening}, 60)")
    fridays.comes(product, opening, THURSDAY_20, "frozen")
    maya.opens(page)
    maya.follows("Enter the public value")
    maya.fills("Value as published", "7.123,45")
    maya.presses("Enter as the first person")
    arif.opens(page)
    arif.reads_nowhere("7.123,45")
    arif.follows("Enter it too")
    arif.finds_nothing_wrong()
    arif.fills("Value as published", "7.123,54")
    arif.presses("Enter as the second person")
    arif.reads("The two values are not the same. Enter the value as it was published.")
    arif.finds_nothing_wrong()
    arif.fills("Value as published", "7.123,45")
    arif.presses("Enter as the second person")
    arif.is_at(page)
    arif.reads("Both values are the same. The draw goes on.")

    # Then it is drawn and opens by itself, and she watches it live
    fridays.comes(product, opening, FRIDAY_8, "drawn")
    fridays.comes(product, opening, FRIDAY_14, "running")
    maya.opens(page)
    maya.reads("Still to be let in")
    maya.finds_nothing_wrong()
    fits(maya)

    # When she types another pace, she reads what it would do before she presses
    maya.fills("People let in a minute", "1")
    expect(maya.page.locator("#outlook")).to_contain_text(re.compile(r" 1 "))
    maya.finds_nothing_wrong()
    maya.presses("Change the pace")
    maya.reads("The pace has been changed.")

    # And she pauses it with the keys alone, in two presses, and resumes it
    maya.opens("/hq/?q=jakarta+pusat&phase=running")
    tabs_to(maya, re.compile(f"^{maya.word('Pause')} "))
    maya.page.keyboard.press("Enter")
    maya.is_at(f"{page}pause/")
    maya.finds_nothing_wrong()
    presses(maya, "Pause now")
    maya.is_at(page)
    maya.reads("The opening is paused. Every place is kept.")
    maya.finds_nothing_wrong()
    arif.opens("/hq/?phase=problems")
    arif.reads_plainly(OFFICE_NAME)
    arif.finds_nothing_wrong()
    maya.follows("Resume")
    maya.presses("Resume now")
    maya.reads("The opening goes on.")

    # When it must end, one asks and cannot confirm, another one does
    maya.follows("Cancel the opening")
    maya.presses("Ask for the cancellation")
    maya.reads("Say why, so that people can be told.")
    maya.finds_nothing_wrong()
    maya.fills("Reason", "Kantor kebanjiran")
    maya.presses("Ask for the cancellation")
    maya.follows("Take it back")
    expect(maya.button("Confirm: cancel the opening")).to_have_count(0)
    maya.finds_nothing_wrong()
    arif.opens(page)
    arif.follows("Confirm or refuse")
    arif.finds_nothing_wrong()
    arif.presses("Confirm: cancel the opening")
    arif.reads("The opening has been cancelled.")
    arif.reads_plainly("Kantor kebanjiran")
    arif.finds_nothing_wrong()


def test_without_javascript_it_is_steered_as_well(arrive: Arrive, product: Product) -> None:
    maya = arrive(login="pusat", java_script_enabled=False)
    opening = int(fridays.tell(product.folder, "opening_at('bogor')"))
    maya.opens(f"/hq/openings/{opening}/")
    expect(maya.page.get_by_role("link", name=maya.word("Load again"))).to_be_visible()
    maya.fills("People let in a minute", "7")
    maya.presses("Show what it does")
    maya.is_at(f"/hq/openings/{opening}/pace/")
    maya.presses("Change the pace")
    maya.is_at(f"/hq/openings/{opening}/")
    maya.reads("The pace has been changed.")


def fits(visitor: Visitor) -> None:
    """Nothing is cut off on a tablet and on a small desk screen."""
    for width in (768, 1366):
        visitor.page.set_viewport_size({"width": width, "height": 768})
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not visitor.page.evaluate(wide), width
