"""What is left at each office, as one document: read at most once a second, the same bytes for everybody."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from datetime import datetime
from time import monotonic
from typing import Any

import msgspec
import structlog
from django.db import close_old_connections

from giliran.core import clock
from giliran.lane import numbers
from giliran.offices import selectors as offices
from giliran.opening import selectors as openings

log = structlog.get_logger(__name__)

FRESH_SECONDS = 1.0
STALE_SECONDS = 3.0
PATIENCE = 1.5
CODES_SECONDS = 30.0
MOST_ALTERNATIVES = 4
PREFIX, SUFFIX = "/rush/offices/", "/state.json"

Read = Callable[[str, datetime], Mapping[str, Any] | None]
Message = dict[str, Any]


class Unread(Exception):
    """Nothing has been read yet, and the database does not answer."""


class Document:
    """One office's document as it goes out, headers and all."""

    __slots__ = ("_beside", "body", "content", "etag", "read_at", "start", "tail", "unchanged")

    def __init__(self, content: Mapping[str, Any], read_at: float) -> None:
        self.content = content
        self.read_at = read_at
        self.body = msgspec.json.encode(content)
        self.etag = f'"{hashlib.blake2b(self.body, digest_size=12).hexdigest()}"'.encode()
        kept = [(b"etag", self.etag), (b"cache-control", b"public, max-age=1")]
        length = str(len(self.body)).encode()
        whole = [(b"content-type", b"application/json"), (b"content-length", length), *kept]
        self.start: Message = {"type": "http.response.start", "status": 200, "headers": whole}
        self.tail: Message = {"type": "http.response.body", "body": self.body}
        self.unchanged: Message = {"type": "http.response.start", "status": 304, "headers": kept}
        self._beside: dict[tuple[int, int], list[dict[str, Any]]] = {}

    def alternatives(self, slot_id: int, people: int) -> list[dict[str, Any]]:
        """The windows beside the wanted one that still hold the party, the nearest in time first."""
        wanted = (slot_id, people)
        if wanted not in self._beside:
            self._beside[wanted] = _beside(list(windows(self.content)), slot_id, people)
        return self._beside[wanted]


NOTHING: Message = {"type": "http.response.body", "body": b""}


class Documents:
    """The documents of the offices that are asked for; nobody's request reads more than once.

    While one is read anew the last one is given, if it is not older than a few seconds; when the database is gone,
    the last one is given as long as that lasts, and says itself when it was made.
    """

    def __init__(self, executor: Executor, read: Read = openings.state_document) -> None:
        self._executor = executor
        self._read = read
        self._documents: dict[str, Document] = {}
        self._reading: dict[str, asyncio.Task[None]] = {}
        self._failed_at: dict[str, float] = {}
        self._codes: frozenset[str] = frozenset()
        self._codes_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None
        self._home: dict[int, str] = {}

    def at_hand(self, path: str) -> Document | None:
        """The document for an address, if it can go out at once: the fast path."""
        document = self._documents.get(path)
        if document is None:
            return None
        age = monotonic() - document.read_at
        if age > FRESH_SECONDS:
            self._begin(path)
            if age > STALE_SECONDS and path not in self._failed_at:
                return None
        return document

    async def current(self, code: str) -> Document | None:
        """An office's document, waited for if need be; None if there is no such office. Raises `Unread`."""
        path = f"{PREFIX}{code}{SUFFIX}"
        document = self.at_hand(path)
        if document is None and await self.is_known(code):
            await asyncio.wait([self._begin(path)], timeout=PATIENCE if path in self._documents else None)
            document = self._documents.get(path)
            if document is None and path in self._failed_at:
                raise Unread
        return document

    def holding(self, slot_id: int) -> Document | None:
        """The document at hand that shows this slot."""
        return self._documents.get(self._home.get(slot_id, ""))

    def _begin(self, path: str) -> asyncio.Task[None]:
        """Read a document anew, unless that is under way or has just failed."""
        task = self._reading.get(path)
        if task is None:
            task = self._reading[path] = asyncio.create_task(self._read_anew(path))
        return task

    async def _read_anew(self, path: str) -> None:
        code = path[len(PREFIX) : -len(SUFFIX)]
        wait = self._failed_at.get(path, float("-inf")) + FRESH_SECONDS - monotonic()
        try:
            if wait > 0:
                await asyncio.sleep(wait)
            content = await asyncio.get_running_loop().run_in_executor(self._executor, self._in_thread, code)
            self._keep(path, content)
        except Exception as fault:
            if path not in self._failed_at:
                log.warning("state document not read", office=code, fault=repr(fault))
            self._failed_at[path] = monotonic()
        finally:
            del self._reading[path]

    def _keep(self, path: str, content: Mapping[str, Any] | None) -> None:
        self._failed_at.pop(path, None)
        if content is None:
            self._documents.pop(path, None)
        else:
            self._documents[path] = Document(content, monotonic())
            self._home.update((window["slot"], path) for _date, window in windows(content))

    def _in_thread(self, code: str) -> Mapping[str, Any] | None:
        numbers.DOCUMENTS.inc()
        try:
            return self._read(code, clock.now())
        finally:
            close_old_connections()

    async def is_known(self, code: str) -> bool:
        """Whether there is such an office. Made-up codes cost no read of their own."""
        if code in self._codes:
            return True
        if self._asking is None and monotonic() - self._codes_at > CODES_SECONDS:
            self._asking = asyncio.create_task(self._ask_for_codes())
        if self._asking is not None:
            await asyncio.shield(self._asking)
        return code in self._codes

    async def _ask_for_codes(self) -> None:
        try:
            self._codes = await asyncio.get_running_loop().run_in_executor(self._executor, _codes)
            self._codes_at = monotonic()
        except Exception as fault:
            raise Unread from fault
        finally:
            self._asking = None


def _codes() -> frozenset[str]:
    try:
        return frozenset(office.code for office in offices.all_offices())
    finally:
        close_old_connections()


def windows(content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each window of a document with its date."""
    for day in content["days"]:
        for window in day["windows"]:
            yield day["date"], window


def _beside(every: Sequence[tuple[str, Mapping[str, Any]]], slot_id: int, people: int) -> list[dict[str, Any]]:
    at = next((n for n, (_date, one) in enumerate(every) if one["slot"] == slot_id), 0)
    fit = [
        (abs(n - at), {"date": date, **one})
        for n, (date, one) in enumerate(every)
        if one["slot"] != slot_id and not one["reason"] and one["left"] >= people
    ]
    return [one for _distance, one in sorted(fit, key=lambda pair: pair[0])[:MOST_ALTERNATIVES]]
