"""The head of an office changes quota and days, and sees first what that does to promised seats."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from giliran.core import ids
from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.browser]

OFFICE = "/office/tanjung-pinang"


def test_a_day_is_closed_after_a_look_at_the_people_it_concerns(arrive: Arrive) -> None:
    hasan, newcomer = arrive(login="kepala.tpi"), arrive()
    hasan.opens(f"{OFFICE}/closures/")
    hasan.finds_nothing_wrong()

    # Given that somebody is promised a seat on Wednesday
    party = hasan.product.parties["closed_out"]

    # When he asks what closing it would change
    hasan.page.locator("input[name=first]").fill("2026-12-09")
    hasan.page.locator("input[name=last]").fill("2026-12-09")
    hasan.page.locator("[name=reason]").fill("Perbaikan listrik")
    hasan.presses("Show what this changes")

    # Then he reads who is concerned, and nothing has changed yet
    hasan.reads("Nothing has been changed yet")
    hasan.reads_plainly(ids.show_code(party.code))
    hasan.reads_plainly(party.guests[0].name)
    hasan.finds_nothing_wrong()
    assert "Perbaikan listrik" not in _day(newcomer, "9 Des")

    # When he closes it, and the office still receives them
    hasan.presses("Close, and leave the bookings standing")
    hasan.is_at(f"{OFFICE}/closures/")
    hasan.reads_plainly("Perbaikan listrik")
    hasan.finds_nothing_wrong()

    # Then everybody reads it, and the promised seat stands
    assert "Perbaikan listrik" in _day(newcomer, "9 Des")
    newcomer.finds_nothing_wrong()
    hasan.opens(f"{OFFICE}/standing/")
    hasan.reads_plainly(ids.show_code(party.code))
    hasan.finds_nothing_wrong()

    # And he takes it back
    hasan.opens(f"{OFFICE}/closures/")
    hasan.page.get_by_role("link", name=re.compile(f"^{hasan.word('Work after all')}.* 9 Desember")).click()
    hasan.presses("Make this change")
    assert "Perbaikan listrik" not in _day(newcomer, "9 Des")


def test_a_quota_is_changed_after_a_look_at_what_it_does(arrive: Arrive) -> None:
    hasan, newcomer = arrive(login="kepala.tpi"), arrive()
    before = _seats(_day(newcomer, "11 Des"))
    hasan.opens(f"{OFFICE}/quota/")
    hasan.finds_nothing_wrong()

    # When the windows of Fridays shall have 20 seats more from Thursday on
    hasan.page.locator("input[name=valid_from]").fill("2026-12-10")
    cells = hasan.page.locator("input[name^=q_4_]")
    held = [int(cell.input_value()) for cell in cells.all()]
    cells.first.fill(str(held[0] + 20))
    hasan.presses("Show what this changes")
    hasan.reads("Nothing has been changed yet")
    hasan.finds_nothing_wrong()
    assert _seats(_day(newcomer, "11 Des")) == before

    # Then they have, once he says so
    hasan.presses("Make this change")
    hasan.is_at(f"{OFFICE}/quota/")
    hasan.finds_nothing_wrong()
    assert _seats(_day(newcomer, "11 Des")) == before + 20


def test_a_wrong_figure_is_said_beside_its_field(arrive: Arrive) -> None:
    hasan = arrive(login="kepala.tpi")
    hasan.opens(f"{OFFICE}/quota/")
    hasan.page.locator("input[name^=q_4_]").first.fill("-3")
    hasan.presses("Show what this changes")
    expect(hasan.page.locator(".error-summary")).to_be_focused()
    hasan.finds_nothing_wrong()


def _day(newcomer, words: str) -> str:  # type: ignore[no-untyped-def]
    """What the public calendar says about this day now."""
    newcomer.opens("/offices/tanjung-pinang/")
    days = newcomer.page.locator(".calendar .day")
    day = days.filter(has=newcomer.page.get_by_text(re.compile(f", {words}$")))
    return str(day.locator(".day__state").inner_text().strip())


def _seats(words: str) -> int:
    return int(words.split()[1])
