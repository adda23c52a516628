"""Headquarters looks for brokers: twenty accounts with one telephone are found, an honest family of five is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.factories import brokers
from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

LIST = "/hq/patterns/"


def test_a_broker_is_looked_into_and_handed_on(arrive: Arrive, tmp_path: Path) -> None:
    maya, arif = arrive(login="pusat"), arrive("en", login="pusat.dua")

    # Given a broker who handed a seat on through twenty accounts, and a family that booked once each
    maya.opens("/hq/")
    maya.follows("Odd patterns")
    maya.is_at(LIST)
    maya.reads("This is no verdict")
    maya.finds_nothing_wrong()
    fits(maya)

    # Then the broker stands there by telephone, address, device and swaps, and the family nowhere
    maya.reads("Number ending in %(digits)s", digits="8888")
    maya.reads_plainly(re.compile(re.escape(brokers.STREET)))
    expect(maya.page.get_by_text("20 akun", exact=False)).to_have_count(3)
    maya.reads_nowhere("Keluarga No. 5")
    maya.reads_nowhere("6666")

    # When she looks into the swaps, she sees the seats go from hand to hand, and no name of an applicant
    maya.page.locator(f"main a[href^='{LIST}swaps/']").first.click()
    maya.is_at(re.compile(rf"{LIST}swaps/\w+/"))
    maya.reads("This is no verdict")
    maya.reads_plainly("u***@example.id")
    maya.reads_nowhere("Orang 900001")
    maya.finds_nothing_wrong()
    fits(maya)

    # And takes it away as a file, in which nothing can run
    with maya.page.expect_download() as taken:
        maya.page.get_by_role("link", name=maya.word("Download as CSV")).click()
    taken.value.save_as(tmp_path / "swaps.csv")
    lines = (tmp_path / "swaps.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + 20
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line.split(","))

    # When she decides without saying to whom, she is asked at that field; then it is on record
    maya.page.get_by_label(maya.word("Handed on"), exact=True).check()
    maya.fills("Reason", "Satu kursi berpindah sembilan belas kali")
    maya.presses("Put on record")
    expect(maya.page.locator(".error-summary")).to_be_focused()
    maya.finds_nothing_wrong()
    maya.fills("Handed on to", "Inspektorat Jenderal")
    maya.presses("Put on record")
    maya.is_at(LIST)
    maya.reads("Put on record. The pattern comes back when it has grown.")

    # Then her colleague reads it among those that are settled
    arif.opens(f"{LIST}?kind=swaps")
    arif.reads("Nothing that is not settled.")
    arif.finds_nothing_wrong()
    arif.page.locator(f"main a[href^='{LIST}swaps/']").first.click()
    arif.reads_plainly(re.compile("Inspektorat Jenderal"))
    arif.reads_plainly("Maya Pusat")
    arif.finds_nothing_wrong()


def test_the_head_of_an_office_is_not_let_in(arrive: Arrive) -> None:
    ratna = arrive(login="kepala.tpi")
    answer = ratna.page.goto(ratna.product.url + LIST)
    assert answer is not None
    assert answer.status == 403
    ratna.finds_nothing_wrong()


def fits(visitor: Visitor) -> None:
    """Nothing is cut off on a telephone, on a tablet and on a desk screen."""
    for width in (320, 768, 1280):
        visitor.page.set_viewport_size({"width": width, "height": 800})
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not visitor.page.evaluate(wide), width
