"""How it stands, remembered on disk for when the database is gone."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from giliran.core import db, heartbeat
from giliran.lane import status
from giliran.lane.status import Status

NOON = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_it_tells_database_worker_and_openings() -> None:
    heartbeat.beat("one", NOON - timedelta(seconds=3))
    assert status.look(NOON, {}) == {
        "checked_at": NOON.isoformat(),
        "database": {"works": True, "since": NOON.isoformat(), "seen_at": NOON.isoformat()},
        "worker": {
            "works": True,
            "since": NOON.isoformat(),
            "seen_at": (NOON - timedelta(seconds=3)).isoformat(),
        },
        "openings": {},
        "incidents": [],
    }


@pytest.mark.django_db
def test_since_when_is_remembered_until_it_changes() -> None:
    heartbeat.beat("one", NOON)
    first = status.look(NOON, {})
    second = status.look(NOON + MINUTE, first)
    assert second["database"] == {**first["database"], "seen_at": (NOON + MINUTE).isoformat()}
    assert second["worker"] == {"works": False, "since": (NOON + MINUTE).isoformat(), "seen_at": NOON.isoformat()}


def test_without_a_database_the_rest_is_as_it_was_last_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "is_there", lambda: False)
    before = {
        "database": {"works": True, "since": "long ago", "seen_at": NOON.isoformat()},
        "worker": {"works": True, "since": "long ago", "seen_at": NOON.isoformat()},
        "openings": {"running": 3},
        "incidents": [{"what": {"id": "Situs", "en": "The site"}}],
    }
    later = NOON + MINUTE
    assert status.look(later, before) == {
        "checked_at": later.isoformat(),
        "database": {"works": False, "since": later.isoformat(), "seen_at": NOON.isoformat()},
        "worker": before["worker"],
        "openings": {"running": 3},
        "incidents": before["incidents"],
    }


def a_status(look: Any) -> Status:
    with ThreadPoolExecutor(1) as executor:
        found = Status(executor, look)
        asyncio.run(found.refresh())
    return found


def test_a_process_that_starts_without_a_database_knows_what_others_saw(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    a_status(lambda now, before: {"database": {"works": True, "seen_at": "then"}})
    told: list[Any] = []
    later = a_status(lambda now, before: told.append(before) or {"database": {"works": False}})
    assert told == [{"database": {"works": True, "seen_at": "then"}}]
    assert later.is_down
    assert json.loads((tmp_path / "status.json").read_text()) == {"database": {"works": False}}
    assert [file.name for file in tmp_path.iterdir()] == ["status.json"]


@pytest.mark.parametrize("content", ["", "{", "[1]", "\x00"])
def test_a_broken_file_is_as_none(settings: Any, tmp_path: Path, content: str) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "status.json").write_text(content)
    found = Status(ThreadPoolExecutor(1))
    assert (found.found, found.is_down) == ({}, False)


def test_the_page_says_it_in_both_languages(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    down = {
        "checked_at": (NOON + MINUTE).isoformat(),
        "database": {"works": False, "since": NOON.isoformat(), "seen_at": NOON.isoformat()},
        "worker": {"works": True, "since": NOON.isoformat(), "seen_at": NOON.isoformat()},
        "openings": {"running": 2, "paused": 1},
    }
    page = a_status(lambda now, before: down).page()
    assert "Terganggu sejak Jumat, 27 November 2026, 12.00 WIB" in page
    assert "Down since Friday, 27 November 2026, 12:00 WIB" in page
    assert "2, dijeda 1" in page
    assert "2, 1 paused" in page


def test_the_page_knows_when_it_knows_nothing(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    page = Status(ThreadPoolExecutor(1)).page()
    assert "Belum diketahui" in page
    assert "Not known yet" in page
