"""Somebody in front of a browser, who reads, presses and fills in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.judgement import Complaints, judge
from tests.journeys.product import Product
from tests.journeys.words import say, say_many


@dataclass
class Visitor:
    """`language` is the one in which the pages are read; the words of a story are the English ones."""

    page: Page
    product: Product
    complaints: Complaints
    language: str = "id"

    def word(self, words: str, **values: Any) -> str:
        return say(words, self.language, **values)

    def words(self, one: str, many: str, count: int, **values: Any) -> str:
        return say_many(one, many, count, self.language, **values)

    # Going

    def opens(self, path: str) -> None:
        self.page.goto(self.product.url + path)

    @property
    def path(self) -> str:
        """The address after the host, without what follows `?` or `#`."""
        return re.split(r"[?#]", self.page.url.removeprefix(self.product.url))[0]

    def is_at(self, path: str | re.Pattern[str]) -> None:
        """Wait for the page at this path."""
        wanted = re.escape(path) if isinstance(path, str) else path.pattern
        expect(self.page).to_have_url(re.compile(rf"^{re.escape(self.product.url)}{wanted}(?:[?#].*)?$"))

    # Doing

    def presses(self, words: str, *, within: Locator | None = None, **values: Any) -> None:
        self.button(words, within=within, **values).click()

    def follows(self, words: str, **values: Any) -> None:
        self.link(words, **values).click()

    def fills(self, words: str, text: str) -> None:
        self.field(words).fill(text)

    def types(self, words: str, text: str) -> None:
        """Key by key, and on to the next field."""
        self.field(words).press_sequentially(text)
        self.field(words).press("Tab")

    # Finding

    def button(self, words: str, *, within: Locator | None = None, **values: Any) -> Locator:
        return (within or self.page.locator("main")).get_by_role("button", name=self.word(words, **values), exact=True)

    def link(self, words: str, **values: Any) -> Locator:
        return self.page.get_by_role("link", name=self.word(words, **values), exact=True).first

    def field(self, words: str) -> Locator:
        """By its label, with or without the word that it is optional."""
        label = re.compile(rf"^\s*{re.escape(self.word(words))}(?:\s*\({self.word('optional')}\))?\s*$")
        return self.page.get_by_label(label).first

    # Reading

    def reads(self, words: str, **values: Any) -> None:
        """These words stand somewhere on the page."""
        self.reads_plainly(self.word(words, **values))

    def reads_plainly(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main").get_by_text(text).filter(visible=True).first).to_be_visible()

    def reads_nowhere(self, text: str) -> None:
        expect(self.page.get_by_text(text)).to_have_count(0)

    def finds_nothing_wrong(self) -> None:
        """The page is for everybody: axe, both widths, both colours."""
        faults = judge(self.page, self.language)
        assert not faults, "\n".join(faults)
