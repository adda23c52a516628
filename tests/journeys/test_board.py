"""The board calls, for the deaf too, and never passes off old numbers as new; one's own page follows along."""

from __future__ import annotations

import itertools
import os
import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import counters
from tests.journeys.conftest import Arrive
from tests.journeys.counters import Officer
from tests.journeys.product import Product
from tests.lane.lanes import children

pytestmark = [pytest.mark.browser]

MONDAY_MORNING = datetime(2026, 12, 7, 1, 30, tzinfo=UTC)
THREE_SECONDS = 3_000
_minutes = itertools.count(0, 3)


@pytest.fixture(scope="module")
def officer(product: Product) -> Iterator[Officer]:
    product.set_clock(MONDAY_MORNING)
    with counters.at_work(product, "cirebon") as officer:
        yield officer


@pytest.fixture(autouse=True)
def _monday(_sunday_evening: None, product: Product) -> None:
    """Each story some minutes after the one before: what was called in that one has been called."""
    product.set_clock(MONDAY_MORNING + timedelta(minutes=next(_minutes)))


def test_a_call_comes_on_the_board_and_on_one_s_own_page(arrive: Arrive, officer: Officer) -> None:
    (label, token), (second, second_token), (third, _third_token) = officer.people
    board, wahyu, ratih = arrive(), arrive(), arrive("en")

    # Given a board on which nobody has been called, and two who follow their turn on the telephone
    board.opens("/board/cirebon/?stages=1")
    board.reads("Nobody has been called yet today")
    board.finds_nothing_wrong()
    wahyu.opens(f"/now/{token}/")
    expect(wahyu.page.locator("h1")).to_have_text(label)
    wahyu.reads("You are next")
    wahyu.finds_nothing_wrong()
    ratih.opens(f"/now/{second_token}/?language=en")
    expect(ratih.page.locator("main")).to_contain_text("1 person ahead of you")

    # When the first is called
    officer.does("call")

    # Then the number stands there, large, with its counter, and it flashes
    expect(board.page.locator("#board-labels .label")).to_have_text([label], timeout=THREE_SECONDS)
    expect(board.page.locator("#board-now")).to_have_class(re.compile("board__now--called"))
    expect(board.page.locator("#board-counter")).to_have_text("3")
    board.finds_nothing_wrong()
    board.page.set_viewport_size({"width": 1920, "height": 1080})
    height = board.page.locator("#board-labels .label").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert height * 0.727 >= 1080 / 4  # capitals of Inter are so high

    # And their page says where to go, and would ring; the others have moved up
    expect(wahyu.page.locator("h1")).to_have_text("Silakan ke Loket 3", timeout=THREE_SECONDS)
    assert wahyu.page.evaluate("document.documentElement.dataset.rung")
    wahyu.finds_nothing_wrong()
    expect(ratih.page.locator("main")).to_contain_text("You are next")

    # And a party is called together
    officer.does("start")
    officer.does("call")
    expect(board.page.locator("#board-labels .label")).to_have_text([second, third])
    expect(board.page.locator("#board-before .label")).to_have_text([label])


def test_a_board_that_is_cut_off_says_so_and_takes_old_numbers_down(arrive: Arrive, officer: Officer) -> None:
    board, product = arrive(), arrive().product
    board.page.clock.install()
    board.opens("/board/cirebon/")
    expect(board.page.locator("#board-now")).to_be_visible()
    expect(board.page.locator("#board-lost")).to_be_hidden()
    web_server = product.web_server()
    assert web_server is not None

    # When the server stands still, the board knows since when
    server = [web_server, *children(web_server)]
    _send(signal.SIGSTOP, server)
    try:
        board.page.clock.fast_forward(13_000)
        expect(board.page.locator("#board-lost")).to_contain_text(re.compile(r"Terputus sejak 0?8\.3\d WIB"))
        expect(board.page.locator("#board-now")).to_be_visible()

        # And after some minutes the numbers are gone
        board.page.clock.fast_forward(300_000)
        expect(board.page.locator("#board-over")).to_be_visible()
        expect(board.page.locator("#board-now")).to_be_hidden()
    finally:
        _send(signal.SIGCONT, server)

    # Until it is back
    board.page.clock.fast_forward(6_000)
    expect(board.page.locator("#board-now")).to_be_visible()
    expect(board.page.locator("#board-lost")).to_be_hidden()


def test_a_board_and_a_page_of_one_s_own_work_without_javascript(arrive: Arrive, officer: Officer) -> None:
    plain = arrive(java_script_enabled=False)
    plain.opens("/board/cirebon/")
    expect(plain.page.locator("#board-counter")).to_be_visible()
    plain.opens(f"/now/{officer.people[0][1]}/")
    expect(plain.page.locator("h1")).to_be_visible()
    plain.opens("/now/nobody/")
    plain.reads("This page is not in use now")


# Steps


def _send(sign: signal.Signals, processes: list[int]) -> None:
    for one in processes:
        os.kill(one, sign)
