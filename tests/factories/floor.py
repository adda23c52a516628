"""A floor with stages, counters and officers, and people who have come in. Straight into the tables."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta

from giliran.accounts.models import User
from giliran.booking.models import Ticket
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.offices.states import Role
from giliran.onsite.models import Counter, Duty, Stage, Visit
from giliran.onsite.services import stages
from giliran.onsite.services.visits import live_hash, live_token
from tests.factories import world

_officers = itertools.count(1)


def an_officer(office: Office, *, role: str = Role.COUNTER) -> tuple[User, Actor]:
    user = world.staff_member(role, office, email=f"officer{next(_officers)}@{office.code}.id")
    return user, world.actor_of(user, door="desk", roles=[(role, office.id)])


def a_counter(office: Office, number: int, *positions: int) -> Counter:
    """A counter that serves the stages at these positions (all, if none is named)."""
    counter = Counter.objects.create(office=office, number=number)
    every = stages.set_up_stages(office)
    counter.stages.set([one for one in every if not positions or one.position in positions])
    return counter


def on_duty(counter: Counter, since: datetime) -> tuple[Duty, Actor]:
    user, by = an_officer(counter.office)
    return Duty.objects.create(counter=counter, officer=user, began_at=since), by


def come_in(
    tickets: Sequence[Ticket], *, at: datetime, stage: Stage | None = None, precedence: str = "regular"
) -> list[Visit]:
    """Visits that wait at a stage (the first one) since `at`."""
    office = tickets[0].office
    where = stage or stages.first_stage(office)
    made = []
    for ticket in tickets:
        turn = max(at, ticket.arrives_at)
        made.append(
            Visit.objects.create(
                ticket=ticket, office=office, date=ticket.date, precedence=precedence, arrived_at=at, turn_at=turn,
                stage=where, since=at, queued_at=at, live_hash=live_hash(live_token(ticket)),
            )
        )  # fmt: skip
    return made


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)
