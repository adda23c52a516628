"""An office closes a day that has bookings, and people read what became of their visit; a missed visit is explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from giliran.core import ids
from tests.journeys import product as products
from tests.journeys import stage
from tests.journeys.conftest import Arrive
from tests.journeys.mailbox import text_of
from tests.journeys.product import Product
from tests.processes import wait_until

pytestmark = [pytest.mark.browser]

OFFICE = "/office/tanjung-pinang"
TUESDAY_MORNING = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
"""08.00 WIB, the day after the visit that nobody came to."""


@pytest.fixture(scope="module")
def product(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with products.running(prepared, tmp_path_factory.mktemp("closing") / "data") as product:
        yield product


def test_the_head_closes_a_day_and_moves_everybody_and_a_citizen_reads_the_notice(arrive: Arrive) -> None:
    hasan, bagus = arrive(login="kepala.tpi"), arrive(login="banjir")
    party = hasan.product.parties["flooded"]

    # Given that he asks what closing Tuesday would do to those who hold seats on it
    hasan.opens(f"{OFFICE}/closures/")
    hasan.page.locator("input[name=first]").fill(str(stage.TUESDAY))
    hasan.page.locator("[name=reason]").fill("Banjir")
    hasan.presses("Show what this changes")
    hasan.reads("Nothing has been changed yet")
    hasan.reads("Who holds seats on these days, and where each party would go")
    hasan.reads_plainly(ids.show_code(party.code))
    hasan.finds_nothing_wrong()

    # When he closes it and has everybody moved
    hasan.presses("Close, and move the bookings")
    hasan.is_at(re.compile(rf"{OFFICE}/closures/\d+/"))
    expect(hasan.page.get_by_text(hasan.word("Finished: every booking has its answer"))).to_be_visible()
    hasan.reads_plainly(ids.show_code(party.code))
    hasan.finds_nothing_wrong()
    followed = hasan.path

    # Then headquarters sees it too
    maya = arrive(login="pusat")
    maya.opens("/hq/closures/")
    maya.reads("Finished")
    maya.finds_nothing_wrong()
    maya.page.locator(f"main a[href='{followed}']").click()
    maya.is_at(followed)

    # And the person reads the notice, and the new time on the page of the booking
    subject = bagus.word("The office is closed on %(date)s: your new time is %(new)s").partition(" %(")[0]
    letter = hasan.product.mailbox.letter_to("banjir@demo.giliran", with_subject=subject)
    assert "Banjir" in text_of(letter)
    new_page = re.search(r"/me/bookings/[0-9A-Z]{9}/", text_of(letter))
    assert new_page is not None
    bagus.opens(new_page.group())
    bagus.reads("The office has chosen this time for you")
    bagus.finds_nothing_wrong()

    # When the new time does not suit, it is declined, and a place is owed
    bagus.follows("Decline this time")
    bagus.finds_nothing_wrong()
    bagus.presses("Decline this time")
    bagus.is_at(new_page.group())
    bagus.reads("The office could not keep this visit")
    bagus.finds_nothing_wrong()


def test_the_head_stops_it_and_goes_on(arrive: Arrive, product: Product) -> None:
    hasan = arrive("en", login="kepala.tpi")

    # Given that he has begun to move everybody of a full day, and nobody has been moved yet
    with product.with_the_worker_asleep():
        hasan.opens(f"{OFFICE}/closures/")
        hasan.page.locator("input[name=first]").fill(str(stage.FULL_DAY))
        hasan.page.locator("[name=reason]").fill("Listrik padam")
        hasan.presses("Show what this changes")
        hasan.presses("Close, and move the bookings")
        hasan.is_at(re.compile(rf"{OFFICE}/closures/\d+/"))
        hasan.reads("Under way")

        # When he stops it
        hasan.presses("Stop for now")
        hasan.reads("Stopped")
        hasan.finds_nothing_wrong()

    # Then nothing happens, however long the worker works, and the list of closed days says who still stands
    hasan.page.wait_for_timeout(1_500)
    hasan.page.reload()
    expect(hasan.page.locator(".figures dd").last).not_to_have_text("0")
    expect(hasan.page.locator(".figures dd").first).to_have_text("0")
    followed = hasan.path
    hasan.opens(f"{OFFICE}/closures/")
    hasan.reads_plainly(re.compile(r"\d+ seats stand"))
    hasan.finds_nothing_wrong()

    # When he goes on, then everybody has an answer, and nobody stands on the day any more
    hasan.opens(followed)
    hasan.presses("Go on: move those that are left")
    expect(hasan.page.get_by_text(hasan.word("Finished: every booking has its answer"))).to_be_visible()
    expect(hasan.page.locator(".figures dd").last).to_have_text("0")
    hasan.opens(f"{OFFICE}/closures/")
    closed = hasan.page.locator(".closed-days > li", has_text="Listrik padam")
    expect(closed).to_have_count(1)
    assert "stand" not in closed.inner_text()


def test_headquarters_declares_a_holiday_and_takes_it_back(arrive: Arrive) -> None:
    maya, newcomer = arrive(login="pusat"), arrive("en")

    # Given that she has forgotten the names
    maya.opens("/hq/holidays/")
    maya.page.locator("input[name=day]").fill(str(stage.WEDNESDAY))
    maya.presses("Show what this changes")
    expect(maya.page.locator(".error-summary")).to_be_focused()
    expect(maya.page.locator("input[name=day]")).to_have_value(str(stage.WEDNESDAY))
    maya.finds_nothing_wrong()

    # When she looks at what it does in the country, and declares it
    maya.page.locator("input[name=name_id]").fill("Hari pemungutan suara")
    maya.page.locator("input[name=name_en]").fill("Polling day")
    maya.presses("Show what this changes")
    maya.reads("Nothing has been changed yet")
    maya.reads("Offices with bookings")
    maya.finds_nothing_wrong()
    maya.presses("Declare it, and move the bookings")

    # Then she follows it at every office, and everybody reads it in the calendar
    maya.is_at("/hq/closures/")
    maya.reads_plainly("Kantor Imigrasi Bandung")
    maya.finds_nothing_wrong()
    newcomer.opens("/offices/bandung/")
    newcomer.reads_plainly("Holiday: Polling day")

    # When she takes it back, the offices work on it again
    maya.opens(f"/hq/holidays/{stage.WEDNESDAY}/take-back/")
    maya.finds_nothing_wrong()
    maya.presses("Take the holiday back")
    maya.is_at("/hq/holidays/")
    newcomer.opens("/offices/bandung/")
    expect(newcomer.page.get_by_text("Polling day")).to_have_count(0)


def test_a_missed_visit_has_somebody_wait_until_it_is_lifted_at_the_desk(arrive: Arrive, product: Product) -> None:
    # Given that missing a visit has people wait for a week, and that nobody came on Monday
    set_policy = "from giliran.offices.models import PolicyValue; "
    set_policy += "PolicyValue.objects.create(key='missed_cooling_days', value='7')"
    products.run_inside(product.folder, set_policy)
    party, code = product.parties["absent"], ids.show_code(product.parties["absent"].code)
    product.set_clock(TUESDAY_MORNING)
    hasan = arrive("en", login="kepala.tpi")
    found = f"/desk/tanjung-pinang/missed/?code={party.code}"
    wait_until(lambda: _is_found(hasan, found), seconds=120)

    # Then the desk finds it by the booking code, with the day until which it holds
    hasan.opens("/desk/tanjung-pinang/missed/")
    hasan.finds_nothing_wrong()
    hasan.fills("Booking code, or NIK (recorded)", code)
    hasan.presses("Find")
    hasan.reads_plainly("Rina Absen")
    hasan.reads_plainly(re.compile("From Tuesday, 15 December 2026"))
    hasan.finds_nothing_wrong()

    # When he lifts it, he must say why
    hasan.page.locator("main a[href$='/lift/']").click()
    hasan.finds_nothing_wrong()
    hasan.presses("Let this person book at once")
    expect(hasan.page.locator(".error-summary")).to_be_focused()
    hasan.finds_nothing_wrong()
    hasan.fills("Reason", "Rawat inap")
    hasan.presses("Let this person book at once")
    hasan.reads("At once, it was lifted")

    # And the person is told
    letter = product.mailbox.letter_to("absen@demo.giliran", with_subject="kunjungan")
    assert "Rawat inap" in text_of(letter)


def _is_found(visitor, path: str) -> bool:  # type: ignore[no-untyped-def]
    visitor.opens(path)
    return bool(visitor.page.get_by_text("Rina Absen").count())
