"""Does hammering help? Thirty rushes in which half of the people hammer and the other half look now and then.

Everybody is in the roll, is there before the hour, and thinks equally long when the turn has come. Who hammers asks
every 0.4 seconds and knocks before the turn; who does not, asks as the waiting page does. What is compared is asking
often, not deciding fast. Within each rush the number of seats is fixed, so the right test is the one of Mantel and
Haenszel over the thirty tables, with two sides.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from math import erfc, sqrt
from typing import NamedTuple

RUSHES, PEOPLE, SEATS, PACE = 30, 200, 60, 120
AT_ONCE = 10
LEVEL = 0.001
"""Below this probability of a difference by chance the run fails: once in a thousand runs where there is none."""


class Table(NamedTuple):
    """One rush: how many hammered and how many of those were booked, and the same of the others."""

    hammering: int
    hammering_booked: int
    gentle: int
    gentle_booked: int


class Answer(NamedTuple):
    z: float
    p: float
    difference: float
    margin: float


def compare(tables: Sequence[Table]) -> Answer:
    """The test, and the difference of the shares with its margin at 95 %."""
    excess = variance = 0.0
    for one in tables:
        everybody, booked = one.hammering + one.gentle, one.hammering_booked + one.gentle_booked
        excess += one.hammering_booked - one.hammering * booked / everybody
        left = everybody - booked
        variance += one.hammering * one.gentle * booked * left / (everybody**2 * (everybody - 1))
    z = excess / sqrt(variance) if variance else 0.0
    hammering = sum(one.hammering for one in tables)
    gentle = sum(one.gentle for one in tables)
    scale = 1 / hammering + 1 / gentle
    return Answer(z, erfc(abs(z) / sqrt(2)), excess * scale, 1.96 * sqrt(variance) * scale)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rushes", type=int, default=RUSHES)
    parser.add_argument("--people", type=int, default=PEOPLE, help="in each, half of whom hammer")
    parser.add_argument("--seats", type=int, default=SEATS)
    parser.add_argument("--port", type=int, default=8168)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="giliran-fairness-") as folder:
        _settings(folder)
        tables = _play(options.rushes, options.people, options.seats, options.port)
    return _tell(tables)


def _settings(folder: str) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="giliran.config.settings",
        GILIRAN_DATA_DIR=folder,
        GILIRAN_DEMO="1",
        GILIRAN_LOG_LEVEL="WARNING",
    )
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("GILIRAN_SECRETS_FILE", None)
    import django  # noqa: PLC0415

    django.setup()


def _play(rushes: int, people: int, seats: int, port: int) -> list[Table]:
    from giliran.config.prepare import prepare_database  # noqa: PLC0415
    from giliran.config.rush import server  # noqa: PLC0415

    prepare_database(print)
    begun = time.monotonic()
    groups = _stage(rushes, people, seats)
    print(f"{rushes} openings with {people} people each prepared in {time.monotonic() - begun:.1f} s", flush=True)
    tables: list[Table] = []
    with server.running(port) as url:
        for group in groups:
            tables += _play_together(url, group)
            print(f"{len(tables)} of {rushes} rushes played", flush=True)
    return tables


def _stage(rushes: int, people: int, seats: int):  # type: ignore[no-untyped-def]
    """Openings in groups that open half an hour after one another, all of them drawn."""
    from giliran.accounts.services import crowd as households  # noqa: PLC0415
    from giliran.config.rush import stage  # noqa: PLC0415
    from giliran.core import clock  # noqa: PLC0415
    from giliran.offices.models import Office, PolicyValue  # noqa: PLC0415
    from giliran.opening.models import Opening  # noqa: PLC0415
    from giliran.opening.services import crowd, draw, give, schedule  # noqa: PLC0415
    from giliran.slots import services as slots  # noqa: PLC0415

    few = list(Office.objects.filter(timezone="Asia/Jakarta", kind="office").order_by("id")[:rushes])
    stage.only(*few)
    for number, office in enumerate(few):
        minute = 14 * 60 + 30 * (number // AT_ONCE)
        for key, value in {"release_minute": minute, "opening_pace": PACE}.items():
            PolicyValue.objects.create(office=office, key=key, value=str(value))
        slots.plan_slots(office, now=clock.now())
        stage.share_out(office, seats, clock.now())
    schedule.schedule_due(clock.now())
    first = Opening.objects.filter(gathers_at__gt=clock.now()).order_by("first_date")[0].first_date
    openings = list(Opening.objects.filter(first_date=first).select_related("office").order_by("opens_at", "id"))
    stage.move_to(openings[0].gathers_at + timedelta(hours=1))
    schedule.gather_due(clock.now())
    for opening in openings:
        made = households.make_households([1] * people, now=clock.now())
        crowd.enter_many(opening, made, crowd.RUSH_DOOR, now=clock.now())
    stage.move_to(openings[0].freezes_at + timedelta(minutes=1))
    schedule.freeze_due(clock.now())
    stage.move_to(openings[0].draws_at + timedelta(minutes=1))
    draw.draw_due(clock.now())
    give.entitled_due(clock.now())
    return [openings[at : at + AT_ONCE] for at in range(0, len(openings), AT_ONCE)]


def _play_together(url: str, openings) -> list[Table]:  # type: ignore[no-untyped-def]
    import uvloop  # noqa: PLC0415

    from giliran.config.rush import stage  # noqa: PLC0415
    from giliran.config.rush.backstage import Backstage  # noqa: PLC0415
    from giliran.config.rush.client import Rush  # noqa: PLC0415
    from giliran.config.rush.people import Temper  # noqa: PLC0415
    from giliran.core import clock  # noqa: PLC0415

    rng = random.Random(openings[0].pk)
    lead = 6.0
    stage.move_to(openings[0].opens_at - timedelta(seconds=lead + 4))
    everybody, hammering = [], {}
    for opening in openings:
        players = stage.players_of(opening)
        stage.give_passes(opening, players)
        hammering[opening.pk] = {one.entry for one in rng.sample(players, len(players) // 2)}
        for player in players:
            player.number = len(everybody)
            player.temper = Temper(
                arrives=rng.uniform(-lead, 0),
                thinks=rng.uniform(0.5, 3),
                hammers=player.entry in hammering[opening.pk],
            )
            everybody.append(player)
    offset, backstage = clock.demo_offset().total_seconds(), Backstage()
    opens_at = openings[0].opens_at.timestamp()
    rush = Rush(url, backstage, lambda: time.time() + offset, opens_at, 120, openings[0].pk)
    uvloop.run(rush.play(everybody))
    backstage.close()
    return [_table(opening, hammering[opening.pk]) for opening in openings]


def _table(opening, hammering: set[str]) -> Table:  # type: ignore[no-untyped-def]
    rows = dict(opening.entries.values_list("public_id", "booking_id"))
    booked = {entry for entry, booking in rows.items() if booking}
    gentle = rows.keys() - hammering
    return Table(len(hammering), len(booked & hammering), len(gentle), len(booked & gentle))


def _tell(tables: Sequence[Table]) -> int:
    answer = compare(tables)
    hammered = sum(one.hammering_booked for one in tables), sum(one.hammering for one in tables)
    waited = sum(one.gentle_booked for one in tables), sum(one.gentle for one in tables)
    for words, (booked, everybody) in (("who hammered", hammered), ("who looked gently", waited)):
        print(f"{words:20}{booked:,} of {everybody:,} booked, {booked / everybody:.1%}")
    print(f"difference          {answer.difference:+.1%}, give or take {answer.margin:.1%}")
    print(f"Mantel-Haenszel     z = {answer.z:+.2f}, p = {answer.p:.3f} (bar {LEVEL})")
    is_fair = answer.p >= LEVEL
    print("The chance is the same." if is_fair else "Hammering changes the chance.")
    return 0 if is_fair else 1


if __name__ == "__main__":
    sys.exit(main())
