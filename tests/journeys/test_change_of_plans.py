"""Plans change: a visit is moved to another day, then given back; by pointer, by keys alone, in both languages."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from giliran.core import ids
from tests.journeys import booking
from tests.journeys.conftest import Arrive
from tests.journeys.stage import TUESDAY, WEDNESDAY
from tests.journeys.test_keyboard import presses, tabs_to
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

RATNA, AGUS = "Ratna Pindah", "Agus Pindah"


def test_a_family_moves_its_visit_and_gives_it_back_in_two_steps(arrive: Arrive) -> None:
    ratna = arrive(login="pindah")

    # Given a visit of two on Tuesday, whose page says what may be changed and until when
    old = booking.books_quickly(ratna, [RATNA, AGUS], TUESDAY)
    ratna.opens(f"/me/bookings/{old}/")
    ratna.reads("If your plans change")
    ratna.finds_nothing_wrong()

    # When she moves it to Wednesday, and presses twice
    ratna.follows("Move to another time")
    ratna.finds_nothing_wrong()
    _chooses(ratna, WEDNESDAY)
    ratna.is_at(f"/me/bookings/{old}/move/check/")
    ratna.reads("The old tickets are no longer valid from the moment of the move.")
    ratna.finds_nothing_wrong()
    ratna.button("Move the visit").dblclick()

    # Then both have new numbers and codes, and the old booking leads to the new one
    ratna.reads("Your visit has been moved")
    ratna.finds_nothing_wrong()
    new = booking.code_on(ratna)
    assert new != old
    expect(ratna.page.locator(".ticket div.qr")).to_have_count(2)
    ratna.opens(f"/me/bookings/{old}/")
    ratna.reads("This visit has been moved")
    expect(ratna.page.locator(".ticket div.qr")).to_have_count(0)
    ratna.finds_nothing_wrong()
    ratna.page.locator(f"a[href='/me/bookings/{new}/']").click()
    letter = ratna.product.mailbox.letter_to("pindah@demo.giliran", with_subject=ids.show_code(new))
    assert letter

    # And a second move is not to be had, but says what is
    ratna.opens(f"/me/bookings/{new}/move/")
    ratna.reads("This booking has been moved as often as is possible. You can still cancel it.")
    ratna.finds_nothing_wrong()

    # When first one of them stays away, and then the other
    ratna.follows("Cancel the visit")
    ratna.page.get_by_role("checkbox", name=RATNA).uncheck()
    ratna.finds_nothing_wrong()
    ratna.presses("Cancel for those ticked")
    ratna.reads("Cancelled")
    expect(ratna.page.locator(".ticket div.qr")).to_have_count(1)
    ratna.opens(f"/me/bookings/{new}/cancel/")
    ratna.finds_nothing_wrong()
    ratna.presses("Cancel the visit")

    # Then nothing on the page looks like a valid ticket
    ratna.opens(f"/me/bookings/{new}/")
    ratna.reads("This booking has been cancelled")
    expect(ratna.page.locator(".ticket div.qr")).to_have_count(0)
    ratna.finds_nothing_wrong()
    ratna.opens("/me/")
    ratna.finds_nothing_wrong()


def test_moving_and_cancelling_with_the_keys_alone(arrive: Arrive) -> None:
    tuti = arrive(login="geserkan")
    code = booking.books_quickly(tuti, ["Tuti Geserkan"], TUESDAY)
    tuti.opens(f"/me/bookings/{code}/")
    tabs_to(tuti, re.compile(re.escape(tuti.word("Move to another time"))))
    tuti.page.keyboard.press("Enter")
    tuti.is_at(f"/me/bookings/{code}/move/")
    tabs_to(tuti, re.compile(r"\b9 Des"))
    tuti.page.keyboard.press("Enter")
    tuti.reads("Choose a session")
    tabs_to(tuti, re.compile(r"08\.00"))
    tuti.page.keyboard.press("Space")
    presses(tuti, "Continue")
    tuti.is_at(f"/me/bookings/{code}/move/check/")
    presses(tuti, "Move the visit")
    tuti.reads("Your visit has been moved")
    new = booking.code_on(tuti)
    tabs_to(tuti, re.compile(rf"^{re.escape(tuti.word('Cancel the visit'))}$"))
    tuti.page.keyboard.press("Enter")
    tuti.is_at(f"/me/bookings/{new}/cancel/")
    presses(tuti, "Cancel the visit")
    tuti.reads("Cancelled")


def test_in_english_a_time_that_fills_meanwhile_leaves_the_visit_where_it_was(arrive: Arrive) -> None:
    olivia = arrive(language="en", login="plans")
    code = booking.books_quickly(olivia, ["Olivia Plans"], TUESDAY)
    olivia.opens(f"/me/bookings/{code}/move/?day={WEDNESDAY}")
    own = olivia.page.locator("#day input[name=slot]:not([disabled])").first.get_attribute("value")

    # A time that does not exist leads back to the choice
    olivia.opens(f"/me/bookings/{code}/move/check/?slot=999999")
    olivia.reads("This time does not exist any more. Choose another one.")
    olivia.is_at(f"/me/bookings/{code}/move/")
    olivia.finds_nothing_wrong()

    # The one that she has is not free for her either, and others are offered
    olivia.opens(f"/me/bookings/{code}/move/?day={TUESDAY}")
    olivia.reads("This is your day now. A visit moves to another day.")
    olivia.finds_nothing_wrong()
    olivia.opens(f"/me/bookings/{code}/move/check/?slot={own}")
    olivia.presses("Move the visit")
    olivia.reads("Your visit has been moved")
    olivia.finds_nothing_wrong()
    olivia.follows("Cancel the visit")
    olivia.presses("Cancel the visit")
    olivia.reads("These tickets are no longer valid. It has cost you nothing, and you can book again.")
    olivia.finds_nothing_wrong()


def _chooses(visitor: Visitor, day: date) -> None:
    booking.picks_a_day(visitor, day)
    booking.picks_a_session(visitor)
