"""Brings an office's opening to the minute before it opens: the product's own steps, with the clock moved."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from giliran.accounts.services import crowd as households
from giliran.config.rush.people import Player
from giliran.core import clock
from giliran.core.types import Actor
from giliran.offices.models import Office, QuotaRule
from giliran.offices.states import Pool
from giliran.opening import passes
from giliran.opening.models import Entry, Opening
from giliran.opening.services import control, crowd, draw, give, schedule, take_seats
from giliran.opening.services.give import person_request
from giliran.opening.states import LIVE, State
from giliran.slots import services as slots
from giliran.slots.models import Slot

HEADQUARTERS = Actor(None, "rush", "jobs", frozenset({("hq", None)}))
BREATH = 3.0
"""Seconds between the beginning of the play and the first who comes."""

Say = Callable[[str], None]


def only(*few: Office) -> None:
    """Nobody else opens on that Friday: in the rush's own country."""
    QuotaRule.objects.exclude(office__in=few).delete()


def next_opening(office: Office, seats: int) -> Opening:
    """The office's next opening that has not begun to gather, on the calendar; with so many seats if `seats` is set."""
    now = clock.now()
    slots.plan_slots(office, now=now)
    if seats:
        share_out(office, seats, now)
    schedule.schedule_due(now)
    waiting = Opening.objects.filter(office=office, state=State.SCHEDULED, gathers_at__gt=now, method="turns")
    opening = waiting.order_by("opens_at").first()
    if opening is None:
        raise LookupError(f"{office.code} has no opening to come whose gathering has not begun.")
    return opening


def share_out(office: Office, seats: int, now: datetime) -> None:
    """Spread the seats evenly over each week that no opening holds yet."""
    drafts = Slot.objects.filter(office=office, pool=Pool.ONLINE, state="draft", reserved_for="", opens_at__gt=now)
    for opens_at in drafts.values_list("opens_at", flat=True).distinct():
        week = list(drafts.filter(opens_at=opens_at).order_by("starts_at"))
        for number, slot in enumerate(week):
            slot.capacity = seats // len(week) + (number < seats % len(week))
        Slot.objects.bulk_update(week, ["capacity"])


def gather(opening: Opening, people: int, pace: int, rng: random.Random, say: Say) -> None:
    """From the calendar to the roll: gathering begins, and everybody enters."""
    if opening.pace != pace:
        control.change_pace(opening=opening, pace=pace, by=HEADQUARTERS, now=clock.now())
    move_to(opening.gathers_at + timedelta(hours=1))
    schedule.gather_due(clock.now())
    sizes = crowd.sizes_of(people, rng)
    say(f"{len(sizes):,} parties of {people:,} people enter ...")
    made = households.make_households(sizes, now=clock.now())
    opening.refresh_from_db()
    crowd.enter_many(opening, made, crowd.RUSH_DOOR, now=clock.now())


def freeze_and_draw(opening: Opening, say: Say) -> None:
    say("The roll is frozen and drawn ...")
    move_to(opening.freezes_at + timedelta(minutes=1))
    schedule.freeze_due(clock.now())
    move_to(opening.draws_at + timedelta(minutes=1))
    draw.draw_due(clock.now())
    give.entitled_due(clock.now())
    opening.refresh_from_db()


def before_the_hour(opening: Opening, lead: float) -> None:
    move_to(opening.opens_at - timedelta(seconds=lead + BREATH))


def move_to(moment: datetime) -> None:
    clock.set_demo_offset(moment - (clock.now() - clock.demo_offset()))


def players_of(opening: Opening) -> list[Player]:
    """Everybody in the roll who waits for a turn."""
    entries = opening.entries.filter(door=crowd.RUSH_DOOR, outcome="", withdrawn_at=None).prefetch_related("people")
    return [
        Player(number, opening.office.code, opening.pk, one.account_id, people_of(one), one.public_id, one.ahead)
        for number, one in enumerate(entries.order_by("pk"))
    ]


def give_passes(opening: Opening, players: Sequence[Player]) -> None:
    """A fresh pass for everybody who stands in line, as the entry's page gives it."""
    now = clock.now()
    entries = {one.public_id: one for one in opening.entries.prefetch_related("people")}
    for player in players:
        if player.entry:
            player.token = passes.sign(take_seats.claim_of(entries[player.entry], now))


def people_of(entry: Entry) -> list[dict[str, Any]]:
    """The party as a booking names it."""
    people = sorted(entry.people.all(), key=lambda person: person.position)
    asked = [person_request(person) for person in people]
    return [
        {"applicant": one.applicant_id, "service": one.service, "booklet": one.booklet, "purpose": one.purpose}
        for one in asked
    ]


def late_players(opening: Opening, people: int, first: int, rng: random.Random) -> list[Player]:
    """Households that have not entered yet, and will when the roll has been frozen long since."""
    with transaction.atomic():
        made = households.make_households(crowd.sizes_of(people, rng), now=clock.now())
    return [
        Player(
            number, opening.office.code, opening.pk, party[0].account_id,
            [_asked(person) for person in party], is_late=True,
        )
        for number, party in enumerate(made, start=first)
    ]  # fmt: skip


def _asked(person: Any) -> dict[str, Any]:
    one = crowd.asked_for(person)
    return {"applicant": one.applicant_id, "service": one.service, "booklet": one.booklet, "purpose": one.purpose}


def is_live(opening: Opening) -> bool:
    return opening.state in LIVE


def bots_among(players: Sequence[Player], number: int, lead: float, rng: random.Random) -> None:
    """Some of the roll play with a hundred connections each, from before the hour on."""
    for player in rng.sample(list(players), min(number, len(players))):
        player.is_bot = True
        player.temper.arrives = -lead * rng.random()
