"""A ballot: somebody gives wishes, goes away, and finds a ticket; somebody else came away with nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import booking, entering, fridays
from tests.journeys.conftest import Arrive
from tests.journeys.fridays import A_MOMENT, FRIDAY_8, FRIDAY_14, MONDAY_9, SATURDAY_20, THURSDAY_20
from tests.journeys.mailbox import text_of
from tests.journeys.product import Product
from tests.journeys.visitor import Visitor
from tests.processes import wait_until

pytestmark = [pytest.mark.browser]

OFFICE = "tanjung-pinang"
EVERYBODY = 260
"""More than there are seats: 25 in each of ten windows. All of them are owed a place and come before."""


@pytest.fixture(scope="module")
def product(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with fridays.running(prepared, tmp_path_factory.mktemp("ballot"), OFFICE, "ballot", pace=60) as product:
        yield product


def test_wishes_luck_and_the_next_chance(arrive: Arrive, product: Product) -> None:
    hana, yusuf = arrive("en", login="undi"), arrive(login="gagal")
    opening = int(fridays.tell(product.folder, f"opening_at({OFFICE!r})"))

    # Given that Hana came away with nothing three times, and Yusuf never entered before
    fridays.tell(product.folder, "lose('undi@demo.giliran', 3)")
    fridays.comes(product, opening, MONDAY_9, "gathering")

    # When Hana says that any time will do
    entering.begins(hana, opening, "Hana Pratiwi")
    hana.reads("Which times suit you?")
    hana.finds_nothing_wrong()
    hana.presses("Continue")
    hana.reads("Any time will do")
    hana.finds_nothing_wrong()
    lucky = entering.enters(hana, 1)
    hana.reads_plainly("3 times without a seat")

    # And Yusuf and his wife mark the times that suit them
    entering.begins(yusuf, opening, "Yusuf Hidayat", "Laila Hidayat")
    for place, mark in enumerate(("2", "1", "3", "4", "4")):
        yusuf.page.locator(".wishes select").nth(place).select_option(mark)
    expect(yusuf.page.locator("#wish-some")).to_be_checked()
    yusuf.finds_nothing_wrong()
    yusuf.presses("Continue")
    yusuf.finds_nothing_wrong()
    unlucky = entering.enters(yusuf, 2)
    fridays.tell(product.folder, f"crowd({opening}, {EVERYBODY}, wishes='any', owed=True)")

    # Then Hana has a dated ticket as soon as it is drawn: she comes first for the seats that are kept
    fridays.comes(product, opening, THURSDAY_20 + A_MOMENT, "frozen")
    fridays.comes(product, opening, FRIDAY_8 + A_MOMENT, "drawn")
    wait_until(lambda: finds(hana, lucky, ".row .label"))
    assert hana.page.locator(".row .label").inner_text().startswith("H-")
    hana.finds_nothing_wrong()
    hana.page.locator("main a.row").click()
    hana.is_at(booking.BOOKING_PAGE)
    expect(hana.page.locator(".ticket div.qr svg")).to_be_visible()

    # And Yusuf, who was not online when the seats were given, reads why he has none, and what it is worth
    assert unlucky in text_of(product.mailbox.letter_to("gagal@demo.giliran"))
    fridays.comes(product, opening, FRIDAY_14 + A_MOMENT, "closed")
    wait_until(lambda: finds(yusuf, unlucky, "#next"))
    yusuf.reads("No seat this time")
    yusuf.reads("In the next draw you have %(numbers)d numbers instead of one, and the best of them counts.", numbers=2)
    yusuf.finds_nothing_wrong()

    # And where seats are free, as soon as the other offices have closed as well
    product.set_clock(SATURDAY_20 + A_MOMENT)
    wait_until(lambda: finds(yusuf, unlucky, "main a.row[href^='/offices/']"), seconds=60)
    yusuf.finds_nothing_wrong()
    for path in ("/me/", "/me/entries/", f"{unlucky}withdraw/", f"/openings/{opening}/wait/"):
        yusuf.opens(path)
        yusuf.page.wait_for_timeout(500)
        yusuf.finds_nothing_wrong()


def finds(visitor: Visitor, path: str, selector: str) -> bool:
    """Whether it stands on the page by now."""
    visitor.opens(path)
    return visitor.page.locator(selector).count() > 0
