"""A gate officer lets people in: by code, by QR, in part and as a whole, and says in words why not."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from giliran.core import ids
from giliran.web.demo.people import PASSWORD
from tests.factories import world
from tests.journeys import booking, signing_in
from tests.journeys.conftest import Arrive
from tests.journeys.pictures import read_screen
from tests.journeys.stage import MONDAY, NEW_OFFICER
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

MONDAY_MORNING = datetime(2026, 12, 7, 1, 30, tzinfo=UTC)
"""Monday, 8.30 WIB."""


def test_an_officer_signs_in_with_two_factors_and_not_with_one(arrive: Arrive) -> None:
    rudi, login = arrive(), signing_in.login_of("pintu.tpi")
    rudi.opens("/gate/tanjung-pinang/")
    rudi.is_at("/accounts/login/")
    signing_in.gives_the_password(rudi, login.email)
    rudi.is_at("/accounts/2fa/authenticate/")
    rudi.finds_nothing_wrong()

    # The password alone opens nothing
    rudi.opens("/gate/tanjung-pinang/")
    assert rudi.path.startswith("/accounts/")

    rudi.opens("/accounts/2fa/authenticate/")
    rudi.page.locator("input[name=code]").fill("000000")
    rudi.presses("Continue")
    expect(rudi.page.locator(".error-summary")).to_be_visible()
    rudi.finds_nothing_wrong()
    signing_in.gives_the_second_factor(rudi, login)
    rudi.opens("/gate/tanjung-pinang/")
    rudi.is_at("/gate/tanjung-pinang/")

    # And somebody else's gate stays shut
    rudi.opens("/gate/jakarta-selatan/")
    expect(rudi.page.locator("#gate-text")).to_have_count(0)
    rudi.finds_nothing_wrong()


def test_a_new_officer_must_set_up_a_second_factor_first(arrive: Arrive) -> None:
    wahyu = arrive()
    wahyu.opens("/accounts/login/")
    signing_in.gives_the_password(wahyu, NEW_OFFICER)

    # What protects the account asks once more who it is
    wahyu.is_at("/accounts/reauthenticate/")
    wahyu.finds_nothing_wrong()
    wahyu.opens("/gate/jakarta-selatan/")
    wahyu.is_at("/accounts/reauthenticate/")
    wahyu.fills("Password", PASSWORD)
    wahyu.presses("Confirm")
    wahyu.is_at("/accounts/2fa/totp/activate/")
    wahyu.finds_nothing_wrong()

    wahyu.page.get_by_text(wahyu.word("I cannot scan it")).click()
    secret = wahyu.page.locator("details .code").inner_text()
    wahyu.page.locator("input[name=code]").fill(world.code_of(secret))
    wahyu.presses("Switch on")
    wahyu.reads_nowhere(secret)
    wahyu.finds_nothing_wrong()

    # And the gate opens once the app has answered for this session
    wahyu.opens("/gate/jakarta-selatan/")
    wahyu.is_at("/accounts/2fa/reauthenticate/")
    wahyu.finds_nothing_wrong()
    wahyu.page.locator("input[name=code]").fill(world.code_of(secret))
    wahyu.presses("Continue")
    wahyu.is_at("/gate/jakarta-selatan/")


def test_from_the_booking_to_the_door(arrive: Arrive) -> None:
    # Given a booking of three for Monday, made on Sunday evening, the QR codes on the screen
    siti, agus, board = arrive(login="keluarga"), arrive(login="pintu"), arrive()
    code = booking.books_quickly(siti, ["Siti Aminah", "Slamet Riyadi", "Nur Aminah"], MONDAY)
    qrs = [read_screen(one) for one in siti.page.locator(".ticket div.qr").all()]
    labels = siti.page.locator(".ticket .label-hero .label").all_inner_texts()

    # When the demo's clock is moved to Monday morning
    agus.opens("/demo/clock/")
    agus.finds_nothing_wrong()
    agus.fills("Date and time (WIB)", "2026-12-07T08:30")
    agus.presses("Set the clock")
    agus.reads_plainly(re.compile(r"7 Desember 2026, 08\.3"))

    # And the officer types the code
    board.opens("/board/jakarta-selatan/?stages=1")
    board.finds_nothing_wrong()
    waiting = board.page.locator("#board-waiting strong").first
    before = int(waiting.inner_text())
    agus.opens("/gate/jakarta-selatan/")
    agus.finds_nothing_wrong()
    asks(agus, ids.show_code(code))
    assert result(agus) == "valid"
    agus.finds_nothing_wrong()

    # And lets two of the three in
    _tick(agus, labels[2], on=False)
    agus.presses("Let those ticked in")
    assert result(agus, "admitted") == "admitted"
    agus.finds_nothing_wrong()

    # Then there is a card for each, 80 mm wide
    with agus.page.context.expect_page() as opened:
        agus.page.locator("[data-result=admitted] a[target=giliran-card]").click()
    _is_a_card(opened.value, labels[:2])

    # And the board counts two more who wait
    expect(waiting).to_have_text(str(before + 2))
    board.finds_nothing_wrong()

    # And whoever booked follows the turn of both on the page of the booking
    siti.opens(f"/me/bookings/{code}/")
    expect(siti.page.locator("main .now")).to_have_count(2)
    siti.opens(f"/me/bookings/{code}/now/")
    expect(siti.page.locator("main .now").first).to_contain_text(labels[0])
    siti.finds_nothing_wrong()

    # And the same code again says who is in; the third may follow
    agus.page.keyboard.press("Escape")
    scans(agus, qrs[0])
    assert result(agus, "attention") == "attention"
    agus.reads_plainly(re.compile("Agus Pintu"))
    agus.reads_plainly(re.compile(r"08\.3\d WIB"))
    agus.finds_nothing_wrong()
    agus.presses("Let those ticked in")
    assert result(agus, "admitted") == "admitted"
    agus.page.keyboard.press("Escape")

    # And once all are in, it is refused, with time and name
    scans(agus, qrs[2])
    assert result(agus, "refused") == "refused"
    agus.reads_plainly(re.compile(r"^Sudah dipakai.*08\.3\d WIB.*Agus Pintu"))
    agus.finds_nothing_wrong()


def test_a_wrong_admission_is_taken_back(arrive: Arrive) -> None:
    product, agus = _on_monday(arrive)
    asks(agus, product.parties["alone"].code)
    agus.presses("Let in")
    assert result(agus, "admitted") == "admitted"
    agus.page.get_by_text(agus.word("Wrong person? Take it back (within one minute)")).click()
    agus.fills("Why?", "Salah orang")
    agus.presses("Take it back")
    assert result(agus, "undone") == "undone"
    agus.finds_nothing_wrong()
    agus.page.keyboard.press("Escape")
    asks(agus, product.parties["alone"].code)
    assert result(agus, "valid") == "valid"


def test_whatever_is_no_ticket_of_today_is_refused_in_words(arrive: Arrive) -> None:
    product, agus = _on_monday(arrive)
    qr = product.parties["pair"].guests[0].qr
    other = "B" if qr[-10] == "A" else "A"
    for text, words in (
        (product.parties["elsewhere"].guests[0].qr, r"Kantor Imigrasi Bogor.*Senin, 7 Desember 2026"),
        (product.parties["tomorrow"].guests[0].qr, r"Selasa, 8 Desember 2026"),
        (qr[:-10] + other + qr[-9:], agus.word("This ticket was not issued by Giliran: its signature is wrong.")),
        (qr[:70], agus.word("Only part of the code was read. Scan it again, or type the booking code.")),
        ("8991234567890", agus.word("This is not a Giliran ticket.")),
    ):
        scans(agus, text)
        assert result(agus, "refused") == "refused"
        agus.reads_plainly(re.compile(words))
        agus.finds_nothing_wrong()
        agus.page.keyboard.press("Escape")
        assert result(agus, "") == ""
    scans_at_once(agus, "8991234567890")
    assert result(agus, "refused") == "refused"
    agus.reads_plainly(agus.word("This is not a Giliran ticket."))


def test_a_handheld_scanner_is_heard_wherever_the_focus_is(arrive: Arrive) -> None:
    product, agus = _on_monday(arrive)
    first, second = product.parties["pair"].guests
    agus.page.locator("body").evaluate("one => document.activeElement.blur()")
    scans(agus, first.qr)
    assert result(agus, "valid") == "valid"
    expect(agus.page.locator(".gate-party .label").first).to_have_text(first.label)

    # On the button that would let them in: the scan does not press it, and the next guest is asked for
    agus.page.keyboard.press("Escape")
    agus.page.locator("#gate-text").focus()
    scans(agus, second.qr)
    assert result(agus, "valid") == "valid"
    expect(agus.page.locator("#gate-text")).to_have_value("")


def test_a_gate_works_without_javascript(arrive: Arrive) -> None:
    product = arrive().product
    product.set_clock(MONDAY_MORNING)
    agus = arrive(login="pintu", java_script_enabled=False)
    agus.opens("/gate/jakarta-selatan/")
    agus.page.locator("#gate-text").fill(product.parties["pair"].code)
    agus.presses("Check")
    agus.presses("Let those ticked in")
    agus.reads("Checked in")


# Steps


def _on_monday(arrive: Arrive):  # type: ignore[no-untyped-def]
    """Agus at his gate on Monday morning."""
    agus = arrive(login="pintu")
    agus.product.set_clock(MONDAY_MORNING)
    agus.opens("/gate/jakarta-selatan/")
    return agus.product, agus


def asks(officer: Visitor, text: str) -> None:
    officer.page.locator("#gate-text").fill(text)
    officer.presses("Check")


def scans(officer: Visitor, text: str) -> None:
    """A handheld scanner types fast and ends with Enter, once the door listens: a busy machine takes a while."""
    expect(officer.page.locator("#result[data-ready]")).to_be_attached()
    officer.page.keyboard.type(text)
    officer.page.keyboard.press("Enter")


def scans_at_once(officer: Visitor, text: str) -> None:
    """A barcode of something else is known for a scan by its pace alone, which a busy machine does not keep."""
    expect(officer.page.locator("#result[data-ready]")).to_be_attached()
    officer.page.evaluate(
        """text => { for (const key of [...text, "Enter"])
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })); }""",
        text,
    )


def result(officer: Visitor, wanted: str = "valid") -> str:
    """What the door says; waits until it says what is wanted, and gives up with what it says instead."""
    place = officer.page.locator("#result > [data-result]")
    try:
        if wanted:
            expect(officer.page.locator(f"#result > [data-result='{wanted}']")).to_be_visible()
        else:
            expect(place).to_have_count(0)
    except AssertionError:
        pass
    return (place.first.get_attribute("data-result") or "") if place.count() else ""


def _tick(officer: Visitor, label: str, *, on: bool) -> None:
    officer.page.locator(".gate-person", has_text=label).get_by_role("checkbox").set_checked(on)


def _is_a_card(page: Page, labels: list[str]) -> None:
    expect(page.locator(".card .label")).to_have_text(labels)
    page.emulate_media(media="print")
    width = page.locator(".card").first.evaluate("one => one.getBoundingClientRect().width / 96 * 25.4")
    assert 60 <= width <= 80
    expect(page.locator(".cards__tools")).to_be_hidden()
    paper = page.evaluate(
        """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
          .flatMap((rule) => rule.cssRules ? [rule, ...rule.cssRules] : [rule])
          .filter((rule) => rule instanceof CSSPageRule).map((rule) => rule.cssText).join(" ")"""
    )
    assert "80mm" in paper
    page.emulate_media(media="screen")
