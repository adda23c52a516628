"""The steps of a booking, as somebody takes them who reads the pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Locator, expect

from giliran.core import formats
from tests.journeys.visitor import Visitor

BOOKING_PAGE = re.compile(r"/me/bookings/[0-9A-Z]{9}/")


@dataclass(frozen=True)
class Person:
    """What stands on the cards. `relation` is a word of `accounts.states`; `nik` as typed, and it says the rest."""

    relation: str
    nik: str
    name: str
    born: date


MOTHER = Person("self", "3174 0157 0388 0041", "Ratih Puspitasari", date(1988, 3, 17))
CHILD = Person("child", "3174 0112 0615 0042", "Bima Puspita", date(2015, 6, 12))
GRANDFATHER = Person("parent", "3174 0109 0455 0043", "Sumarno Hadi", date(1955, 4, 9))


def picks_a_day(visitor: Visitor, day: date) -> None:
    """In the calendar on the page."""
    words = formats.date_words(day, visitor.language).split()
    name = re.compile(rf"{day.day} {words[2][:3]}")
    visitor.page.locator(".calendar").get_by_role("link", name=name).first.click()
    visitor.reads_plainly(formats.date_words(day, visitor.language))


def picks_a_session(visitor: Visitor, number: int = 0) -> None:
    """One of the sessions of the chosen day that are still free."""
    visitor.page.locator("#day input[name=slot]:not([disabled])").nth(number).check()
    visitor.presses("Continue")


def enters(visitor: Visitor, person: Person) -> None:
    """The form of one person: the NIK fills in what it knows, the lists of places follow one another."""
    visitor.field("Who is this person to you?").select_option(person.relation)
    visitor.types("NIK", person.nik)
    is_born_on(visitor, person.born)
    visitor.fills("Number of the family card (KK)", "3174 0112 0318 0041")
    visitor.fills("Full name", person.name)
    visitor.fills("Place of birth", "Jakarta")
    visitor.fills("Telephone", "0812 3456 7890")
    visitor.fills("Street and house number", "Jl. Tebet Raya No. 12")
    lives_in_tebet(visitor)
    visitor.fills("Village (kelurahan or desa)", "Tebet Barat")


def is_born_on(visitor: Visitor, born: date) -> None:
    """The birth date stands in the form already."""
    for place, value in enumerate((born.day, born.month, born.year)):
        expect(visitor.page.locator("#birth-fields .date-parts input").nth(place)).to_have_value(str(value))


def lives_in_tebet(visitor: Visitor) -> None:
    for name, place in (("province", "31"), ("regency", "31.74"), ("district_code", "31.74.01")):
        visitor.page.locator(f"select[name={name}]").select_option(place)


def says_who_comes(visitor: Visitor, names: Sequence[str]) -> None:
    for box in visitor.page.locator("input[name=who]").all():
        box.set_checked(False)
    for name in names:
        visitor.page.get_by_role("checkbox", name=name).check()
    visitor.presses("Continue")


def says_what_each_needs(visitor: Visitor, people: int, purpose: str = "holiday") -> None:
    """The service that suits the age is chosen already; the booklet and the purpose are asked."""
    for place in range(people):
        booklets = visitor.page.locator(f"input[name=p{place}-booklet]")
        booklets.first.check()
        visitor.page.locator(f"select[name=p{place}-purpose]").select_option(purpose)
    visitor.presses("Continue")


def book_words(visitor: Visitor, people: int) -> str:
    return visitor.words("Book for %(people)s person", "Book for %(people)s people", people, people=people)


def book_button(visitor: Visitor, people: int) -> Locator:
    return visitor.page.get_by_role("button", name=book_words(visitor, people), exact=True)


def books(visitor: Visitor, people: int) -> str:
    """The one press; the code that the page shows afterwards, without hyphens."""
    book_button(visitor, people).click()
    visitor.is_at(BOOKING_PAGE)
    return code_on(visitor)


def code_on(visitor: Visitor) -> str:
    return visitor.page.locator(".code").first.inner_text().replace("-", "").strip()


def books_quickly(visitor: Visitor, names: Sequence[str], day: date, office: str = "jakarta-selatan") -> str:
    """The whole way of somebody who knows it."""
    visitor.opens(f"/offices/{office}/?people={len(names)}&day={day}#day")
    picks_a_session(visitor)
    says_who_comes(visitor, names)
    says_what_each_needs(visitor, len(names))
    return books(visitor, len(names))
