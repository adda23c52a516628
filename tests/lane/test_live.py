"""Live streams: first what is, then what changes, a sign of life in between, and an end when the lane stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from giliran.lane import live
from giliran.lane.live import Live, Seen


class Thing:
    """What is looked at; it changes when it is told to."""

    def __init__(self) -> None:
        self.looks = 0
        self.value = 1
        self.is_gone = False

    async def look(self) -> Seen | None:
        self.looks += 1
        if self.is_gone:
            raise OSError("gone")
        return Seen(self.value, b'{"n":%d}' % self.value)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "POLL_SECONDS", 0.005)


def play(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 20))


async def event(stream: AsyncIterator[bytes]) -> bytes:
    """The next event; instructions and signs of life are passed over."""
    while not (message := await anext(stream)).startswith(b"event:"):
        pass
    return message


def test_first_what_is_and_then_each_change() -> None:
    async def story() -> None:
        thing, streams = Thing(), Live()
        stream = streams.stream("office a", "state", thing.look)
        assert (await anext(stream)).startswith(b"retry: ")
        assert await event(stream) == b'event: state\ndata: {"n":1}\n\n'
        thing.value = 2
        assert await event(stream) == b'event: state\ndata: {"n":2}\n\n'
        await stream.aclose()  # type: ignore[attr-defined]

    play(story)


def test_what_is_seen_the_same_is_not_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.05)

    async def story() -> None:
        thing, streams = Thing(), Live()
        stream = streams.stream("office a", "state", thing.look)
        await event(stream)
        assert await anext(stream) == b":\n\n"
        assert thing.looks > 1
        await stream.aclose()  # type: ignore[attr-defined]

    play(story)


def test_many_listeners_look_once_together_and_the_last_one_turns_the_light_off() -> None:
    async def story() -> None:
        thing, streams = Thing(), Live()
        many = [streams.stream("office a", "state", thing.look) for _ in range(50)]
        assert {await event(one) for one in many} == {b'event: state\ndata: {"n":1}\n\n'}
        assert len(streams._channels) == 1
        for one in many:
            await one.aclose()  # type: ignore[attr-defined]
        assert (streams._channels, streams._listening) == ({}, 0)
        looks = thing.looks
        await asyncio.sleep(0.05)
        assert thing.looks == looks

    play(story)


def test_what_cannot_be_looked_at_for_a_while_goes_on_afterwards() -> None:
    async def story() -> None:
        thing, streams = Thing(), Live()
        thing.is_gone = True
        stream = streams.stream("office a", "state", thing.look)
        await anext(stream)
        waiting = asyncio.ensure_future(event(stream))
        while thing.looks < 3:
            await asyncio.sleep(0.001)
        thing.is_gone = False
        assert await waiting == b'event: state\ndata: {"n":1}\n\n'
        await stream.aclose()  # type: ignore[attr-defined]

    play(story)


def test_there_is_an_end_to_how_many_may_listen() -> None:
    async def story() -> None:
        thing, streams = Thing(), Live(most=1)
        assert not streams.is_full
        stream = streams.stream("office a", "state", thing.look)
        await anext(stream)
        assert streams.is_full
        await stream.aclose()  # type: ignore[attr-defined]
        assert not streams.is_full

    play(story)


def test_asked_to_stop_every_stream_ends() -> None:
    async def story() -> None:
        thing, streams = Thing(), Live()
        stream = streams.stream("office a", "state", thing.look)
        await event(stream)
        rest = asyncio.ensure_future(_drained(stream))
        await asyncio.sleep(0)
        streams.stop()
        assert await rest == []
        assert streams.is_full

    play(story)


def test_a_stream_ends_by_itself_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LIFETIME_SECONDS", (0.0, 0.0))

    async def story() -> None:
        thing, streams = Thing(), Live()
        messages = await _drained(streams.stream("office a", "state", thing.look))
        assert [message[:6] for message in messages] == [b"retry:"]
        assert streams._listening == 0

    play(story)


async def _drained(stream: AsyncIterator[bytes]) -> list[bytes]:
    return [message async for message in stream]
