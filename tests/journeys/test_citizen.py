"""A citizen signs up, enters herself and her family, books with one press, and has everything she needs."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import expect

from giliran.core import ids
from tests.journeys import booking
from tests.journeys.booking import CHILD, GRANDFATHER, MOTHER
from tests.journeys.conftest import Arrive
from tests.journeys.mailbox import files_of, text_of
from tests.journeys.pictures import read_paper, read_screen
from tests.journeys.stage import TUESDAY
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

ADDRESS = "ratih@example.id"


def test_a_citizen_books_for_her_family_and_gets_her_tickets(arrive: Arrive) -> None:
    ratih = arrive(accept_downloads=True)

    # Given that she has found a day before she has an account
    ratih.opens("/offices/jakarta-selatan/?people=3")
    booking.picks_a_day(ratih, TUESDAY)
    ratih.finds_nothing_wrong()
    booking.picks_a_session(ratih)

    # When she signs up with the code that comes by e-mail
    _signs_up(ratih, ADDRESS)

    # Then her day is kept, and she enters who comes
    ratih.is_at(re.compile(r"/me/book/[0-9a-f-]{36}/people/"))
    ratih.follows("Add a person")
    ratih.finds_nothing_wrong()
    booking.enters(ratih, MOTHER)
    ratih.finds_nothing_wrong()
    ratih.presses("Save")
    for person in (CHILD, GRANDFATHER):
        ratih.presses("Add another person")
        booking.enters(ratih, person)
        ratih.presses("Save")
    ratih.finds_nothing_wrong()
    names = [MOTHER.name, CHILD.name, GRANDFATHER.name]
    booking.says_who_comes(ratih, names)
    ratih.finds_nothing_wrong()
    ratih.presses("Continue")
    expect(ratih.page.locator(".error-summary")).to_be_focused()
    ratih.finds_nothing_wrong()
    booking.says_what_each_needs(ratih, 3)

    # And checks her answers and books with one press
    ratih.reads("Check your answers")
    for name in names:
        ratih.reads_plainly(name)
    ratih.finds_nothing_wrong()
    code = booking.books(ratih, 3)

    # Then she has a code, and for each a label and a QR code
    ratih.reads("Your place is booked")
    assert ids.parse_booking_code(code) == code
    ratih.finds_nothing_wrong()
    tickets = ratih.page.locator(".ticket")
    expect(tickets).to_have_count(3)
    labels = [label.strip() for label in tickets.locator(".label-hero .label").all_inner_texts()]
    assert all(re.fullmatch(r"A-\d{3}", label) for label in labels)
    on_screen = [read_screen(one) for one in tickets.locator("div.qr").all()]
    assert len(set(on_screen)) == 3 and all(text.startswith("G1:") for text in on_screen)

    # And a PDF and a calendar file
    paper = _downloads(ratih, "Download the PDF", f"giliran-{code}.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
    for expected in (ids.show_code(code), *labels, *names):
        assert "".join(expected.split()) in "".join(text.split())
    assert sorted(read_paper(paper)) == sorted(on_screen)
    calendar = _downloads(ratih, "Add to my calendar", f"giliran-{code}.ics").decode()
    assert "DTSTART;TZID=Asia/Jakarta:20261208T" in calendar

    # And a letter with the same code and both files
    letter = ratih.product.mailbox.letter_to(ADDRESS, with_subject=ids.show_code(code))
    assert ids.show_code(code) in text_of(letter)
    files = files_of(letter)
    assert sorted(read_paper(files[f"giliran-{code}.pdf"])) == sorted(on_screen)
    assert "DTSTART;TZID=Asia/Jakarta:20261208T" in files[f"giliran-{code}.ics"].decode()

    # And it stands among her bookings
    ratih.opens("/me/")
    expect(ratih.page.locator(f"a[href='/me/bookings/{code}/']")).to_have_count(1)
    ratih.finds_nothing_wrong()


def test_whatever_is_pressed_twice_ends_at_the_same_booking(arrive: Arrive) -> None:
    joko = arrive(login="ganda")

    # Given the check page in two tabs
    joko.opens("/offices/jakarta-selatan/?people=1&day=2026-12-08#day")
    booking.picks_a_session(joko)
    booking.says_who_comes(joko, ["Joko Kembar"])
    booking.says_what_each_needs(joko, 1)
    check_page = joko.page.url
    second = Visitor(joko.page.context.new_page(), joko.product, joko.complaints, joko.language)
    second.page.goto(check_page)

    # When he presses twice in the first
    booking.book_button(joko, 1).dblclick()
    joko.is_at(booking.BOOKING_PAGE)
    code = booking.code_on(joko)

    # And once in the second, and goes back and presses again, and reloads
    assert booking.books(second, 1) == code
    joko.page.go_back()
    if joko.path.endswith("/check/"):
        assert booking.books(joko, 1) == code
    joko.page.goto(check_page)
    assert booking.code_on(joko) == code
    joko.page.reload()
    assert booking.code_on(joko) == code

    # Then there is one booking
    joko.opens("/me/")
    expect(joko.page.locator("a[href^='/me/bookings/']")).to_have_count(1)

    # And who tries for the same person once more reads which booking there is
    joko.opens("/offices/jakarta-selatan/?people=1&day=2026-12-09#day")
    booking.picks_a_session(joko)
    booking.says_who_comes(joko, ["Joko Kembar"])
    booking.says_what_each_needs(joko, 1)
    booking.book_button(joko, 1).click()
    joko.reads("Not booked")
    expect(joko.link("Open that booking")).to_have_attribute("href", f"/me/bookings/{code}/")
    joko.finds_nothing_wrong()


def test_the_ticket_can_be_read_without_a_network_and_by_its_holder_only(arrive: Arrive) -> None:
    maria, stranger = arrive(login="luring"), arrive(login="ganda")

    # Given her ticket, opened once
    code = booking.books_quickly(maria, ["Maria Sinyal"], TUESDAY)
    maria.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    qr = read_screen(maria.page.locator("div.qr"))
    maria.page.wait_for_timeout(1500)

    # When the network is gone
    maria.complaints.are_expected = True
    maria.page.context.set_offline(True)
    maria.page.reload()

    # Then it is still there, and says that it was kept
    expect(maria.page.locator("[data-kept-note]")).to_be_visible()
    assert booking.code_on(maria) == code
    assert read_screen(maria.page.locator("div.qr")) == qr
    assert maria.page.locator("body").evaluate("one => getComputedStyle(one).fontFamily").startswith("Inter")

    # But for somebody else it does not exist
    for tail in ("", "ticket.pdf", "visit.ics"):
        answer = stranger.page.context.request.get(f"{stranger.product.url}/me/bookings/{code}/{tail}")
        assert answer.status == 404
    stranger.page.goto(f"{stranger.product.url}/me/bookings/{code}/")
    stranger.reads_nowhere(booking.code_on(maria))
    stranger.finds_nothing_wrong()


def _signs_up(visitor: Visitor, address: str) -> None:
    visitor.is_at("/accounts/login/")
    visitor.finds_nothing_wrong()
    visitor.follows("Make an account")
    visitor.fills("Email", address)
    visitor.finds_nothing_wrong()
    visitor.presses("Send me the code")
    visitor.reads("Enter the code")
    visitor.finds_nothing_wrong()
    visitor.page.locator("input[name=code]").fill(visitor.product.mailbox.code_for(address))
    visitor.presses("Continue")


def _downloads(visitor: Visitor, words: str, name: str) -> bytes:
    with visitor.page.expect_download() as coming:
        visitor.follows(words)
    assert coming.value.suggested_filename == name
    return Path(coming.value.path()).read_bytes()
