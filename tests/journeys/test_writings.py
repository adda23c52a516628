"""Headquarters announces planned maintenance; a citizen reads it, finds an answer in spite of typing errors, and
follows an office."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.browser]


def test_what_headquarters_writes_is_read_found_and_followed(arrive: Arrive) -> None:
    # Given somebody at headquarters who announces maintenance
    maya = arrive(login="pusat")
    maya.opens("/hq/writings/")
    maya.follows("New planned maintenance")
    maya.fills("Title in Indonesian", "Pemeliharaan Minggu dini hari")
    maya.fills("Text in Indonesian", "Tidak dapat memesan **pukul 01.00-03.00 WIB**. <script>alert(1)</script>")
    maya.fills("Title in English", "Maintenance early on Sunday")
    maya.fills("Text in English", "No booking **from 01:00 to 03:00 WIB**.")

    # When the text is refused for its script, mended, and looked at
    maya.presses("Preview")
    expect(maya.page.locator(".error-summary")).to_contain_text("<script>")
    maya.fills("Text in Indonesian", "Tidak dapat memesan **pukul 01.00-03.00 WIB**.")
    maya.presses("Preview")
    expect(maya.page.locator(".versions__seen strong").first).to_have_text("pukul 01.00-03.00 WIB")
    maya.presses("Save")
    maya.reads("Kept as a draft. Nobody else reads it until it is published.")
    maya.fills("Until", "2026-12-13T03:00")
    maya.presses("Publish")
    maya.reads("The public reads it now.")
    maya.finds_nothing_wrong()

    # Then everybody reads it on the first page
    siti = arrive(login="contoh")
    siti.opens("/")
    siti.page.get_by_role("link", name=re.compile("Pemeliharaan Minggu dini hari")).click()
    expect(siti.page.locator(".written strong")).to_have_text("pukul 01.00-03.00 WIB")

    # When a citizen asks in her own words, with typing errors
    siti.opens("/faq/")
    siti.fills("What do you want to know?", "brp biyaya bikin pasport")
    siti.presses("Search")
    expect(siti.page.locator("details[open]")).to_contain_text("Rp950.000")
    siti.page.locator("details[open]").get_by_role("link", name=siti.word("Did this help?")).click()
    siti.presses("Yes")
    siti.reads("You have said whether this helped. Thank you.")
    siti.finds_nothing_wrong()

    # And follows an office, and leaves it again
    siti.opens("/offices/bandung/")
    siti.presses("Follow this office")
    siti.button("You follow this office. Stop").wait_for()
    siti.opens("/me/follows/")
    siti.finds_nothing_wrong()
    siti.page.locator("main .row").get_by_role("button").click()
    siti.reads("You follow no office")
