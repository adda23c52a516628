"""The recount in the browser finds what ours finds: in honest draws, in changed ones, and in what is no draw."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from giliran.opening import verify
from tests.opening import lots
from tests.shape import tree

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP office.test 127.0.0.1",
]  # fmt: skip
RECOUNT = """async (cases) => {
  const { verifyDraw } = await import("/js/draw.js");
  const found = [];
  for (const { draw, ...files } of cases) found.push(await verifyDraw(draw, files));
  return found;
}"""
Case = dict[str, Any]
"""Texts: `draw`, and maybe `roll`, `receipts`, `keys`."""


def expected(case: Case) -> Any:
    """What the product answers, in the shape of the browser's answer."""
    keys = case.get("keys")
    receipts = [json.loads(text) for text in case.get("receipts", [])]
    try:
        verdict = verify.verify(json.loads(case["draw"]), case.get("roll"), receipts, keys and json.loads(keys))
    except verify.Unreadable as fault:
        return {"unreadable": {"code": fault.code, "where": fault.where}}
    return {
        "findings": [finding._asdict() for finding in verdict.findings],
        "checked": verdict.checked,
        "counted": verdict.counted,
    }


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    static = str(tree.SOURCE / "web" / "static")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=static))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def _asked(origin: str, cases: list[Case]) -> Any:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM if Path(CHROMIUM).exists() else None, args=FLAGS)
        page = browser.new_page()
        page.goto(f"{origin}/favicon.svg")
        answer = page.evaluate(RECOUNT, cases)
        browser.close()
    return answer


def asked(origin: str, cases: list[Case]) -> Any:
    """In a thread of its own, because another test may hold a browser in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_asked, origin, cases).result()


def _vectors() -> Iterator[Case]:
    for name in ("turns", "ballot", "beacon"):
        yield {"draw": lots.vector_text(f"{name}.json"), "roll": lots.vector_text(f"{name}.roll.txt")}
    yield {"draw": lots.vector_text("cancelled.json")}
    ballot, receipt, keys = (lots.vector_text(name) for name in ("ballot.json", "receipt.json", "keys.json"))
    yield {"draw": ballot, "receipts": [receipt]}
    yield {"draw": ballot, "receipts": [receipt, receipt], "keys": keys}


def _tampered() -> Iterator[Case]:
    for case in lots.vector("tampered.json"):
        document = lots.tampered(lots.vector(f"{case['of']}.json"), case["changes"])
        files = {"receipts": [json.dumps(one) for one in case.get("receipts", [])]}
        files |= {"roll": lots.vector_text(f"{case['roll']}.roll.txt")} if "roll" in case else {}
        files |= {"keys": json.dumps(case["keys"])} if "keys" in case else {}
        yield {"draw": json.dumps(document), **files}


def _random() -> Iterator[Case]:
    """Honest openings, and the same with two entries that exchanged something."""
    for number in range(150):
        rng = Random(number)
        opening = lots.an_opening(rng)
        receipts = [json.dumps(lots.a_receipt(opening, row)) for row in opening["entries"][:2]]
        files = {"roll": lots.roll_of(opening), "receipts": receipts, "keys": json.dumps(lots.public_keys())}
        yield {"draw": json.dumps(opening), **files}
        yield {"draw": json.dumps(lots.meddled(rng, opening)), **files}


def _wrong() -> Iterator[Case]:
    ballot, roll = lots.vector("ballot.json"), lots.vector_text("ballot.roll.txt")
    for path, value in lots.NO_DRAW:
        yield {"draw": json.dumps(lots.changed(ballot, *path, to=value))}
    for text in ("[]", "{}", "1", "null", '{"opening": 7}'):
        yield {"draw": text}
    for bad in ("x", roll + "\n\n", roll[:-4] + "|x", f"{roll}\n{roll}", roll.replace("\n", "\r\n") + "\r\n", ""):
        yield {"draw": json.dumps(ballot), "roll": bad}
    for name in lots.vector("receipt.json"):
        receipt = lots.vector("receipt.json") | {name: None}
        yield {"draw": json.dumps(ballot), "receipts": [json.dumps(receipt)]}
    for keys in ("{}", '{"keys": [1]}', '{"keys": [{"id": 1, "public_key": "AA=="}]}', '{"keys": []}'):
        yield {"draw": json.dumps(ballot), "receipts": [lots.vector_text("receipt.json")], "keys": keys}


@pytest.mark.parametrize("cases", [_vectors, _tampered, _random, _wrong], ids=lambda cases: cases.__name__[1:])
def test_the_browser_finds_what_we_find(cases: Any, port: int) -> None:
    told = list(cases())
    assert asked(f"http://127.0.0.1:{port}", told) == [expected(case) for case in told]


def test_what_is_not_json_or_breaks_off_is_said(port: int) -> None:
    text = lots.vector_text("ballot.json")
    answers = asked(f"http://127.0.0.1:{port}", [{"draw": draw} for draw in ("", text[:900], "<html></html>{}")])
    assert [one["unreadable"]["code"] for one in answers] == ["cut_off", "cut_off", "not_json"]


def test_without_encryption_it_says_that_it_cannot(port: int) -> None:
    answers = asked(f"http://office.test:{port}", [{"draw": lots.vector_text("ballot.json")}])
    assert answers == [{"unreadable": {"code": "no_webcrypto", "where": ""}}]


def test_the_script_knows_the_codes_that_have_sentences() -> None:
    """Kinds of seats are put together from two words."""
    script = (tree.SOURCE / "web" / "static" / "js" / "draw.js").read_text()
    put_together = {f"{kind}_{how}" for kind in ("entitled", "ballot") for how in ("missing", "wrong", "undue")}
    put_together |= {f"{name}_changed" for name in ("class", "losses", "party", "wishes")}
    put_together |= {f"receipt_{name}" for name in ("class", "losses", "party", "wishes")}
    assert [code for code in set(verify.FINDINGS) - put_together if f'"{code}"' not in script] == []
