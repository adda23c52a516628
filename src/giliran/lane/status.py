"""How it stands, kept on disk: what can still be said when the database is gone, and since when."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import structlog
from django.conf import settings
from django.db import close_old_connections
from django.template.loader import render_to_string

from giliran.core import clock, db, heartbeat
from giliran.opening import selectors as openings
from giliran.outreach.selectors import current

log = structlog.get_logger(__name__)

EVERY_SECONDS = 5.0
FILE = "status.json"

Found = Mapping[str, Any]
"""`checked_at` and, in `database` and `worker`, `works`, `since` (when it came to be so) and `seen_at` (when it was
last seen at work); in `openings` how many there are by phase, and in `incidents` what officers have said is down, as it
was when the database was last seen."""


def look(now: datetime, before: Found) -> dict[str, Any]:
    """How it stands now, with what was known before for whatever cannot be asked."""
    works = db.is_there()
    age = heartbeat.age(now) if works else None
    is_working = age is not None and age <= heartbeat.FRESH
    return {
        "checked_at": now.isoformat(),
        "database": _part("database", works, now, before, seen_at=now if works else None),
        "worker": _part("worker", is_working, now, before, seen_at=None if age is None else now - age)
        if works
        else before.get("worker"),
        "openings": _phases() if works else before.get("openings", {}),
        "incidents": current.documents(current.read_current()) if works else before.get("incidents", []),
    }


def _part(name: str, works: bool, now: datetime, before: Found, *, seen_at: datetime | None) -> dict[str, Any]:
    known = before.get(name) or {}
    same = known.get("works") is works
    since = known.get("since") if same else now.isoformat()
    return {
        "works": works,
        "since": since,
        "seen_at": seen_at.isoformat() if seen_at is not None else known.get("seen_at"),
    }


def _phases() -> dict[str, int]:
    counts: dict[str, int] = {}
    for opening in openings.upcoming():
        phase = openings.phase_of(opening)
        counts[phase] = counts.get(phase, 0) + 1
    return counts


class Status:
    """Looks every few seconds and remembers; a process that starts without a database remembers what others saw."""

    def __init__(self, executor: Executor, look: Callable[[datetime, Found], dict[str, Any]] = look) -> None:
        self._executor = executor
        self._look = look
        self._file = Path(settings.DATA_DIR) / FILE
        self.found: Found = _read(self._file)
        self._task: asyncio.Task[None] | None = None

    @property
    def is_down(self) -> bool:
        """Whether the database was gone when it was last looked at."""
        return (self.found.get("database") or {}).get("works") is False

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep_looking(), name="status")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def refresh(self) -> None:
        loop = asyncio.get_running_loop()
        self.found = await loop.run_in_executor(self._executor, self._look_and_keep)

    def page(self) -> str:
        """For people: both languages on one page that needs neither database nor session."""
        return render_to_string("errors/status.html", {"found": _with_moments(self.found), "now": clock.now()})

    async def _keep_looking(self) -> None:
        while True:
            try:
                await self.refresh()
            except Exception:
                log.exception("status not known")
            await asyncio.sleep(EVERY_SECONDS)

    def _look_and_keep(self) -> Found:
        try:
            found = self._look(clock.now(), self.found)
        finally:
            close_old_connections()
        fresh = self._file.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(msgspec.json.encode(found))
        fresh.replace(self._file)
        return found


def _read(file: Path) -> Found:
    try:
        found = msgspec.json.decode(file.read_bytes())
    except (OSError, msgspec.DecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _with_moments(found: Any) -> Any:
    """With its moments as such, for the words of a page."""
    if isinstance(found, dict):
        return {name: _with_moments(part) for name, part in found.items()}
    if isinstance(found, list):
        return [_with_moments(part) for part in found]
    with suppress(TypeError, ValueError):
        return datetime.fromisoformat(found)
    return found
