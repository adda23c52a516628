"""The reader of the gate page says what ours says: with WebCrypto, with the fallback, and without TLS."""

from __future__ import annotations

import base64
import functools
import http.server
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from giliran.booking.ticket import codec
from giliran.core.secrets import Keyring
from tests.booking.ticket.samples import CLAIM

pytestmark = pytest.mark.browser

STATIC = Path(codec.__file__).resolve().parents[2] / "web" / "static"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP gate.test 127.0.0.1",
]  # fmt: skip
READ = """async ([texts, keys, options]) => {
  const { readTicket } = await import("/js/ticket.js");
  const found = [];
  for (const text of texts) found.push(await readTicket(text, keys, options));
  return { found, secure: isSecureContext };
}"""
Answer = dict[str, Any]


def _keyring(*ids: int) -> Keyring:
    keys = {str(id_): base64.b64encode(bytes([id_]) * 32).decode() for id_ in ids}
    return Keyring({"django": "x", "blind": "", "field": {}, "ticket": keys})


def _flipped(text: str, at: int) -> str:
    raw = bytearray(base64.b32decode(text[3:] + "===="))
    raw[at] ^= 1
    return codec.PREFIX + base64.b32encode(raw).decode().rstrip("=")


KEYRING = _keyring(1, 200)
PUBLIC = KEYRING.ticket_public_keys()
TEXT = codec.sign(CLAIM, KEYRING)
FIRST = codec.sign(
    replace(CLAIM, date=date(2020, 1, 1), starts_minute=0, ends_minute=1440, label_number=65535, office_id=65535),
    _keyring(1),
)
CASES = {
    "valid": TEXT,
    "valid, older key": FIRST,
    "lower case": TEXT.lower(),
    "white space": f" {TEXT[:40]}\t{TEXT[40:]}\r\n",
    "no colon": TEXT.replace(":", ""),
    "another colon": TEXT.replace(":", ";"),
    "scanner says what it saw": "]Q1" + TEXT,
    "forged body": _flipped(TEXT, 5),
    "forged signature": _flipped(TEXT, 86),
    "unknown key": codec.sign(CLAIM, _keyring(9)),
    "another format": _flipped(TEXT, 0),
    "cut": TEXT[:71],
    "cut to the prefix": "G1:",
    "one sign short": TEXT[:-1],
    "too long": TEXT + "A",
    "spare bits": TEXT[:-1] + ("B" if TEXT[-1] == "A" else "A"),
    "wrong sign": "G1:0" + TEXT[4:],
    "umlaut": TEXT[:-1] + "ß",
    "a drink": "8991002101234",
    "an address": "https://example.org/",
    "nothing": "",
    "pictures": "🙂" * 10_000,
    "ours with pictures": "G1:" + "🙂" * 10_000,
    "very long": "G1:" + "A" * 10_000,
    "another writing": "شكرا",
}


def expected(text: str) -> Answer:
    try:
        claim = codec.read(text, PUBLIC)
    except codec.UnreadableTicket as fault:
        return {"ok": False, "reason": fault.reason, "claim": None}
    return {
        "ok": True,
        "reason": None,
        "claim": {
            "ticketId": claim.ticket_id,
            "officeId": claim.office_id,
            "date": claim.date.isoformat(),
            "startsMinute": claim.starts_minute,
            "endsMinute": claim.ends_minute,
            "arrivalMinute": claim.arrival_minute,
            "label": claim.label,
        },
    }


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def _asked(origin: str, options: Answer) -> Answer:
    keys = {str(id_): base64.b64encode(key).decode() for id_, key in PUBLIC.items()}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM if Path(CHROMIUM).exists() else None, args=FLAGS)
        page = browser.new_page()
        page.goto(f"{origin}/favicon.svg")
        answer: Answer = page.evaluate(READ, [list(CASES.values()), keys, options])
        browser.close()
    return answer


def asked(origin: str, **options: Any) -> Answer:
    """In a thread of its own, because another test may hold a browser in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_asked, origin, options).result()


@pytest.mark.parametrize(
    ("host", "options", "secure"),
    [
        ("127.0.0.1", {"vendor": "/nowhere/"}, True),
        ("127.0.0.1", {"webCrypto": False}, True),
        ("gate.test", {}, False),
    ],
    ids=["WebCrypto", "fallback", "without TLS"],
)
def test_the_browser_reads_as_we_do(host: str, options: Answer, secure: bool, port: int) -> None:
    answer = asked(f"http://{host}:{port}", **options)
    assert answer["secure"] is secure
    assert dict(zip(CASES, answer["found"], strict=True)) == {name: expected(text) for name, text in CASES.items()}


def test_cases_cover_every_reason() -> None:
    assert {expected(text)["reason"] for text in CASES.values()} == {None, *codec.SENTENCES}


def test_no_means_to_check_is_said(port: int) -> None:
    answer = asked(f"http://127.0.0.1:{port}", webCrypto=False, vendor="/nowhere/")
    found = dict(zip(CASES, answer["found"], strict=True))
    assert found["valid"] == {"ok": False, "reason": "unverified", "claim": None}
    assert found["a drink"]["reason"] == "not_ours"
