"""A complaint from the desk to the answer; and a number of the recap, down to its case."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.browser]

DESK = "/desk/jakarta-selatan/complaints/"


def test_what_is_due_first_is_taken_and_answered_by_keyboard(arrive: Arrive) -> None:
    # Given an officer before the list
    dewi = arrive(login="layanan")
    dewi.opens(DESK)
    dewi.finds_nothing_wrong()

    # When she goes down and up again, opens the first, takes it, and answers with prepared words
    dewi.page.locator("[data-row]").first.focus()
    dewi.page.keyboard.press("j")
    dewi.page.keyboard.press("k")
    first = dewi.page.locator(":focus").inner_text()
    dewi.page.keyboard.press("Enter")
    dewi.is_at(re.compile(f"{DESK}\\w{{9}}/$"))
    dewi.finds_nothing_wrong()
    dewi.presses("Take it")
    dewi.reads("It is yours now.")
    dewi.follows("An apology, and what we have done")
    dewi.page.locator("#id_say-text").press("Control+End")
    dewi.presses("Say it")

    # Then the person has an answer, and the list asks for it no more
    dewi.reads("Said, and on record.")
    expect(dewi.page.locator(".complaint-head")).to_contain_text(dewi.word("Answered"))
    dewi.opens(DESK)
    dewi.reads_nowhere(first)


def test_a_number_of_the_recap_leads_to_its_case(arrive: Arrive) -> None:
    maya = arrive(login="pusat")
    maya.opens("/hq/recap/?by=channel")
    maya.finds_nothing_wrong()
    number = maya.page.locator(".recap tbody td a").last
    count = int(number.inner_text())
    number.click()
    expect(maya.page.locator("[data-row]")).to_have_count(count)
    maya.page.locator("[data-row]").first.click()
    maya.is_at(re.compile(r"/hq/complaints/\w{9}/$"))
    maya.reads("What has happened")
