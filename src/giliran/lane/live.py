"""`/live/...`: server-sent events. However many listen, each process asks once a second for each thing listened to."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import structlog

from giliran.lane import numbers

log = structlog.get_logger(__name__)

POLL_SECONDS = 1.0
HEARTBEAT_SECONDS = 15.0
LIFETIME_SECONDS = (540.0, 660.0)
"""A stream ends by itself after about ten minutes, and the browser begins another: nobody is forgotten here."""
MOST_LISTENERS = 2_000

Look = Callable[[], Awaitable["Seen | None"]]


class Seen:
    """What is to be seen now: `mark` is equal as long as nothing has changed, `data` is one line."""

    __slots__ = ("data", "mark")

    def __init__(self, mark: object, data: bytes) -> None:
        self.mark = mark
        self.data = data


class _Channel:
    """One thing that is looked at, and the bells of those who listen."""

    def __init__(self, event: str, look: Look) -> None:
        self.event = event
        self.look = look
        self.seen: Seen | None = None
        self.bells: set[asyncio.Event] = set()
        self.task: asyncio.Task[None] | None = None

    def message(self) -> bytes:
        assert self.seen is not None
        return b"event: " + self.event.encode() + b"\ndata: " + self.seen.data + b"\n\n"

    async def poll(self) -> None:
        while True:
            try:
                seen = await self.look()
            except Exception as fault:  # the database is away: what was seen last stays until it is back
                log.debug("nothing to be seen", live=self.event, fault=repr(fault))
                seen = None
            if seen is not None and (self.seen is None or seen.mark != self.seen.mark):
                self.seen = seen
                self.ring()
            await asyncio.sleep(POLL_SECONDS)

    def ring(self) -> None:
        for bell in self.bells:
            bell.set()


class Live:
    def __init__(self, most: int = MOST_LISTENERS) -> None:
        self._most = most
        self._channels: dict[str, _Channel] = {}
        self._bells: set[asyncio.Event] = set()
        self.is_over = False

    @property
    def _listening(self) -> int:
        return len(self._bells)

    @property
    def is_full(self) -> bool:
        return self.is_over or self._listening >= self._most

    def enter(self, bell: asyncio.Event) -> None:
        """Count one more who listens; the bell rings when all is over."""
        self._bells.add(bell)
        numbers.LISTENERS.set(self._listening)

    def leave(self, bell: asyncio.Event) -> None:
        self._bells.discard(bell)
        numbers.LISTENERS.set(self._listening)

    async def stream(self, name: str, event: str, look: Look) -> AsyncIterator[bytes]:
        """The events of one thing for one listener: first what is, then what changes. Slow ones miss what is over."""
        channel = self._channels.get(name) or self._channels.setdefault(name, _Channel(event, look))
        bell = asyncio.Event()
        self._join(channel, bell)
        try:
            async for message in self._messages(channel, bell):
                yield message
        finally:
            self._leave(name, channel, bell)

    async def _messages(self, channel: _Channel, bell: asyncio.Event) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + random.uniform(*LIFETIME_SECONDS)  # noqa: S311 - spreads, hides nothing
        told: Seen | None = None
        yield f"retry: {random.randint(1500, 4500)}\n\n".encode()  # noqa: S311
        while not self.is_over and loop.time() < ends_at:
            bell.clear()
            if channel.seen is not None and channel.seen is not told:
                told = channel.seen
                yield channel.message()
            try:
                await asyncio.wait_for(bell.wait(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield b":\n\n"

    def _join(self, channel: _Channel, bell: asyncio.Event) -> None:
        channel.bells.add(bell)
        self.enter(bell)
        if channel.task is None:
            channel.task = asyncio.create_task(channel.poll(), name="live")

    def _leave(self, name: str, channel: _Channel, bell: asyncio.Event) -> None:
        channel.bells.discard(bell)
        self.leave(bell)
        if not channel.bells and channel.task is not None:
            channel.task.cancel()
            channel.task = None
            self._channels.pop(name, None)

    def stop(self) -> None:
        """End every stream; the browsers come back to whoever runs then."""
        self.is_over = True
        for bell in self._bells:
            bell.set()
