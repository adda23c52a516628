"""The door says the same with a network and without: one set of cases, answered by our rules and by the browser's."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from giliran.onsite.services import day_list
from tests.onsite import make_vectors
from tests.shape import tree

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
JUDGE = """async (cases) => {
  const { verdict, partyVerdicts, refuseDiffering } = await import("/js/gate-policy.js");
  return cases.map(({ gate, tickets, focus, may_decide, reason }) => ({
    each: tickets.map((ticket) => verdict(ticket, gate)),
    party: partyVerdicts(focus, tickets, gate),
    differing: refuseDiffering(tickets, may_decide, reason),
  }));
}"""
WORDS = """async ([salt, names]) => {
  const { nameWords, hasher } = await import("/js/gate-list.js");
  const hash = await hasher(salt);
  return Promise.all(names.map((name) => Promise.all(nameWords(name).map(hash))));
}"""
NAMES = ["Siti Amínah", "Budi D'Arc", "M. NUR-HIDAYAT  bin Said", "Ngurah I Gusti", "Ærøskøbing 2", "李 小龍", "--", ""]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    static = str(tree.SOURCE / "web" / "static")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=static))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def _asked(origin: str, questions: list[tuple[str, Any]]) -> list[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM if Path(CHROMIUM).exists() else None, args=FLAGS)
        page = browser.new_page()
        page.goto(f"{origin}/favicon.svg")
        answers = [page.evaluate(script, told) for script, told in questions]
        browser.close()
    return answers


def test_the_cases_are_what_our_rules_say() -> None:
    assert make_vectors.FILE.read_text() == make_vectors.text(), "run: python -m tests.onsite.make_vectors"


def test_the_cases_know_every_verdict() -> None:
    cases = json.loads(make_vectors.FILE.read_text())
    codes = Counter(one["code"] for case in cases for one in [*case["each"], *case["party"]])
    assert set(codes) == {
        "valid", "early", "late", "identity", "double", "part_in", "used", "cancelled", "moved", "missed", "other_day",
        "other_office",
    }  # fmt: skip
    assert min(codes.values()) >= 5
    assert {case["differing"] for case in cases} == {"", "supervisor_decides", "decision_needs_reason"}


@pytest.mark.browser
def test_the_browser_says_the_same_and_hashes_names_alike(origin: str) -> None:
    cases = json.loads(make_vectors.FILE.read_text())
    salt = b"0123456789abcdef"
    with ThreadPoolExecutor(1) as pool:  # another test may hold a browser in this thread
        questions = [(JUDGE, cases), (WORDS, [day_list._text(salt), NAMES])]
        judged, hashed = pool.submit(_asked, origin, questions).result()
    answers = ("each", "party", "differing")
    wrong = [case for case, said in zip(cases, judged, strict=True) if said != {name: case[name] for name in answers}]
    assert wrong[:1] == []
    assert hashed == [[day_list.hash_of(salt, word) for word in day_list.name_words(name)] for name in NAMES]
