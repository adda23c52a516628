"""The lane as a whole: which addresses are its own, and what each says."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from giliran.lane import documents
from giliran.lane.app import Lane
from giliran.lane.live import Live
from tests.lane.asking import Reply, ask

PATH = "/rush/offices/bogor/state.json"
CONTENT = {"office": "bogor", "now": "2026-11-27T07:00:00+00:00", "opening": None, "days": []}


@pytest.fixture
def lane(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lane:
    """Knows one office, whose document never changes."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(documents, "_codes", lambda: frozenset({"bogor"}))
    found = Lane()
    found.documents._read = lambda code, now: CONTENT
    return found


def get(lane: Lane, *paths: str, method: str = "GET", **headers: str) -> list[Reply]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def whole() -> list[Reply]:
        return [await ask(lane, method, path, headers=named) for path in paths]

    return asyncio.run(whole())


def test_the_first_who_asks_and_the_next_get_the_same_bytes(lane: Lane) -> None:
    first, next_one = get(lane, PATH, PATH)
    assert first == next_one
    assert (first.status, first.json) == (200, CONTENT)
    assert first.headers == {
        "content-type": "application/json",
        "content-length": str(len(first.body)),
        "etag": first.headers["etag"],
        "cache-control": "public, max-age=1",
    }


def test_who_has_it_already_is_told_so(lane: Lane) -> None:
    [first] = get(lane, PATH)
    for held in (first.headers["etag"], f'"other", {first.headers["etag"]}', f"W/{first.headers['etag']}"):
        [reply] = get(lane, PATH, If_None_Match=held)
        assert (reply.status, reply.body, reply.headers["etag"]) == (304, b"", first.headers["etag"])
    [reply] = get(lane, PATH, If_None_Match='"other"')
    assert (reply.status, reply.json) == (200, CONTENT)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/rush/offices/atlantis/state.json", 404, "not_found"),
        ("GET", "/live/offices/atlantis/", 404, "not_found"),
        ("GET", "/live/boards/atlantis/", 404, "not_found"),
        ("GET", "/rush/", 404, "not_found"),
        ("GET", "/rush/offices/../../etc/passwd", 404, "not_found"),
        ("POST", PATH, 405, "method_not_allowed"),
        ("GET", "/rush/bookings", 405, "method_not_allowed"),
    ],
)
def test_what_is_not_there_is_a_problem_document(lane: Lane, method: str, path: str, status: int, code: str) -> None:
    [reply] = get(lane, path, method=method)
    assert (reply.status, reply.json["code"]) == (status, code)
    assert reply.headers["content-type"] == "application/problem+json"


def test_when_too_many_listen_one_is_told_when_to_come_back(lane: Lane) -> None:
    lane.live = Live(most=0)
    [reply] = get(lane, "/live/offices/bogor/")
    assert (reply.status, reply.json["code"], reply.headers["retry-after"]) == (503, "too_many_listeners", "30")


def test_beside_the_pages_it_takes_what_is_its_own(lane: Lane) -> None:
    own = ("/rush/bookings", PATH, "/live/offices/bogor/", "/status.json")
    pages = ("/", "/status/", "/rushing/", "/metrics", "/healthz", "/api/v1/offices")
    assert [lane.answers(path) for path in own] == [True] * len(own)
    assert [lane.answers(path) for path in pages] == [False] * len(pages)


def test_it_takes_the_status_page_when_the_database_is_gone(lane: Lane) -> None:
    moment = "2026-11-27T07:00:00+00:00"
    down = {"works": False, "since": moment, "seen_at": moment}
    lane.status.found = {"checked_at": moment, "database": down, "worker": None, "openings": {}}
    assert lane.answers("/status/")
    page, document = get(lane, "/status/", "/status.json")
    assert (page.status, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "<script" not in page.body.decode()
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert json.loads(document.body) == lane.status.found


def test_it_counts(lane: Lane) -> None:
    get(lane, PATH)
    [numbers] = get(lane, "/metrics")
    assert b"giliran_lane_documents_read_total" in numbers.body
