"""People without a device at the desk: a seat and its paper, the account handed over later, a NIK that comes back."""

from __future__ import annotations

import io
import re
from datetime import date

import pypdf
import pytest
from playwright.sync_api import expect

from tests.journeys import booking
from tests.journeys.booking import Person
from tests.journeys.conftest import Arrive
from tests.journeys.mailbox import text_of
from tests.journeys.pictures import read_paper
from tests.journeys.stage import PARTIES
from tests.journeys.visitor import Visitor
from tests.processes import wait_until

pytestmark = [pytest.mark.browser]

DESK = "/desk/jakarta-selatan/"
BOOKED = re.compile(r"/desk/jakarta-selatan/booked/[0-9A-Z]{9}/")
PERSON = re.compile(r"/desk/jakarta-selatan/people/[0-9a-f-]{36}/")
OLD_MAN = Person("self", "3174010904550061", "Sumarno Hadi", date(1955, 4, 9))
OLD_WOMAN = Person("self", "3174014904520062", "Kartini Hadi", date(1952, 4, 9))
SEIZED_NIK = f"317401150180{7000 + list(PARTIES).index('seized'):04d}"
"""As the stage makes it."""
SEIZED = Person("self", SEIZED_NIK, "Pemilik Sah", date(1980, 1, 15))


def writes_down(officer: Visitor, person: Person) -> None:
    """What stands on the card; the NIK is in its field already, and says birth date and sex."""
    expect(officer.field("NIK")).to_have_value(re.compile(r"\d"))
    officer.fills("Number of the family card (KK)", "3174011206180041")
    officer.fills("Full name", person.name)
    officer.fills("Place of birth", "Jakarta")
    for part in ("day", "month", "year"):
        officer.page.locator(f"input[name=birth_date_{part}]").fill(str(getattr(person.born, part)))
    officer.page.locator("input[name=sex]").nth(0 if int(person.nik[6:8]) > 40 else 1).check()
    officer.fills("Street and house number", "Jl. Tebet Raya No. 12")
    booking.lives_in_tebet(officer)
    officer.fills("Village (kelurahan or desa)", "Tebet Barat")


def gets_a_seat(officer: Visitor, person: Person) -> str:
    """From the card on the desk to the booked seat, with the keys alone once the card is written down; its code."""
    officer.opens(f"{DESK}book/")
    expect(officer.page.locator("#id_nik")).to_be_focused()
    officer.page.keyboard.type(person.nik)
    officer.page.keyboard.press("Enter")
    writes_down(officer, person)
    officer.presses("Save and go on")
    officer.reads_plainly(person.name)
    expect(officer.page.locator("select[name$=purpose]")).to_be_focused()
    officer.page.keyboard.press("ArrowDown")
    officer.page.keyboard.press("Enter")
    officer.is_at(re.compile(r"/desk/jakarta-selatan/book/[0-9a-f-]{36}/time/"))
    expect(officer.page.locator("input[name=slot]:checked")).to_be_focused()
    officer.finds_nothing_wrong()
    officer.page.keyboard.press("ArrowDown")
    officer.page.keyboard.press("Enter")
    officer.is_at(BOOKED)
    return officer.path.split("/")[-2]


def paper_of(officer: Visitor, code: str, width: str) -> bytes:
    name = {"a4": "ticket", "80mm": "strip"}[width]
    answer = officer.page.context.request.get(f"{officer.product.url}{DESK}booked/{code}/{name}.pdf")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    return answer.body()


def text_on(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize(("language", "person"), [("id", OLD_MAN), ("en", OLD_WOMAN)])
def test_somebody_without_a_telephone_gets_a_seat_and_a_relative_takes_the_account_over(
    arrive: Arrive, language: str, person: Person
) -> None:
    # Given an elderly person who has an identity card and nothing else
    officer = arrive(language, login="layanan")

    # When the officer books
    code = gets_a_seat(officer, person)

    # Then the code can be read aloud, and the paper says everything, on A4 and on a strip, with a code the gate reads
    expect(officer.page.locator(".spelled li")).to_have_count(9)
    expect(officer.link("Print on A4")).to_be_focused()
    officer.finds_nothing_wrong()
    for width in ("a4", "80mm"):
        paper = paper_of(officer, code, width)
        text = text_on(paper)
        assert [words in text for words in (person.name, person.nik[-4:])] == [True, True]
        assert code in text.replace("-", "").replace(" ", "")
        assert person.nik not in text
        assert len(read_paper(paper)) == 1

    # When a relative comes with ticket and card, and has an address
    address = f"{person.name.split()[0].lower()}.{language}@example.id"
    officer.opens(f"{DESK}people/")
    officer.page.keyboard.type(person.nik)
    officer.page.keyboard.press("Enter")
    officer.is_at(PERSON)
    officer.reads("What this NIK holds")
    officer.finds_nothing_wrong()
    officer.follows("Hand the account over")
    expect(officer.field("Booking code on the ticket")).to_have_value(code)
    officer.fills("NIK on the identity card", person.nik)
    officer.fills("E-mail address", address)
    officer.finds_nothing_wrong()
    officer.presses("Send a code")
    officer.finds_nothing_wrong()
    letter = text_of(officer.product.mailbox.letter_to(address))
    sent = re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", letter)
    assert sent is not None
    officer.fills("Code in the message", sent.group().lower())
    officer.presses("Hand over")
    officer.reads("The account is its holder's own now: they sign in with their e-mail address.")

    # Then the relative signs in at home by a code, and the booking stands there
    relative = arrive(language)
    relative.opens("/accounts/login/")
    relative.fills("Email", address)
    letters = relative.product.mailbox.letters
    before = len(letters)
    relative.presses("Continue")
    relative.is_at("/accounts/login/code/confirm/")
    wait_until(lambda: any(address in str(one["To"]) for one in letters[before:]))
    relative.page.locator("input[name=code]").fill(relative.product.mailbox.code_for(address))
    relative.presses("Continue")
    relative.is_at("/me/")
    relative.opens(f"/me/bookings/{code}/")
    relative.reads_plainly(person.name)
    relative.finds_nothing_wrong()


def test_a_seized_nik_comes_back_with_its_seat(arrive: Arrive) -> None:
    # Given that somebody has booked with this NIK, under another name and with a friend
    officer = arrive(login="layanan")
    theirs = officer.product.parties["seized"]

    # When its person comes with the card and is looked up
    officer.opens(f"{DESK}people/")
    officer.page.keyboard.type(SEIZED.nik)
    officer.page.keyboard.press("Enter")
    officer.is_at(PERSON)
    officer.opens(f"{DESK}people/new/")
    officer.fills("NIK", SEIZED.nik)
    writes_down(officer, SEIZED)
    officer.finds_nothing_wrong()
    officer.presses("Save and go on")
    officer.is_at(PERSON)
    officer.reads("Another account holds this NIK")
    officer.finds_nothing_wrong()

    # And the officer takes the very place over
    officer.follows("Take over with the card")
    officer.finds_nothing_wrong()
    officer.presses("Take over")
    officer.reads("Without the identity card nothing is taken over.")
    officer.finds_nothing_wrong()
    officer.page.locator("input[name=what][value=seat]").check()
    officer.page.locator("input[name=card]").check()
    officer.fills("Why? It goes on record.", "KTP asli ditunjukkan")
    officer.presses("Take over")

    # Then the seat is theirs, with a paper of its own
    officer.is_at(BOOKED)
    officer.reads_plainly(SEIZED.name)
    mine = officer.path.split("/")[-2]
    assert SEIZED.name in text_on(paper_of(officer, mine, "a4"))

    # And at the gate the other paper is no longer good for it, while the friend's still is
    officer.opens(f"{DESK}bookings/{theirs.code}/")
    officer.reads("Cancelled")
    officer.reads("Confirmed")


def test_a_name_is_corrected_by_the_card(arrive: Arrive) -> None:
    officer = arrive("en", login="layanan")
    party = officer.product.parties["misspelt"]
    officer.opens(f"{DESK}people/")
    officer.page.keyboard.type(party.code)
    officer.page.keyboard.press("Enter")
    officer.is_at(PERSON)
    officer.follows("Correct by the card")
    officer.finds_nothing_wrong()
    officer.fills("Full name", "")
    officer.presses("Correct")
    officer.finds_nothing_wrong()
    officer.fills("Full name", "Yanti Salahmah")
    officer.fills("Why? It goes on record.", "On the card: Salahmah")
    officer.presses("Correct")
    officer.is_at(PERSON)
    officer.opens(f"{DESK}bookings/{party.code}/")
    officer.reads_plainly("Yanti Salahmah")
