"""The steps of an entry, as somebody takes them who reads the pages."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.journeys import booking
from tests.journeys.fridays import ENTRY_PAGE
from tests.journeys.visitor import Visitor


def enter_button(visitor: Visitor, people: int) -> Locator:
    words = visitor.words("Enter with %(people)s person", "Enter with %(people)s people", people, people=people)
    return visitor.page.get_by_role("button", name=words, exact=True)


def begins(visitor: Visitor, opening: int, *names: str) -> None:
    """Who comes, and what each needs."""
    visitor.opens(f"/me/openings/{opening}/enter/")
    booking.says_who_comes(visitor, names)
    booking.says_what_each_needs(visitor, len(names))


def enters(visitor: Visitor, people: int) -> str:
    """The one press; the path of the entry."""
    enter_button(visitor, people).click()
    visitor.is_at(ENTRY_PAGE)
    return visitor.path
