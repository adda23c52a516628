"""One rush from the empty roll to the verdict."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import uvloop
from django.db import connection

from giliran.config.rush import series, stage
from giliran.config.rush.backstage import Backstage
from giliran.config.rush.client import Rush
from giliran.config.rush.facts import facts_of
from giliran.config.rush.judge import Verdict, judge
from giliran.config.rush.log import BOOKED, Facts, Log, Party
from giliran.config.rush.people import Player, temper
from giliran.core import clock
from giliran.offices.models import Office
from giliran.opening.models import Opening

LATE = 0.05
"""Late people to a person of the roll, at most `MOST_LATE`."""

MOST_LATE = 300

Say = Callable[[str], None]
Tell = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How large the rush is. `seats` 0 leaves the office's own. The first come `lead` seconds before the opening, and
    it ends at most `limit` seconds after it."""

    people: int
    seats: int
    pace: int
    bots: int
    lead: float
    limit: float
    seed: int


class Stage(NamedTuple):
    opening: Opening
    players: list[Player]


class Outcome(NamedTuple):
    verdict: Verdict
    log: Log
    facts: Facts
    figures: dict[str, str]


def prepare(office: Office, plan: Plan, say: Say) -> Stage:
    """The opening drawn and a few seconds before its hour, and everybody who will play."""
    rng = random.Random(plan.seed)  # noqa: S311 - the same rush again
    begun = time.monotonic()
    opening = stage.next_opening(office, plan.seats)
    stage.gather(opening, plan.people, plan.pace, rng, say)
    stage.freeze_and_draw(opening, say)
    players = stage.players_of(opening)
    late = stage.late_players(opening, min(MOST_LATE, int(plan.people * LATE)), len(players), rng)
    stage.bots_among(players, plan.bots, plan.lead, rng)
    players += late
    lasts = 10 + plan.seats * 60 / plan.pace
    for player in players:
        if not player.is_bot:
            player.temper = temper(rng, is_late=player.is_late, rush=lasts, lead=plan.lead)
    say(f"Prepared in {time.monotonic() - begun:.1f} s.")
    return Stage(opening, players)


def play(url: str, ready: Stage, plan: Plan, tell: Tell) -> Outcome:
    """Move the clock to just before the hour, and let everybody play; then ask the tables."""
    stage.before_the_hour(ready.opening, plan.lead)
    stage.give_passes(ready.opening, ready.players)
    offset = clock.demo_offset().total_seconds()
    opens_at = ready.opening.opens_at.timestamp()
    backstage = Backstage()
    rush = Rush(url, backstage, lambda: time.time() + offset, opens_at, plan.limit, plan.seed)
    rush.lend_passes([one.token for one in ready.players if one.token and not one.is_bot][:50])
    try:
        log = uvloop.run(rush.play(ready.players, lambda: tell(*_progress(rush, ready.players))))
    finally:
        backstage.close()
    log.parties = [_party(one) for one in ready.players]
    facts = facts_of(ready.opening)
    return Outcome(judge(log, facts), log, facts, _figures(log, facts, plan))


def _progress(rush: Rush, players: Sequence[Player]) -> tuple[float, str]:
    done = sum(one.fate != "waiting" for one in players)
    booked = sum(one.size for one in players if one.fate == "booked")
    seconds = rush.since_opening()
    words = f"{seconds:+4.0f} s  {done:,} of {len(players):,} parties done, {booked:,} people booked"
    return done / max(1, len(players)), words


def _party(player: Player) -> Party:
    return Party(
        player.number, player.account, player.size, player.is_bot, player.is_late, player.arrived_at, player.fate
    )


def _figures(log: Log, facts: Facts, plan: Plan) -> dict[str, str]:
    booked = [one for one in log.attempts if one.status == BOOKED]
    people = sum(one.size for one in log.parties)
    seats = sum(one.capacity for one in facts.windows)
    taken = sum(one.taken for one in facts.windows)
    last = max((one.at for one in facts.bookings), default=facts.opens_at) - facts.opens_at
    return {
        "Database": "PostgreSQL" if connection.vendor == "postgresql" else "SQLite",
        "People, parties": f"{people:,} people in {len(log.parties):,} parties, "
        f"{sum(one.is_late for one in log.parties):,} of them late, {plan.bots:,} bots",
        "Seats": f"{seats:,}, of which {taken:,} were taken within {last:.0f} s; {plan.pace:,} people let in a minute",
        "Requests": f"{len(log.polls):,} looks at state.json, {len(log.attempts):,} bookings sent, "
        f"{len(booked):,} answered 201",
        "A booking took": _latency([one.took for one in log.attempts if one.status]),
        "state.json took": _latency([one.took for one in log.polls]),
        "Opening": f"number {facts.opening}, {facts.state}",
    }


def _latency(took: Sequence[float]) -> str:
    values = [(percent, series.percentile(took, percent)) for percent in series.PERCENTILES]
    return ", ".join(f"p{percent} {value * 1000:.0f} ms" for percent, value in values if value is not None) or "-"
