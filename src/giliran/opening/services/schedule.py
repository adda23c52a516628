"""Schedule openings by each office's policy, begin to gather, and close the roll."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Sum

from giliran.audit import services as audit
from giliran.core import db, secrets
from giliran.core.types import SYSTEM, Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.opening import selectors
from giliran.opening.models import Opening
from giliran.opening.policy import draw, timetable
from giliran.opening.services.lock import locked
from giliran.opening.states import Method, State
from giliran.slots import selectors as slots_reads
from giliran.slots import services as slots

SCHEDULED_AHEAD = timedelta(days=7)
"""An opening stands on the calendar at least this long before it gathers."""

METHODS = (Method.TURNS, Method.BALLOT, Method.OPEN)
"""What the figure `opening_method` means."""

SEED_PLACE = "opening_opening.seed_sealed:{}"


def schedule_due(now: datetime) -> int:
    """Tick step: every week of drafts that no opening holds gets one, by its office's policy. Returns how many."""
    made = 0
    for office_id, opens_at, first, last in slots_reads.unheld_weeks(since=now):
        if Opening.objects.filter(office_id=office_id, first_date=first).exists():
            continue  # also one that was cancelled: its seats open to everybody
        office = Office.objects.get(id=office_id)
        figures = offices.figures_of(office)
        times = timetable.timetable(figures, opens_at, ZoneInfo(office.timezone))
        if times.gathers_at <= now + SCHEDULED_AHEAD:
            method = METHODS[figures["opening_method"]] if now < times.freezes_at else Method.OPEN
            schedule_opening(
                office, first=first, last=last, times=times, method=method, figures=figures, by=SYSTEM, now=now
            )
            made += 1
    return made


def schedule_opening(
    office: Office,
    *,
    first: date,
    last: date,
    times: timetable.Timetable,
    method: str,
    figures: Mapping[str, int],
    by: Actor,
    now: datetime,
    beacon_name: str = "",
) -> Opening:
    """Put an opening on the calendar. Its slots are held for it, and the entitled seats carved out of them."""
    with transaction.atomic():
        offices.lock(office)
        opening = Opening.objects.create(
            office=office,
            method=method,
            first_date=first,
            last_date=last,
            gathers_at=times.gathers_at,
            freezes_at=times.freezes_at,
            draws_at=times.draws_at,
            opens_at=times.opens_at,
            closes_at=times.closes_at,
            pace=figures["opening_pace"],
            entitled_share=figures["entitled_share"] if method != Method.OPEN else 0,
            entitled_from=figures["entitled_from"],
            beacon_name=beacon_name if method != Method.OPEN else "",
            made_by=by.user_id,
            created_at=now,
        )
        slots.hold(office, first, last, opening.name)
        slots.move_release(opening.name, times.opens_at)
        slots.carve(opening.name, _entitled_seats(opening, figures))
        record("opening.scheduled", opening, by, now, {"method": method, "first": str(first), "last": str(last)})
    return opening


def _entitled_seats(opening: Opening, figures: Mapping[str, int]) -> dict[int, int]:
    online = [timetable.Carvable(one.pk, one.date, one.capacity) for one in slots_reads.held_slots(opening.name)]
    weekdays = {figures["walk_in_day"], figures["second_walk_in_day"]}
    return timetable.carve(online, opening.entitled_share, weekdays)


def gather_due(now: datetime) -> int:
    """Tick step: make the seed, publish what commits to it, and take entries. Returns how many openings began."""
    due = Opening.objects.filter(state=State.SCHEDULED, gathers_at__lte=now).exclude(method=Method.OPEN)
    return sum(_gather(opening, now) for opening in due)


def _gather(opening: Opening, now: datetime) -> bool:
    seed = randomness.token_bytes(draw.SEED_BYTES)
    with transaction.atomic():
        begun = db.claim(
            Opening.objects.filter(pk=opening.pk, state=State.SCHEDULED),
            state=State.GATHERING,
            seed_sealed=secrets.keyring().seal(seed.hex(), SEED_PLACE.format(opening.pk)),
            commitment=draw.commitment_of(seed),
        )
        if begun:
            record("opening.gathering", opening, SYSTEM, now, {"commitment": draw.commitment_of(seed)})
    return begun


def seed_of(opening: Opening) -> bytes:
    """The sealed seed; only the draw and a cancellation open it."""
    return bytes.fromhex(secrets.keyring().unseal(opening.seed_sealed, SEED_PLACE.format(opening.pk)))


def freeze_due(now: datetime) -> int:
    """Tick step: close the roll and publish its digest. Returns how many."""
    due = Opening.objects.filter(state=State.GATHERING, freezes_at__lte=now).values_list("pk", flat=True)
    return sum(_freeze(pk, now) for pk in due)


def _freeze(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        opening = locked(pk, State.GATHERING)
        if opening is None:
            return False
        roll = opening.entries.filter(in_roll=True).aggregate(size=Count("id"), people=Sum("party", default=0))
        opening.roll_digest = roll_digest(opening)
        opening.roll_size, opening.roll_people = roll["size"], roll["people"]
        opening.frozen_at, opening.state = now, State.FROZEN
        opening.save(update_fields=["roll_digest", "roll_size", "roll_people", "frozen_at", "state"])
        told = {"digest": opening.roll_digest, "entries": opening.roll_size}
        record("opening.frozen", opening, SYSTEM, now, told)
    return True


def roll_digest(opening: Opening) -> str:
    """The digest of the roll as it stands in the tables."""
    return draw.digest_of(draw.roll_line(draw.RollEntry(*row)) for row in selectors.roll_lines(opening))


def record(event: str, opening: Opening, by: Actor, now: datetime, data: dict[str, object] | None = None) -> None:
    """One line in the log about an opening."""
    about = f"opening:{opening.pk}"
    audit.record(event=event, by=by, about=about, at=now, office_id=opening.office_id, data=data)
