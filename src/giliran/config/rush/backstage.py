"""What a player's signed-in pages do: enter, look at the place in the line, get a pass. Done with the use cases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, TypeVar

from django.db import close_old_connections

from giliran.booking.policy import PersonRequest
from giliran.config.rush.people import Player
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.opening import passes
from giliran.opening.models import Entry
from giliran.opening.services import crowd, take_seats
from giliran.opening.services.enter import enter

T = TypeVar("T")


class Backstage:
    """One thread, so that it takes no more of the machine than a page would."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="backstage")
        self._expired: dict[int, str] = {}

    async def enter(self, player: Player) -> bool:
        """A late entry, as its page makes it. Whether it was not too late even for that."""
        player.entry = await self._do(_enter, player)
        return bool(player.entry)

    async def line_up(self, players: Sequence[Player]) -> None:
        """Place and pass of those whom the tick has lined up by now."""
        for entry in await self._do(_lined_up, [one.entry for one in players]):
            player = next(one for one in players if one.entry == entry.public_id)
            player.token = passes.sign(take_seats.claim_of(entry, clock.now()))
            player.ahead = entry.ahead

    def expired(self, player: Player) -> str:
        """The player's own pass, run out a minute ago."""
        if player.number not in self._expired:
            claim = passes.read(player.token, clock.now())
            late = claim._replace(expires_at=clock.now() - timedelta(minutes=1))
            self._expired[player.number] = passes.sign(late)
        return self._expired[player.number]

    def close(self) -> None:
        self._thread.shutdown()

    async def _do(self, work: Callable[[Any], T], about: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, _and_close, work, about)


def _and_close(work: Callable[[Any], T], about: Any) -> T:
    try:
        return work(about)
    finally:
        close_old_connections()


def _enter(player: Player) -> str:
    people = [PersonRequest(one["applicant"], one["service"], one["booklet"], one["purpose"]) for one in player.people]
    by = Actor(player.account, "made-up people", crowd.RUSH_DOOR)
    try:
        return enter(opening_id=player.opening, people=people, key="late", by=by, now=clock.now()).public_id
    except Refusal as no:
        if no.code == "opening_closed":
            return ""
        raise


def _lined_up(names: Sequence[str]) -> list[Entry]:
    found = Entry.objects.filter(public_id__in=names, ahead__isnull=False)
    return list(found.prefetch_related("people"))
