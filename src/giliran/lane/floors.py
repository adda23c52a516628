"""The floors of the offices that somebody watches: boards, and people's own pages.

However many watch, one small question a second asks for all offices together whether anything has changed; only an
office where it has is read anew, once, and from that each board and each person's standing follow.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Hashable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from giliran.lane.live import LIFETIME_SECONDS, Live

log = structlog.get_logger(__name__)

POLL_SECONDS = 1.0
ANEW_SECONDS = 15.0
"""So often an office is read even if no mark has changed: time itself moves a range."""
BEAT_SECONDS = 5.0
"""So often a stream says that what was told still holds; only while the database says so too."""
FRESH_SECONDS = 4.0

Key = tuple[bytes, str]
"""A person's page: the hash of its secret, and its language. `BOARD` stands for the board."""
BOARD: Key = (b"", "")
Marks = Callable[[frozenset[int], datetime], Mapping[int, Hashable]]
Read = Callable[[int, frozenset[Key], datetime], Mapping[Key, bytes]]
Clock = Callable[[], datetime]


@dataclass(eq=False)
class _Watcher:
    key: Key
    bell: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class _Floor:
    """An office, who watches it, and what they were told: `mark` is that of the last reading."""

    watchers: set[_Watcher] = field(default_factory=set)
    told: dict[Key, bytes] = field(default_factory=dict)
    mark: Hashable = None
    read_at: float = float("-inf")

    @property
    def keys(self) -> frozenset[Key]:
        return frozenset(one.key for one in self.watchers)

    @property
    def has_newcomers(self) -> bool:
        return not self.keys <= self.told.keys()


class Floors:
    def __init__(self, executor: Executor, live: Live, marks: Marks, read: Read, clock: Clock) -> None:
        self._executor = executor
        self._live = live
        self._marks = marks
        self._read = read
        self._clock = clock
        self._floors: dict[int, _Floor] = {}
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._checked_at = float("-inf")

    async def stream(self, office_id: int, key: Key, event: str) -> AsyncIterator[bytes]:
        """The events of one board or page: first what is, then what changes; between them beats while it holds."""
        watcher = _Watcher(key)
        floor = self._join(office_id, watcher)
        try:
            async for message in self._messages(floor, watcher, event.encode()):
                yield message
        finally:
            self._leave(office_id, floor, watcher)

    async def _messages(self, floor: _Floor, watcher: _Watcher, event: bytes) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + random.uniform(*LIFETIME_SECONDS)  # noqa: S311 - spreads, hides nothing
        told: bytes | None = None
        yield f"retry: {random.randint(1500, 4500)}\n\n".encode()  # noqa: S311
        while not self._live.is_over and loop.time() < ends_at:
            watcher.bell.clear()
            now = floor.told.get(watcher.key)
            if now is not None and now != told:
                told = now
                yield b"event: " + event + b"\ndata: " + now + b"\n\n"
            try:
                await asyncio.wait_for(watcher.bell.wait(), BEAT_SECONDS)
            except TimeoutError:
                holds = told is not None and loop.time() - self._checked_at < FRESH_SECONDS
                yield b"event: beat\ndata: 1\n\n" if holds else b":\n\n"

    def _join(self, office_id: int, watcher: _Watcher) -> _Floor:
        self._live.enter(watcher.bell)
        floor = self._floors.setdefault(office_id, _Floor())
        floor.watchers.add(watcher)
        self._wake.set()
        if self._task is None:
            self._task = asyncio.create_task(self._watch(), name="floors")
        return floor

    def _leave(self, office_id: int, floor: _Floor, watcher: _Watcher) -> None:
        self._live.leave(watcher.bell)
        floor.watchers.discard(watcher)
        if watcher.key not in floor.keys:
            floor.told.pop(watcher.key, None)
        if not floor.watchers and self._floors.get(office_id) is floor:
            del self._floors[office_id]
        if not self._floors and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            self._wake.clear()
            try:
                await self._look(loop)
                self._checked_at = loop.time()
            except Exception as fault:  # the database is away: what was told stays, and no beat says that it holds
                log.debug("floors not read", fault=repr(fault))
                await asyncio.sleep(POLL_SECONDS)
                continue
            with suppress(TimeoutError):  # a newcomer does not wait for the next second
                await asyncio.wait_for(self._wake.wait(), max(0.0, began + POLL_SECONDS - loop.time()))
                await asyncio.sleep(0.05)

    async def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = self._clock()
        marks = await loop.run_in_executor(self._executor, self._marks, frozenset(self._floors), now)
        stale = [
            (office_id, floor)
            for office_id, floor in list(self._floors.items())
            if floor.has_newcomers or floor.mark != marks.get(office_id) or loop.time() - floor.read_at > ANEW_SECONDS
        ]
        await asyncio.gather(
            *(self._read_anew(loop, office_id, floor, marks.get(office_id)) for office_id, floor in stale)
        )

    async def _read_anew(self, loop: asyncio.AbstractEventLoop, office_id: int, floor: _Floor, mark: Hashable) -> None:
        keys, began = floor.keys, loop.time()
        told = await loop.run_in_executor(self._executor, self._read, office_id, keys, self._clock())
        floor.mark, floor.read_at = mark, began
        for watcher in floor.watchers:
            if watcher.key in told and told[watcher.key] != floor.told.get(watcher.key):
                watcher.bell.set()
        floor.told.update(told)
