"""Somebody books with the keys alone: Tab, Space, Enter, arrows and typing; the focus can always be seen."""

from __future__ import annotations

import re

import pytest

from tests.journeys import booking
from tests.journeys.booking import BOOKING_PAGE
from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

_FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const top = document.elementFromPoint(
    Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
    Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1));
  const style = getComputedStyle(one), label = one.closest("label");
  const around = label ? getComputedStyle(label) : style;
  const is_drawn = [style, around].some((it) => it.outlineStyle !== "none" || it.boxShadow !== "none");
  return {
    is_page: one === document.body,
    is_in_sight: box.bottom > 0 && box.top < innerHeight
      && (one.contains(top) || top?.contains(one) || Boolean(label?.contains(top))),
    is_drawn,
    words: (one.labels?.[0]?.textContent || one.textContent || one.name || "").trim().replace(/\\s+/g, " "),
    what: one.outerHTML.slice(0, 120),
  };
}"""


def test_booking_with_the_keys_alone(arrive: Arrive) -> None:
    putri = arrive(login="tombol")
    putri.opens("/offices/jakarta-selatan/")

    # The first key leads past the header
    putri.page.keyboard.press("Tab")
    assert focus(putri)["words"] == putri.word("Skip to the content")
    putri.page.keyboard.press("Enter")

    tabs_to(putri, re.compile(r"\b8 Des"))
    putri.page.keyboard.press("Enter")
    putri.reads("Choose a session")
    tabs_to(putri, re.compile(r"08\.00"))
    putri.page.keyboard.press("Space")
    presses(putri, "Continue")
    putri.is_at(re.compile(r"/me/book/[^/]+/people/"))
    tabs_to(putri, re.compile("^Putri Tombol"))
    putri.page.keyboard.press("Space")
    presses(putri, "Continue")
    putri.is_at(re.compile(r"/me/book/[^/]+/needs/"))
    tabs_to(putri, re.compile(".", re.DOTALL), name="p0-booklet")
    putri.page.keyboard.press("Space")
    tabs_to(putri, re.compile(".", re.DOTALL), name="p0-purpose")
    putri.page.keyboard.press("ArrowDown")
    presses(putri, "Continue")
    putri.is_at(re.compile(r"/me/book/[^/]+/check/"))
    tabs_to(putri, re.compile(f"^{re.escape(booking.book_words(putri, 1))}$"))
    putri.page.keyboard.press("Enter")
    putri.is_at(BOOKING_PAGE)
    tabs_to(putri, re.compile(putri.word("Download the PDF")))


def test_an_error_takes_the_focus_and_leads_to_its_field(arrive: Arrive) -> None:
    putri = arrive(login="tombol")
    putri.opens("/me/people/add/")
    putri.presses("Save")
    assert "error-summary" in focus(putri)["what"]
    putri.finds_nothing_wrong()
    putri.page.keyboard.press("Tab")
    putri.page.keyboard.press("Enter")
    assert putri.page.evaluate("document.activeElement.name") == "relation"


def tabs_to(visitor: Visitor, words: re.Pattern[str], *, name: str = "") -> None:
    """Tab until something with these words (and this field name) has the focus; on the way it is always in sight."""
    seen = []
    for _ in range(90):
        visitor.page.keyboard.press("Tab")
        here = focus(visitor)
        seen.append(here["words"][:40])
        assert here["is_page"] or here["is_in_sight"], f"hidden: {here['what']}"
        assert here["is_page"] or here["is_drawn"], f"focus not drawn: {here['what']}"
        if words.search(here["words"]) and name in here["what"]:
            return
    raise AssertionError(f"{words} cannot be reached with Tab: {seen}")


def presses(visitor: Visitor, words: str) -> None:
    tabs_to(visitor, re.compile(f"^{re.escape(visitor.word(words))}$"))
    visitor.page.keyboard.press("Enter")


def focus(visitor: Visitor):  # type: ignore[no-untyped-def]
    return visitor.page.evaluate(_FOCUS)
