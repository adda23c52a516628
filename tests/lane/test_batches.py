"""Requests wait for one another, are decided together, and are all answered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest

from giliran.lane.batches import Batches, Full


class Clerk:
    """Doubles numbers, when it is let go; remembers what came together."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Event()

    def __call__(self, requests: Sequence[int]) -> list[int]:
        self.batches.append(list(requests))
        self.begun.release()
        self.go_on.wait(20)
        return [2 * one for one in requests]


def play(story: Callable[[Batches[int, int], Clerk], Coroutine[Any, Any, None]], **options: Any) -> Clerk:
    clerk = Clerk()

    async def whole() -> None:
        batches: Batches[int, int] = Batches(clerk, **{"linger": 0} | options)
        batches.start()
        await story(batches, clerk)
        clerk.go_on.set()
        await batches.stop()

    asyncio.run(whole())
    return clerk


async def begin(batches: Batches[int, int], *numbers: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(batches.ask(number)) for number in numbers]
    await asyncio.sleep(0)
    return tasks


def test_who_comes_while_a_batch_is_decided_makes_the_next_one() -> None:
    async def story(batches: Batches[int, int], clerk: Clerk) -> None:
        first = await begin(batches, 1)
        await asyncio.to_thread(clerk.begun.acquire)
        others = await begin(batches, 2, 3, 4)
        clerk.go_on.set()
        assert await asyncio.gather(*first, *others) == [2, 4, 6, 8]

    assert play(story).batches == [[1], [2, 3, 4]]


def test_a_batch_is_never_larger_than_agreed() -> None:
    async def story(batches: Batches[int, int], clerk: Clerk) -> None:
        first = await begin(batches, 0)
        await asyncio.to_thread(clerk.begun.acquire)
        others = await begin(batches, *range(1, 8))
        clerk.go_on.set()
        assert await asyncio.gather(*first, *others) == [2 * n for n in range(8)]

    assert play(story, most_at_once=3).batches == [[0], [1, 2, 3], [4, 5, 6], [7]]


def test_the_next_batch_waits_for_as_many_as_the_last_one_held() -> None:
    async def story(batches: Batches[int, int], clerk: Clerk) -> None:
        clerk.go_on.set()
        await asyncio.gather(*await begin(batches, 1, 2, 3))
        early = await begin(batches, 4)
        await asyncio.sleep(0.05)
        late = await begin(batches, 5, 6)
        assert await asyncio.gather(*early, *late) == [8, 10, 12]

    assert play(story, linger=60).batches == [[1, 2, 3], [4, 5, 6]]


def test_and_goes_on_without_them_when_they_do_not_come() -> None:
    async def story(batches: Batches[int, int], clerk: Clerk) -> None:
        clerk.go_on.set()
        await asyncio.gather(*await begin(batches, 1, 2, 3))
        assert await batches.ask(4) == 8

    assert play(story, linger=0.01).batches == [[1, 2, 3], [4]]


def test_who_finds_the_queue_full_is_told_at_once() -> None:
    async def story(batches: Batches[int, int], clerk: Clerk) -> None:
        first = await begin(batches, 1)
        await asyncio.to_thread(clerk.begun.acquire)
        waiting = await begin(batches, 2, 3)
        with pytest.raises(Full):
            await batches.ask(4)
        clerk.go_on.set()
        assert await asyncio.gather(*first, *waiting) == [2, 4, 6]

    assert play(story, most_waiting=2).batches == [[1], [2, 3]]


def test_asked_to_stop_it_answers_what_it_has_taken_in() -> None:
    async def story(batches: Batches[int, int], clerk: Clerk) -> None:
        tasks = await begin(batches, 1, 2, 3)
        await asyncio.to_thread(clerk.begun.acquire)
        late = await begin(batches, 4)
        clerk.go_on.set()
        await batches.stop()
        assert await asyncio.gather(*tasks, *late) == [2, 4, 6, 8]

    play(story)


def test_who_has_gone_away_holds_up_nobody() -> None:
    async def story(batches: Batches[int, int], clerk: Clerk) -> None:
        gone, stays = await begin(batches, 1, 2)
        await asyncio.to_thread(clerk.begun.acquire)
        gone.cancel()
        clerk.go_on.set()
        assert await stays == 4
        assert await batches.ask(5) == 10

    play(story)


def test_a_batch_that_breaks_is_told_and_the_next_one_goes_on() -> None:
    async def story() -> None:
        def decide(requests: Sequence[int]) -> list[int]:
            if 13 in requests:
                raise RuntimeError("unlucky")
            return list(requests)

        batches: Batches[int, int] = Batches(decide, linger=0)
        batches.start()
        with pytest.raises(RuntimeError, match="unlucky"):
            await batches.ask(13)
        assert await batches.ask(14) == 14
        await batches.stop()

    asyncio.run(story())
