"""Our static files on a small server, and a browser that runs a script on them."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.shape import tree

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def _served() -> Iterator[str]:
    folder = str(tree.SOURCE / "web" / "static")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def asked(*questions: tuple[str, Any]) -> list[Any]:
    """What each script gives for what it is told; in a thread of its own, as another test may hold a browser here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_ask, questions).result()


def _ask(questions: tuple[tuple[str, Any], ...]) -> list[Any]:
    with _served() as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM if Path(CHROMIUM).exists() else None, args=FLAGS)
        page = browser.new_page()
        page.goto(f"{origin}/favicon.svg")
        answers = [page.evaluate(script, told) for script, told in questions]
        browser.close()
    return answers
