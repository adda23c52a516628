"""Many watch the floors of offices; what is read is read once, and only where something has changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Hashable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from giliran.lane import floors
from giliran.lane.floors import BOARD, Floors, Key
from giliran.lane.live import Live

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
SITI: Key = (b"siti", "id")


class World:
    """Offices whose floors change when they are told to. `read` are the offices in the order of being read."""

    def __init__(self) -> None:
        self.values: dict[int, int] = {}
        self.marked = 0
        self.read: list[int] = []
        self.is_gone = False

    def marks(self, office_ids: frozenset[int], now: datetime) -> Mapping[int, Hashable]:
        self.marked += 1
        if self.is_gone:
            raise OSError("gone")
        return {one: self.values.get(one, 1) for one in office_ids}

    def reading(self, office_id: int, keys: frozenset[Key], now: datetime) -> Mapping[Key, bytes]:
        self.read.append(office_id)
        return {key: b'{"n":%d}' % self.values.get(office_id, 1) if key == BOARD else b"{}" for key in keys}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floors, "POLL_SECONDS", 0.005)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def watched(world: World, executor: ThreadPoolExecutor) -> Floors:
    return Floors(executor, Live(), world.marks, world.reading, lambda: NOON)


def play(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 20))


async def event(stream: AsyncIterator[bytes], kind: bytes = b"calls") -> bytes:
    while not (message := await anext(stream)).startswith(b"event: " + kind):
        pass
    return message


async def close(*streams: Any) -> None:
    for one in streams:
        await one.aclose()


def test_first_what_is_and_then_each_change(watched: Floors, world: World) -> None:
    async def story() -> None:
        board = watched.stream(1, BOARD, "calls")
        assert (await anext(board)).startswith(b"retry: ")
        assert await event(board) == b'event: calls\ndata: {"n":1}\n\n'
        world.values[1] = 2
        assert await event(board) == b'event: calls\ndata: {"n":2}\n\n'
        await close(board)

    play(story)


def test_only_an_office_that_has_changed_is_read_anew(watched: Floors, world: World) -> None:
    async def story() -> None:
        boards = [watched.stream(office, BOARD, "calls") for office in (1, 2, 3)]
        for one in boards:
            await event(one)
        world.read.clear()
        marked = world.marked
        world.values[2] = 5
        assert await event(boards[1]) == b'event: calls\ndata: {"n":5}\n\n'
        while world.marked < marked + 5:
            await asyncio.sleep(0.001)
        assert world.read == [2]
        await close(*boards)

    play(story)


def test_many_watchers_cost_one_reading_and_the_last_one_turns_the_light_off(watched: Floors, world: World) -> None:
    async def story() -> None:
        pages = [watched.stream(1, (b"%d" % number, "id"), "standing") for number in range(40)]
        starts = [asyncio.ensure_future(event(one, b"standing")) for one in pages]
        assert set(await asyncio.gather(*starts)) == {b"event: standing\ndata: {}\n\n"}
        assert len(world.read) < 10
        await close(*pages)
        assert watched._floors == {}
        marked = world.marked
        await asyncio.sleep(0.05)
        assert world.marked <= marked + 1

    play(story)


def test_whoever_has_not_changed_is_not_told_again(watched: Floors, world: World) -> None:
    async def story() -> None:
        board, siti = watched.stream(1, BOARD, "calls"), watched.stream(1, SITI, "standing")
        await event(board)
        await event(siti, b"standing")
        waiting = asyncio.ensure_future(event(siti, b"standing"))
        world.values[1] = 2
        await event(board)
        await asyncio.sleep(0.02)
        assert not waiting.done()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await close(board)

    play(story)


def test_a_beat_says_that_it_holds_and_none_comes_while_the_database_is_away(
    watched: Floors, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floors, "BEAT_SECONDS", 0.02)
    monkeypatch.setattr(floors, "FRESH_SECONDS", 0.1)

    async def story() -> None:
        board = watched.stream(1, BOARD, "calls")
        await event(board)
        assert await anext(board) == b"event: beat\ndata: 1\n\n"
        world.is_gone = True
        while await anext(board) != b":\n\n":
            pass
        assert await anext(board) == b":\n\n"
        world.is_gone, world.values[1] = False, 7
        assert await event(board) == b'event: calls\ndata: {"n":7}\n\n'
        await close(board)

    play(story)


def test_all_streams_end_when_the_lane_stops(world: World, executor: ThreadPoolExecutor) -> None:
    live = Live()
    watched = Floors(executor, live, world.marks, world.reading, lambda: NOON)

    async def story() -> None:
        board = watched.stream(1, BOARD, "calls")
        await event(board)
        rest = asyncio.ensure_future(_drained(board))
        await asyncio.sleep(0)
        live.stop()
        assert await rest == []
        assert live.is_full

    play(story)


async def _drained(stream: AsyncIterator[bytes]) -> list[bytes]:
    return [message async for message in stream]
