"""A full day, somebody who waits for it, and a seat that comes back. The clock runs fast."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import booking, fridays, givers
from tests.journeys.conftest import Arrive
from tests.journeys.mailbox import text_of
from tests.journeys.product import Product
from tests.journeys.stage import FULL_DAY, FULL_OFFICE, SUNDAY_EVENING
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

FULL_PAGE = f"/offices/{FULL_OFFICE}/?people=1&day={FULL_DAY}"
WAIT_PAGE = re.compile(r"/me/waiting/[0-9a-f]{16}/")
SOON, AN_HOUR = timedelta(minutes=1), timedelta(minutes=62)


@pytest.fixture(scope="module")
def product(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with fridays.running(prepared, tmp_path_factory.mktemp("waiting"), FULL_OFFICE, "turns", pace=10) as product:
        yield product


def test_a_place_is_found_for_somebody_who_waits_and_goes_to_the_next(arrive: Arrive, product: Product) -> None:
    ratna = arrive(login="tunggu")

    # Given a day on which every seat is taken
    ratna.opens(FULL_PAGE)
    ratna.reads("Full")
    ratna.finds_nothing_wrong()

    # When she joins the waiting list from there
    ratna.follows("Join the waiting list")
    booking.says_who_comes(ratna, ["Ratna Tunggu"])
    booking.says_what_each_needs(ratna, 1)
    expect(ratna.page.locator(f"input[name=days][value='{FULL_DAY}']")).to_be_checked()
    ratna.finds_nothing_wrong()
    ratna.presses("Continue")
    ratna.reads("How places are given")
    ratna.finds_nothing_wrong()
    join_button(ratna, 1).dblclick()

    # Then she reads where she stands, and is on the list once although she pressed twice
    ratna.is_at(WAIT_PAGE)
    ratna.reads("You are on the list")
    ratna.reads("You are about number %(rank)d of %(of)d for these days.", rank=1, of=1)
    ratna.finds_nothing_wrong()
    wait_page = ratna.path
    ratna.opens("/me/waiting/")
    expect(ratna.page.locator("main a.row")).to_have_count(1)
    ratna.finds_nothing_wrong()

    # When somebody gives a seat back, everybody sees that it is on its way, and nobody can have it
    product.set_clock(SUNDAY_EVENING + SOON)
    givers.somebody_gives_a_seat_back(product.folder, FULL_OFFICE, FULL_DAY)
    hunter = arrive("en", login="geser")
    hunter.opens(FULL_PAGE)
    hunter.reads("Back shortly")
    expect(hunter.page.locator("#day input[name=slot]:not([disabled])")).to_have_count(0)
    hunter.finds_nothing_wrong()

    # Then it is hers: she is told at once, in the letter and on her page
    product.set_clock(SUNDAY_EVENING + SOON + AN_HOUR)
    letter = product.mailbox.letter_to("tunggu@demo.giliran", with_subject="Tempat ditemukan", seconds=60)
    ratna.opens(wait_page)
    ratna.reads("A place was found and is booked for you")
    ratna.finds_nothing_wrong()
    hunter.opens(FULL_PAGE)
    hunter.reads("Full")

    # When she declines it with the link, on a device where nobody has signed in
    link = re.search(r"/waiting/[0-9a-f]{16}/[\w-]+/", text_of(letter))
    assert link is not None
    anywhere = arrive()
    anywhere.opens(link.group())
    anywhere.reads("The place that was found")
    anywhere.finds_nothing_wrong()
    anywhere.presses("Decline this place")
    anywhere.reads(
        "You declined this place; it goes to the next in line. It is no loss, and you can join the list again."
    )
    anywhere.finds_nothing_wrong()

    # Then her page says so and she may wait again
    ratna.opens(wait_page)
    expect(ratna.link("Join the waiting list again")).to_be_visible()
    ratna.finds_nothing_wrong()
    ratna.follows("Join the waiting list again")
    ratna.reads("Who comes?")


def join_button(visitor: Visitor, people: int):  # type: ignore[no-untyped-def]
    words = visitor.words(
        "Join the waiting list with %(people)s person",
        "Join the waiting list with %(people)s people",
        people,
        people=people,
    )
    return visitor.page.get_by_role("button", name=words, exact=True)
