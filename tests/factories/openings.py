"""An opening at every stage, brought there by the steps that run it in the product."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from giliran.accounts.models import Applicant
from giliran.booking.policy import PersonRequest
from giliran.catalogue.models import Service
from giliran.core.types import Actor
from giliran.offices.models import Office, PolicyValue
from giliran.opening.models import Entry, Opening
from giliran.opening.services import draw, enter, give, run, schedule
from giliran.slots import services as slots
from giliran.waiting.services import pass_on
from tests.factories import catalogue, world

SUNDAY = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
MONDAY_9 = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Gathering: Monday 09.00 WIB."""
THURSDAY_20 = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
"""The freeze."""
FRIDAY_8 = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
"""The draw."""
FRIDAY_14 = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
"""The opening."""
SATURDAY_20 = datetime(2026, 11, 28, 13, 0, tzinfo=UTC)
"""The close."""

METHODS = {"turns": 0, "ballot": 1, "open": 2}


def an_office(
    *, quota: int = 10, method: str = "turns", code: str = "jakarta-selatan", id: int = 1, **figures: int
) -> Office:
    """An office whose seats of the week from 30 November on are drafts, and whose policy is this."""
    if not Service.objects.exists():
        catalogue.a_catalogue()
    office = world.an_office(code, id=id, quota=quota)
    for key, value in {"opening_method": METHODS[method], **figures}.items():
        of = None if key in ("entitled_share", "entitled_from", "seats_per_account") else office
        PolicyValue.objects.create(office=of, key=key, value=str(value))
    slots.plan_slots(office, now=SUNDAY)
    slots.release_due(SUNDAY)
    return office


def an_opening(*, quota: int = 10, method: str = "turns", **figures: int) -> Opening:
    """The opening of Friday, 27 November, which has begun to gather (one of `open` is on the calendar)."""
    an_office(quota=quota, method=method, **figures)
    tick(SUNDAY)
    tick(MONDAY_9)
    return Opening.objects.get(first_date="2026-11-30")


def a_plain_opening(office: Office, **values: object) -> Opening:
    """One on the calendar of an office for the week of 30 November, as a row that holds nothing."""
    times = {"gathers_at": MONDAY_9, "freezes_at": THURSDAY_20, "draws_at": FRIDAY_8, "opens_at": FRIDAY_14}
    given = {"method": "turns", "pace": 60, "entitled_share": 20, "entitled_from": 3, "created_at": SUNDAY}
    days = {"first_date": date(2026, 11, 30), "last_date": date(2026, 12, 4), "closes_at": SATURDAY_20}
    return Opening.objects.create(**{"office": office, **times, **given, **days, **values})


def tick(now: datetime) -> None:
    """All steps that run openings, once, in the worker's order."""
    slots.release_due(now)
    schedule.schedule_due(now)
    schedule.gather_due(now)
    schedule.freeze_due(now)
    draw.draw_due(now)
    give.entitled_due(now)
    run.open_due(now)
    give.ballot_due(now)
    run.line_up_due(now)
    run.admit_due(now)
    run.close_due(now)
    run.settle_due(now)
    pass_on.pass_on_due(now)


def asked(people: Sequence[Applicant]) -> tuple[PersonRequest, ...]:
    return tuple(PersonRequest(one.pk, "new", "PB_E_10", "holiday") for one in people)


def actor(people: Sequence[Applicant], door: str = "web") -> Actor:
    return Actor(people[0].account_id, "somebody", door)


def an_entry(
    opening: Opening, people: Sequence[Applicant], *, now: datetime = MONDAY_9, wishes: str = "", key: str = "entry"
) -> Entry:
    return enter.enter(opening_id=opening.pk, people=asked(people), key=key, by=actor(people), now=now, wishes=wishes)


def a_crowd(opening: Opening, parties: int, *, size: int = 1, first: int = 0, wishes: str = "") -> list[Entry]:
    """So many parties that enter in time."""
    made = world.many_people(parties, size, first=first)
    return [an_entry(opening, people, wishes=wishes) for people in made]


def drawn(opening: Opening) -> Opening:
    """After the freeze and the draw."""
    for moment in (THURSDAY_20, FRIDAY_8):
        tick(moment)
    opening.refresh_from_db()
    return opening


def running(opening: Opening, *, minutes: float = 0) -> Opening:
    """Opened, so many minutes ago."""
    drawn(opening)
    tick(FRIDAY_14)
    tick(FRIDAY_14 + timedelta(minutes=minutes))
    opening.refresh_from_db()
    return opening
