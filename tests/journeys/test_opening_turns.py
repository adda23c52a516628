"""Somebody enters, is drawn, waits, and chooses day and time when the turn has come. The clock runs fast."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import booking, entering, fridays
from tests.journeys.conftest import Arrive
from tests.journeys.entering import enter_button
from tests.journeys.fridays import A_MOMENT, ENTRY_PAGE, FRIDAY_8, FRIDAY_14, MONDAY_9, THURSDAY_20
from tests.journeys.mailbox import text_of
from tests.journeys.product import Product
from tests.journeys.test_keyboard import presses, tabs_to
from tests.journeys.visitor import Visitor
from tests.processes import wait_until

pytestmark = [pytest.mark.browser]

OFFICE = "tanjung-pinang"
SOON_ENOUGH = timedelta(minutes=7)


@pytest.fixture(scope="module")
def product(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with fridays.running(prepared, tmp_path_factory.mktemp("turns"), OFFICE, "turns", pace=10) as product:
        yield product


def from_the_entry_to_the_ticket(arrive: Arrive, product: Product) -> None:
    wulan = arrive(login="antre")
    opening = int(fridays.tell(product.folder, f"opening_at({OFFICE!r})"))

    # Given that no entries are taken before Monday
    wulan.opens(f"/me/openings/{opening}/enter/")
    wulan.reads("No entries at the moment")
    wulan.finds_nothing_wrong()
    fridays.comes(product, opening, MONDAY_9, "gathering")

    # When she enters with her husband, and reads beforehand how places are given
    wulan.opens(f"/me/openings/{opening}/enter/")
    wulan.finds_nothing_wrong()
    booking.says_who_comes(wulan, ["Wulan Sabar", "Bayu Sabar"])
    wulan.finds_nothing_wrong()
    booking.says_what_each_needs(wulan, 2)
    wulan.reads("How places are given")
    wulan.finds_nothing_wrong()
    enter_button(wulan, 2).dblclick()

    # Then she has an entry number, and one entry only, although she pressed twice
    wulan.is_at(ENTRY_PAGE)
    wulan.reads("You have entered")
    wulan.finds_nothing_wrong()
    entry = wulan.path
    wulan.opens("/me/entries/")
    expect(wulan.page.locator("main a[href^='/me/entries/'].row")).to_have_count(1)
    wulan.finds_nothing_wrong()

    # When sixty others have entered, the list is closed and the order is drawn
    fridays.tell(product.folder, f"crowd({opening}, 60)")
    fridays.comes(product, opening, THURSDAY_20 + A_MOMENT, "frozen")
    wulan.opens(entry)
    wulan.reads("Entries are closed, the draw comes next")
    wulan.finds_nothing_wrong()
    fridays.comes(product, opening, FRIDAY_8 + A_MOMENT, "drawn")

    # Then a letter says so, and she knows her place and about when
    letter = product.mailbox.letter_to("antre@demo.giliran")
    assert entry in text_of(letter)
    wulan.opens(entry)
    wulan.reads("People ahead of you")
    wulan.finds_nothing_wrong()

    # When she waits on the waiting page, which she may close
    wulan.follows("Open the waiting page")
    wulan.is_at(f"/openings/{opening}/wait/")
    hero = wulan.page.locator("[data-ahead]")
    expect(hero).to_have_text(re.compile(r"^\d+$"))
    ahead = int(hero.inner_text())
    expect(wulan.page.locator("[data-opens]")).to_have_text(re.compile(r"^5 "))
    wulan.finds_nothing_wrong()
    expect(wulan.button("Ring when it is my turn")).to_have_attribute("aria-pressed", "false")
    wulan.presses("Ring when it is my turn")
    expect(wulan.button("It will ring when it is your turn")).to_have_attribute("aria-pressed", "true")

    # And the opening begins, while her device slept
    fridays.comes(product, opening, FRIDAY_14 + A_MOMENT, "running")
    for _ in range(3):
        wakes(wulan)
    if ahead > 1:  # the lot may have put her first
        expect(hero).not_to_have_text(str(ahead))
    wulan.finds_nothing_wrong()

    # Then in her turn she sees every time with its seats, and books by the lane
    product.set_clock(FRIDAY_14 + SOON_ENOUGH)
    wakes_until(wulan, "Choose a day and a time")
    expect(wulan.page).to_have_title(wulan.word("It is your turn!"))
    wulan.finds_nothing_wrong()
    wulan.presses("Book this time")
    expect(wulan.page.locator("[data-refused]")).to_be_focused()
    wulan.finds_nothing_wrong()
    wulan.page.locator("[data-days] input:not([disabled])").nth(2).check()
    with wulan.page.expect_request("**/rush/bookings") as sent:
        wulan.presses("Book this time")
    assert sent.value.headers["authorization"].startswith("Pass ")
    wulan.is_at(booking.BOOKING_PAGE)
    wulan.reads("Your place is booked")
    assert wulan.page.locator(".ticket").count() == 2

    # And her entry leads to the tickets
    wulan.opens(entry)
    wulan.reads("You have a seat")
    wulan.finds_nothing_wrong()
    wulan.opens(f"/openings/{opening}/wait/")
    expect(wulan.page.locator("[data-view=over]")).to_be_visible()


def another_device_a_wrong_clock_and_a_lost_answer(arrive: Arrive, product: Product) -> None:
    # Given a turn that has come, on a device whose clock is a day behind, and which does not know the entry
    opening = int(fridays.tell(product.folder, f"opening_at({OFFICE!r})"))
    hana = arrive("en", login="undi")
    hana.page.clock.set_fixed_time("2026-12-01T00:00:00Z")
    comes_late(hana, product, opening, "Hana Pratiwi", forget=True)
    hana.opens(f"/openings/{opening}/wait/?language=en")
    hana.reads("Which entry is yours?")
    hana.finds_nothing_wrong()

    # When she opens her entry there once
    hana.follows("Open my entries")
    hana.page.locator("main a.row").first.click()
    hana.is_at(ENTRY_PAGE)
    hana.opens(f"/openings/{opening}/wait/?language=en")
    hana.reads("Choose a day and a time")

    # And the lane does not answer at first, nor is the first answer heard
    calls: list[str] = []

    def lose(route, request) -> None:  # type: ignore[no-untyped-def]
        calls.append(request.post_data)
        if len(calls) == 1:
            route.fulfill(status=503, headers={"Retry-After": "1"}, body="{}", content_type="application/problem+json")
        elif len(calls) == 2:
            assert route.fetch().status == 201
            route.abort()
        else:
            route.continue_()

    hana.complaints.are_expected = True
    hana.page.route("**/rush/bookings", lose)
    hana.page.locator("[data-days] input:not([disabled])").first.check()
    hana.presses("Book this time")

    # Then the same was sent three times, and there is one booking
    hana.is_at(booking.BOOKING_PAGE)
    assert len(calls) == 3 and len(set(calls)) == 1
    hana.opens("/me/")
    expect(hana.page.locator("main a[href^='/me/bookings/']")).to_have_count(1)


def without_scripts_and_by_keys_alone(arrive: Arrive, product: Product) -> None:
    # Given a party of two in its turn, without JavaScript
    opening = int(fridays.tell(product.folder, f"opening_at({OFFICE!r})"))
    yusuf = arrive(login="gagal", java_script_enabled=False)
    comes_late(yusuf, product, opening, "Yusuf Hidayat", "Laila Hidayat")
    entry = yusuf.path
    yusuf.opens(f"/openings/{opening}/wait/")
    yusuf.reads("Your place is being looked up.")
    yusuf.follows("Open my entries")
    yusuf.is_at("/me/entries/")
    yusuf.opens("/me/")
    yusuf.reads("It is your turn")

    # When he books for one of them
    yusuf.opens(entry)
    yusuf.page.get_by_role("checkbox", name="Laila Hidayat").uncheck()
    yusuf.presses("Book this time")
    yusuf.reads("Choose a day and a time.")
    expect(yusuf.page.get_by_role("checkbox", name="Laila Hidayat")).not_to_be_checked()
    yusuf.page.locator("input[name=slot]:not([disabled])").nth(1).check()
    yusuf.presses("Book this time")
    yusuf.is_at(booking.BOOKING_PAGE)

    # And for the other by keys alone, on a device that runs scripts
    keys = arrive(login="gagal")
    keys.opens(entry)
    keys.reads("Choose for the others")
    keys.finds_nothing_wrong()
    tabs_to(keys, re.compile("08"), name="slot")
    keys.page.keyboard.press("Space")
    presses(keys, "Book this time")
    keys.is_at(booking.BOOKING_PAGE)
    keys.opens(entry)
    expect(keys.page.locator("main a.row[href^='/me/bookings/']")).to_have_count(2)
    keys.finds_nothing_wrong()


def wakes(visitor: Visitor) -> None:
    """The device sleeps no more: it has a network again. What the lane shows is a second old at most."""
    visitor.page.wait_for_timeout(1500)
    visitor.page.evaluate("window.dispatchEvent(new Event('online'))")


def wakes_until(visitor: Visitor, words: str) -> None:
    """A clock that was moved is noticed with the next look."""
    for _ in range(12):
        wakes(visitor)
        if visitor.page.locator("main").get_by_text(visitor.word(words)).filter(visible=True).count():
            break
    visitor.reads(words)


def comes_late(visitor: Visitor, product: Product, opening: int, *names: str, forget: bool = False) -> None:
    """While people are let in; long after the line has passed."""
    product.set_clock(FRIDAY_14 + timedelta(minutes=60))
    entering.begins(visitor, opening, *names)
    entry = entering.enters(visitor, len(names))

    def has_come() -> bool:
        visitor.opens(entry)
        return visitor.button("Book this time").count() == 1

    wait_until(has_come)
    if forget:
        visitor.page.evaluate("localStorage.clear()")


def test_one_friday_as_three_people_live_it(arrive: Arrive, product: Product) -> None:
    """One after the other: each comes later on the same Friday."""
    from_the_entry_to_the_ticket(arrive, product)
    another_device_a_wrong_clock_and_a_lost_answer(arrive, product)
    without_scripts_and_by_keys_alone(arrive, product)
