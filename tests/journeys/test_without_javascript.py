"""Everything a citizen needs works in a browser that runs no scripts."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.journeys import booking
from tests.journeys.booking import Person
from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

TINI = Person("self", "3174 0152 0292 0051", "Tini Suhartini", date(1992, 2, 12))


def test_signing_up_and_booking_without_javascript(arrive: Arrive) -> None:
    tini = arrive(java_script_enabled=False)
    tini.opens("/")
    tini.follows("Find an office and a day")
    tini.fills("City, office or street", "jakarta selatan")
    tini.presses("Search")
    tini.page.get_by_role("link", name=re.compile("^Kantor Imigrasi Jakarta Selatan")).click()
    booking.picks_a_day(tini, date(2026, 12, 8))
    booking.picks_a_session(tini)

    tini.follows("Make an account")
    tini.fills("Email", "tini@example.id")
    tini.presses("Send me the code")
    tini.page.locator("input[name=code]").fill(tini.product.mailbox.code_for("tini@example.id"))
    tini.presses("Continue")

    tini.follows("Add a person")
    _enters_by_hand(tini, TINI)
    tini.presses("Save")
    booking.says_who_comes(tini, [TINI.name])
    booking.says_what_each_needs(tini, 1)
    code = booking.books(tini, 1)
    expect(tini.page.locator(".ticket div.qr svg")).to_be_visible()
    answer = tini.page.context.request.get(f"{tini.product.url}/me/bookings/{code}/ticket.pdf")
    assert answer.body().startswith(b"%PDF")


def _enters_by_hand(visitor: Visitor, person: Person) -> None:
    """Without scripts the birth date is typed, and buttons ask for the lists of places."""
    visitor.field("Who is this person to you?").select_option(person.relation)
    visitor.fills("NIK", person.nik)
    visitor.fills("Number of the family card (KK)", "3174 0112 0318 0051")
    visitor.fills("Full name", person.name)
    visitor.fills("Place of birth", "Jakarta")
    for place, value in enumerate((person.born.day, person.born.month, person.born.year)):
        visitor.page.locator("#birth-fields .date-parts input").nth(place).fill(str(value))
    visitor.page.locator("input[name=sex][value=F]").check()
    visitor.fills("Street and house number", "Jl. Tebet Raya No. 12")
    visitor.fills("Village (kelurahan or desa)", "Tebet Barat")
    visitor.page.locator("select[name=province]").select_option("31")
    visitor.presses("Show its cities and regencies")
    visitor.page.locator("select[name=regency]").select_option("31.74")
    visitor.presses("Show its districts")
    visitor.page.locator("select[name=district_code]").select_option("31.74.01")
