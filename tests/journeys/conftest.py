"""The stage of every story: a browser, the product as it really runs, and people who come to it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from giliran.core import messages
from tests.journeys import product as products
from tests.journeys import signing_in
from tests.journeys.judgement import Complaints
from tests.journeys.product import Product
from tests.journeys.stage import SUNDAY_EVENING
from tests.journeys.visitor import Visitor

BROWSER_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 20_000
"""Milliseconds: a machine may be busy with other things."""

Arrive = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever has never been here comes first: other stories move the clock, and a week that has begun stays begun."""
    items.sort(key=lambda item: "test_newcomer" not in item.nodeid)


@pytest.fixture(scope="session")
def browser_path() -> str:
    path = os.environ.get("GILIRAN_TEST_BROWSER", "/usr/bin/chromium")
    if not Path(path).exists():
        (pytest.fail if os.environ.get("GILIRAN_STRICT") == "1" else pytest.skip)(f"There is no browser at {path}.")
    return path


@pytest.fixture(scope="package")
def playwright(browser_path: str) -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as one:
        yield one


@pytest.fixture(scope="package")
def browser(playwright: Playwright, browser_path: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=browser_path, args=BROWSER_ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def prepared(browser_path: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What takes time is done once, whoever of the test processes comes first."""
    messages.compile_messages()
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (shared / "journeys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "journeys" / "stage.json").exists():
            products.prepare(shared / "journeys")
    return shared / "journeys"


@pytest.fixture(scope="package")
def product(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with products.running(prepared, tmp_path_factory.mktemp("product") / "data") as product:
        yield product


@pytest.fixture(autouse=True)
def _sunday_evening(product: Product) -> None:
    """Every story begins on Sunday, 6 December 2026, 20.00 WIB."""
    product.set_clock(SUNDAY_EVENING)


@pytest.fixture
def arrive(browser: Browser, product: Product) -> Iterator[Arrive]:
    """Call it for a visitor: `language`, whom they are signed in as (`login`), more options of the browser.

    When the story is over, nobody's browser may have complained.
    """
    here: list[Visitor] = []

    def one(language: str = "id", login: str = "", browser: Browser = browser, **options: Any) -> Visitor:
        state = signing_in.remembered(browser, product, login) if login else None
        context = browser.new_context(
            storage_state=state,
            viewport={"width": 1280, "height": 800},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "django_language", "value": language, "url": product.url}])
        complaints = Complaints()
        complaints.listen(context)
        here.append(Visitor(context.new_page(), product, complaints, language))
        return here[-1]

    yield one
    for visitor in here:
        visitor.page.context.close()
    assert [line for visitor in here for line in visitor.complaints.lines] == []
