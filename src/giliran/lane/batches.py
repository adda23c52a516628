"""Bookings wait here for one another, so that one transaction decides many: batching is the answer to the hot slot."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Generic, NamedTuple, TypeVar

import structlog

from giliran.lane import numbers

log = structlog.get_logger(__name__)

MOST_WAITING = 4_000
MOST_AT_ONCE = 256
LINGER = 0.01

Q = TypeVar("Q")
A = TypeVar("A")


class Full(Exception):
    """So many wait already that this one would wait for too long."""


class _Waiting(NamedTuple, Generic[Q, A]):
    request: Q
    answer: asyncio.Future[A]


class Batches(Generic[Q, A]):
    """A bounded queue, and one task that takes what is waiting and has it decided in a thread.

    One batch at a time: what comes meanwhile makes the next one the larger, and a batch costs nearly the same whatever
    its size. So the next one begins when as many wait as the last one held, or `linger` seconds later. `decide` gets a
    list of requests and returns as many answers, in the same order; it must not raise. What was taken in is answered,
    also when the lane is asked to stop.
    """

    def __init__(
        self,
        decide: Callable[[Sequence[Q]], Sequence[A]],
        *,
        most_waiting: int = MOST_WAITING,
        most_at_once: int = MOST_AT_ONCE,
        linger: float = LINGER,
    ) -> None:
        self._decide = decide
        self._most_waiting = most_waiting
        self._most_at_once = most_at_once
        self._linger = linger
        self._waiting: deque[_Waiting[Q, A]] = deque()
        self._something = asyncio.Event()
        self._as_many = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="bookings")
        self._last_size = 0
        self._is_deciding = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        numbers.WAITING.set_function(lambda: len(self._waiting))
        self._task = asyncio.create_task(self._work(), name="bookings")

    async def stop(self) -> None:
        """Let what waits be decided and answered, then end."""
        while self._waiting or self._is_deciding:
            await asyncio.sleep(0.01)
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._thread.shutdown()

    async def ask(self, request: Q) -> A:
        """What was decided. Raises `Full` at once where too many wait."""
        if len(self._waiting) >= self._most_waiting:
            raise Full
        waiting = _Waiting[Q, A](request, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._something.set()
        if len(self._waiting) >= self._last_size:
            self._as_many.set()
        return await waiting.answer

    async def _work(self) -> None:
        while True:
            await self._something.wait()
            if 1 < self._last_size > len(self._waiting):
                await self._linger_for_others()
            self._is_deciding = True
            await self._one_batch(self._take())
            self._is_deciding = False

    async def _linger_for_others(self) -> None:
        self._as_many.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._linger):
                await self._as_many.wait()

    def _take(self) -> list[_Waiting[Q, A]]:
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most_at_once))]
        if not self._waiting:
            self._something.clear()
        self._last_size = len(batch)
        numbers.BATCH.observe(len(batch))
        return batch

    async def _one_batch(self, batch: list[_Waiting[Q, A]]) -> None:
        answers = await self._decided([one.request for one in batch])
        for one, answer in zip(batch, answers, strict=True):
            if one.answer.done():
                continue
            if isinstance(answer, BaseException):
                one.answer.set_exception(answer)
            else:
                one.answer.set_result(answer)

    async def _decided(self, requests: list[Q]) -> Sequence[A | Exception]:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._decide, requests)
        except Exception as fault:
            log.exception("a batch was not decided", size=len(requests))
            return [fault] * len(requests)
