"""The players over HTTP: ordinary people as the waiting page behaves, and bots that do what they can.

Open-loop: everybody comes when they come, however slow the answers are.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, Protocol

import aiohttp

from giliran.config.rush.log import BOOKED, NO_ANSWER, Attempt, Log, Poll
from giliran.config.rush.people import Player

CONNECTIONS = 256
"""Kept open for all ordinary people together, as a proxy in front would."""

BOT_CONNECTIONS = 100
BOT_POLLS = 90
HAMMER_PAUSE, KNOCKS, FAR = 0.4, 0.2, 3.0
"""Of a single client that hammers: seconds between its looks, at how many of them it tries to book too early, and how
many seconds before the turn it stops that: then it thinks as long as everybody."""

BOT_PAUSE = 0.8
"""Seconds between two requests on one connection of a bot."""

PATIENCE = aiohttp.ClientTimeout(total=None, sock_connect=30, sock_read=30)
"""As a browser's. To wait for one of our own connections is not the server's fault, and is in the figures anyway."""

LOST_AFTER = (0.001, 0.03)
SHORTEST, LONGEST = 0.7, 8.0
POLLS = 500
"""Looks a second, about, of all ordinary people: with very many of them each looks less often."""

TRICKS = ("", "forged", "expired", "stolen")


class Backstage(Protocol):
    """What a player's signed-in pages do, done without them."""

    async def enter(self, player: Player) -> bool: ...

    async def line_up(self, players: Sequence[Player]) -> None: ...

    def expired(self, player: Player) -> str: ...


class _Answer(NamedTuple):
    status: int
    body: Mapping[str, Any]
    retry_after: float = 0.0


class Rush:
    """One play. `clock` gives the product's moment, `opens_at` is on it; `limit` is how long it may last after that."""

    def __init__(
        self, url: str, backstage: Backstage, clock: Callable[[], float], opens_at: float, limit: float, seed: int
    ) -> None:
        self._url = url
        self._backstage = backstage
        self._clock = clock
        self._opens_at = opens_at
        self._limit = limit
        self._rng = random.Random(seed)  # noqa: S311 - plays, hides nothing
        self._waiting: dict[int, Player] = {}
        self._body, self._document = b"", dict[str, Any]()
        self._longest = LONGEST
        self._passes: list[str] = []
        self.states: dict[str, Mapping[str, Any]] = {}
        self.log = Log()

    def since_opening(self) -> float:
        return self._clock() - self._opens_at

    async def play(self, players: Sequence[Player], tell: Callable[[], None] = lambda: None) -> Log:
        """Until everybody is done, or the time is over."""
        self._longest = max(LONGEST, len(players) / POLLS)
        async with self._session_of(CONNECTIONS) as session:
            self._session = session
            tasks = [asyncio.create_task(self._live(one)) for one in players]
            lining_up = asyncio.create_task(self._line_up())
            telling = asyncio.create_task(_every(0.5, tell))
            end = self._opens_at + self._limit - self._clock()
            _done, left = await asyncio.wait(tasks, timeout=end)
            for task in [*left, lining_up, telling]:
                task.cancel()
            for outcome in await asyncio.gather(*tasks, lining_up, telling, return_exceptions=True):
                if isinstance(outcome, Exception):
                    self.log.faults.append(f"a player broke down: {outcome!r}")
        return self.log

    def _session_of(self, connections: int) -> aiohttp.ClientSession:
        connector, jar = aiohttp.TCPConnector(limit=connections), aiohttp.DummyCookieJar()
        return aiohttp.ClientSession(self._url, connector=connector, cookie_jar=jar, timeout=PATIENCE)

    async def _live(self, player: Player) -> None:
        if player.temper.is_absent:
            player.fate = "absent"
            return
        await self._until(self._opens_at + player.temper.arrives)
        player.arrived_at = self._clock()
        if player.is_late and not await self._backstage.enter(player):
            player.fate = "over"
            return
        if player.ahead is None:
            self._waiting[player.number] = player
        if player.is_bot:
            await self._hammer(player)
        else:
            await self._wait(player, self._session)

    async def _wait(self, player: Player, session: aiohttp.ClientSession) -> None:
        """As the waiting page does: look, sleep for a part of the wait, look again, choose when the turn has come."""
        while True:
            document = await self._state(player, session)
            if document is None:
                await asyncio.sleep(1)
                continue
            if _is_over(document, player):
                player.fate = "over"
                return
            if _has_come(document, player):
                await self._nap(player)
                await asyncio.sleep(player.temper.thinks)
                if await self._book(player, session, document):
                    return
            elif player.temper.hammers and player.token:
                await self._knock(player, session, document)
            await asyncio.sleep(self._pause(document, player))

    async def _knock(self, player: Player, session: aiohttp.ClientSession, document: Mapping[str, Any]) -> None:
        """Try although the turn is not near: the document may be a second old."""
        slot = _choose(_open_windows(document), player, self._rng)
        is_far = _expected_wait(document["opening"], player, self._opens_at - self._clock()) > FAR
        if slot is not None and is_far and self._rng.random() < KNOCKS:
            await self._ask(player, session, slot, player.fresh_key(), "early")

    async def _nap(self, player: Player) -> None:
        """A device that fell asleep wakes up after its turn has come."""
        seconds, player.temper.sleeps = player.temper.sleeps, 0.0
        await asyncio.sleep(seconds)

    def _pause(self, document: Mapping[str, Any], player: Player) -> float:
        if player.temper.hammers:
            return HAMMER_PAUSE * self._rng.uniform(0.7, 1.3)
        expected = _expected_wait(document["opening"], player, self._opens_at - self._clock())
        return min(self._longest, max(SHORTEST, expected * 0.6)) * self._rng.uniform(0.7, 1.3)

    async def _book(self, player: Player, session: aiohttp.ClientSession, document: Mapping[str, Any]) -> bool:
        """Choose a window, and another one where it is full. Whether the party is done."""
        windows = _open_windows(document)
        while True:
            slot = _choose(windows, player, self._rng)
            if slot is None:
                player.temper.thinks = 0.2
                return False
            answer = await self._ask_until_answered(player, session, slot)
            if answer.status == BOOKED:
                player.fate = "booked"
                return True
            if answer.body.get("code") not in {"full", "closed", "reserved", "slot_elsewhere"}:
                return False
            windows.pop(slot, None)

    async def _ask_until_answered(self, player: Player, session: aiohttp.ClientSession, slot: int) -> _Answer:
        """The same key until the answer is known, whatever happens on the way."""
        key, trick = player.fresh_key(), ""
        if player.temper.loses_answers:
            player.temper.loses_answers = False
            await self._ask_and_leave(player, session, slot, key)
            trick = "again"
        if player.temper.double_clicks:
            player.temper.double_clicks = False
            both = [self._ask(player, session, slot, key, trick=trick), self._ask(player, session, slot, key, "double")]
            answers = await asyncio.gather(*both)
            answer = max(answers, key=lambda one: one.status == BOOKED)
        else:
            answer = await self._ask(player, session, slot, key, trick=trick)
        while answer.status in {NO_ANSWER, 503, 500}:
            await asyncio.sleep(answer.retry_after * self._rng.uniform(0.8, 1.2) or self._rng.uniform(0.3, 1.5))
            answer = await self._ask(player, session, slot, key, "again")
        return answer

    async def _ask_and_leave(self, player: Player, session: aiohttp.ClientSession, slot: int, key: str) -> None:
        """Send it, and hang up before the answer is there."""
        asking = self._ask(player, session, slot, key, "dropped")
        with suppress(TimeoutError):
            await asyncio.wait_for(asking, self._rng.uniform(*LOST_AFTER))
        await asyncio.sleep(self._rng.uniform(0.2, 1.5))

    async def _ask(
        self,
        player: Player,
        session: aiohttp.ClientSession,
        slot: int,
        key: str,
        trick: str = "",
        *,
        token: str = "",
    ) -> _Answer:
        body = {"slot": slot, "people": player.people, "key": key}
        headers = {"Authorization": f"Pass {token or player.token}"}
        sent_at, begun, answer = self._clock(), time.perf_counter(), _Answer(NO_ANSWER, {})
        try:
            async with session.post("/rush/bookings", json=body, headers=headers) as response:
                retry_after = float(response.headers.get("Retry-After", 0))
                answer = _Answer(response.status, await response.json(content_type=None), retry_after)
        except (aiohttp.ClientError, TimeoutError, OSError):
            pass  # no answer: logged as such, and asked again
        finally:
            code = str(answer.body.get("code", "")).replace("-", "")
            took = time.perf_counter() - begun
            self.log.attempts.append(
                Attempt(player.number, key, slot, player.size, sent_at, took, answer.status, code, trick)
            )
        return answer

    async def _state(self, player: Player, session: aiohttp.ClientSession) -> Mapping[str, Any] | None:
        at, begun, document, status = self._clock(), time.perf_counter(), None, NO_ANSWER
        try:
            async with session.get(f"/rush/offices/{player.office}/state.json") as response:
                document, status = self._parsed(await response.read()), response.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            pass
        self.log.polls.append(Poll(at, time.perf_counter() - begun, status))
        if document is None or status != 200:
            return None
        self.states[player.office] = document
        return document

    def _parsed(self, body: bytes) -> Mapping[str, Any]:
        """Everybody gets the same document within a second: it is parsed once."""
        if body != self._body:
            self._body, self._document = body, json.loads(body)
        return self._document

    async def _hammer(self, player: Player) -> None:
        """A hundred connections: most ask for the document without rest, the others try to book by every trick."""
        async with self._session_of(BOT_CONNECTIONS) as session:
            loops: list[Awaitable[None]] = [self._hammer_state(player, session) for _ in range(BOT_POLLS)]
            loops += [self._hammer_bookings(player, session, n) for n in range(BOT_CONNECTIONS - BOT_POLLS)]
            await asyncio.gather(*loops)

    async def _hammer_state(self, player: Player, session: aiohttp.ClientSession) -> None:
        while player.fate == "waiting":
            document = await self._state(player, session)
            if document is not None and _is_over(document, player):
                player.fate = "over"
            await asyncio.sleep(BOT_PAUSE * self._rng.uniform(0.5, 1.5))

    async def _hammer_bookings(self, player: Player, session: aiohttp.ClientSession, number: int) -> None:
        trick = TRICKS[number % len(TRICKS)]
        while player.fate == "waiting":
            document = self.states.get(player.office)
            slots = [one["slot"] for day in document["days"] for one in day["windows"]] if document else []
            if slots:
                await self._try(player, session, self._rng.choice(slots), trick)
            await asyncio.sleep(BOT_PAUSE * self._rng.uniform(0.5, 1.5))

    async def _try(self, player: Player, session: aiohttp.ClientSession, slot: int, trick: str) -> None:
        token = {
            "forged": player.token[:-2] + ("AA" if player.token[-2:] != "AA" else "BB"),
            "expired": self._backstage.expired(player),
            "stolen": self._strangers_pass(player),
        }.get(trick, "")
        key = f"rush-{player.number}-bot-{trick}-{slot}"
        answer = await self._ask(player, session, slot, key, trick, token=token)
        if answer.status == BOOKED and not trick:
            player.fate = "booked"
            await self._ask(player, session, slot + 1, key, "other_body")

    def _strangers_pass(self, player: Player) -> str:
        return self._passes[player.number % len(self._passes)]

    def lend_passes(self, tokens: Sequence[str]) -> None:
        """Passes of ordinary people, which bots got hold of."""
        self._passes = list(tokens)

    async def _line_up(self) -> None:
        """Who came late learns the place in the line within a second or so."""
        while True:
            await asyncio.sleep(0.7)
            players = list(self._waiting.values())
            if players:
                await self._backstage.line_up(players)
            for player in players:
                if player.ahead is not None:
                    self._waiting.pop(player.number, None)

    async def _until(self, moment: float) -> None:
        await asyncio.sleep(max(0.0, moment - self._clock()))


async def _every(seconds: float, do: Callable[[], None]) -> None:
    while True:
        do()
        await asyncio.sleep(seconds)


def _is_over(document: Mapping[str, Any], player: Player) -> bool:
    opening = document["opening"]
    return not opening or opening["id"] != player.opening or opening["phase"] in {"closed", "cancelled"}


def _has_come(document: Mapping[str, Any], player: Player) -> bool:
    opening = document["opening"]
    return opening["phase"] == "running" and player.ahead is not None and opening["admitted"] > player.ahead


def _expected_wait(opening: Mapping[str, Any], player: Player, to_opening: float) -> float:
    """Seconds until the turn comes, as the page tells it."""
    if player.ahead is None or not opening["pace"]:
        return 2.0
    people = player.ahead + 1 - opening["admitted"]
    return max(0.0, to_opening) + max(0, people) * 60 / opening["pace"]


def _open_windows(document: Mapping[str, Any]) -> dict[int, int]:
    """Slot to seats left, of the windows that can be booked."""
    return {one["slot"]: one["left"] for day in document["days"] for one in day["windows"] if not one["reason"]}


def _choose(windows: Mapping[int, int], player: Player, rng: random.Random) -> int | None:
    """The favourite if it has room, else any that has."""
    fit = [slot for slot, left in windows.items() if left >= player.size]
    if not fit:
        return None
    favourite = fit[player.number % len(fit)]
    return favourite if rng.random() < 0.5 else rng.choice(fit)
