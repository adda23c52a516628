"""A newcomer lives through an opening on one page of the demo: people come, the line moves, seats go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import product as products
from tests.journeys.conftest import Arrive
from tests.journeys.product import Product
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]
SLOWLY = 90_000
"""Milliseconds: the worker follows at 151 offices."""


@pytest.fixture(scope="module")
def product(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with products.running(prepared, tmp_path_factory.mktemp("friday") / "data") as product:
        yield product


def test_a_newcomer_lives_through_a_friday(arrive: Arrive) -> None:
    newcomer = arrive()
    newcomer.opens("/demo/clock/")
    _next_is(newcomer, "gather")
    newcomer.finds_nothing_wrong()

    newcomer.presses("Go to Monday, 09.00")
    _next_is(newcomer, "people")
    newcomer.presses("Bring 2,000 made-up people")
    expect(_figure(newcomer, 1)).to_have_text("2.000", timeout=SLOWLY)
    newcomer.finds_nothing_wrong()

    newcomer.presses("Go to the draw")
    _next_is(newcomer, "before")
    newcomer.presses("Go to one minute before the opening")
    _next_is(newcomer, "open")
    newcomer.presses("Go to the opening")
    _next_is(newcomer, "close")
    expect(_figure(newcomer, 3)).not_to_have_text("0", timeout=SLOWLY)
    newcomer.finds_nothing_wrong()

    newcomer.presses("Go to the close")
    _next_is(newcomer, "gather")
    newcomer.follows("its result")
    newcomer.is_at(re.compile(r"/openings/\d+/"))


def test_the_page_is_for_everybody_in_english_too(arrive: Arrive) -> None:
    newcomer = arrive("en")
    newcomer.opens("/demo/clock/")
    newcomer.reads("A Friday in two minutes")
    newcomer.finds_nothing_wrong()


def _next_is(newcomer: Visitor, step: str) -> None:
    """The page has followed by itself: this step is the next one."""
    button = newcomer.page.locator(f"[aria-current=step] #friday-{step}")
    expect(button).to_be_visible(timeout=SLOWLY)


def _figure(newcomer: Visitor, number: int):  # type: ignore[no-untyped-def]
    return newcomer.page.locator("#friday .figures dd").nth(number)
