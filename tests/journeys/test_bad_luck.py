"""Things break, and what was promised stands."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from giliran.core import ids
from tests.journeys import booking
from tests.journeys.conftest import Arrive
from tests.journeys.mailbox import files_of
from tests.journeys.stage import SUNDAY_EVENING, TUESDAY
from tests.processes import wait_until

pytestmark = [pytest.mark.browser]


def test_with_the_mail_server_down_the_booking_stands_and_the_letter_follows(arrive: Arrive) -> None:
    andi = arrive(login="surat")
    product = andi.product

    # Given that no mail server answers
    product.mailbox.close()

    # When he books, then he has his ticket
    try:
        code = booking.books_quickly(andi, ["Andi Pos"], TUESDAY)
        expect(andi.page.locator(".ticket .label-hero .label")).to_have_count(1)
    finally:
        product.mailbox.open(product.mail_port)

    # And once the server is back, the letter comes
    product.set_clock(SUNDAY_EVENING + timedelta(minutes=10))
    letter = product.mailbox.letter_to("surat@demo.giliran", with_subject=ids.show_code(code), seconds=60)
    assert set(files_of(letter)) == {f"giliran-{code}.pdf", f"giliran-{code}.ics"}


def test_a_day_that_closes_while_somebody_answers_costs_no_answers(arrive: Arrive) -> None:
    dian, hasan = arrive(login="geser"), arrive(login="kepala.tpi")

    # Given that Dian is about to book Tuesday when the office closes it
    dian.opens(f"/offices/tanjung-pinang/?people=1&day={TUESDAY}#day")
    booking.picks_a_session(dian)
    booking.says_who_comes(dian, ["Dian Geser"])
    booking.says_what_each_needs(dian, 1)
    hasan.opens("/office/tanjung-pinang/closures/")
    hasan.page.locator("input[name=first]").fill(str(TUESDAY))
    hasan.page.locator("[name=reason]").fill("Banjir")
    hasan.presses("Show what this changes")
    hasan.presses("Close, and leave the bookings standing")
    hasan.is_at("/office/tanjung-pinang/closures/")

    # When she books, then she reads that it is closed, and what is nearest
    booking.book_button(dian, 1).click()
    dian.reads("Not booked")
    expect(dian.page.locator(".error-summary")).to_be_focused()
    dian.finds_nothing_wrong()

    # And one press takes her there with all her answers
    dian.page.locator(".offers button").first.click()
    dian.reads("Check your answers")
    booking.books(dian, 1)


def test_a_killed_web_server_returns_and_forgets_nothing(arrive: Arrive) -> None:
    made = arrive(login="jatuh")
    product = made.product
    code = booking.books_quickly(made, ["Made Tabah"], TUESDAY)

    # When the web server dies without a word; her browser may notice, as it fetches its offline worker again by itself
    made.complaints.are_expected = True
    killed = product.web_server()
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: product.web_server() not in (None, killed), seconds=60)
    wait_until(product.answers, seconds=60)

    # Then the page is there again, and she is still signed in
    made.opens(f"/me/bookings/{code}/")
    made.complaints.are_expected = False
    assert booking.code_on(made) == code
    made.finds_nothing_wrong()
