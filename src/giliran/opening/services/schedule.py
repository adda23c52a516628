"""Schedule openings by each office's policy, begin to gather, and close the roll."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Sum

from giliran.audit import services as audit
from giliran.core import db, secrets
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM, Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.opening import permissions, selectors
from giliran.opening.models import Opening
from giliran.opening.policy import draw, timetable
from giliran.opening.sentences import sentence
from giliran.opening.services.lock import locked
from giliran.opening.states import Method, State
from giliran.slots import selectors as slots_reads
from giliran.slots import services as slots

SCHEDULED_AHEAD = timedelta(days=7)
"""An opening stands on the calendar at least this long before it gathers."""

METHODS = (Method.TURNS, Method.BALLOT, Method.OPEN)
"""What the figure `opening_method` means."""

LEAST_PACE, MOST_PACE = 1, 6_000
MOST_LETTERS = 200
"""As many as the columns for reasons and beacons hold."""

SEED_PLACE = "opening_opening.seed_sealed:{}"


class Plan(NamedTuple):
    """What headquarters may choose about an opening; an opening without a draw has no use for the first steps."""

    times: timetable.Timetable
    method: str
    pace: int
    beacon_name: str = ""


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
            plan = Plan(times, method, figures["opening_pace"], beacon_by_policy(figures))
            with suppress(Refusal):  # another worker was faster
                schedule_opening(office, first=first, last=last, plan=plan, figures=figures, by=SYSTEM, now=now)
                made += 1
    return made


def beacon_by_policy(figures: Mapping[str, int]) -> str:
    """The public value that every draw waits for, where headquarters demands one."""
    return offices.national_text("beacon_name") if figures["beacon_demanded"] else ""


def schedule_by_hand(office: Office, *, first: date, plan: Plan, by: Actor, now: datetime) -> Opening:
    """Headquarters puts an opening on the calendar for a week of drafts that none holds. Raises `Refusal`."""
    require(by)
    with transaction.atomic():
        offices.lock(office)
        week = next(
            (one for one in slots_reads.unheld_weeks(since=now, office=office) if one.first_date == first), None
        )
        if week is None:
            raise refusal("week_held")
        figures = offices.figures_of(office)
        _refuse_plan(plan, office, week.first_date, week.last_date, figures, now)
        return schedule_opening(office, first=first, last=week.last_date, plan=plan, figures=figures, by=by, now=now)


def change_opening(*, opening: Opening, plan: Plan, by: Actor, now: datetime) -> None:
    """Another timetable, method, pace or beacon, as long as it does not gather. Raises `Refusal`."""
    require(by)
    with transaction.atomic():
        offices.lock(opening.office)
        held = locked(opening.pk, State.SCHEDULED)
        if held is None:
            raise refusal("too_late_to_change")
        figures = offices.figures_of(held.office)
        _refuse_plan(plan, held.office, held.first_date, held.last_date, figures, now)
        before = _told(held)
        had_draw = held.method != Method.OPEN
        for name, value in _planned(plan).items():
            setattr(held, name, value)
        if had_draw != (held.method != Method.OPEN):
            held.entitled_share = figures["entitled_share"] if not had_draw else 0
            slots.join_back(held.name)
            slots.carve(held.name, _entitled_seats(held, figures))
        held.save(update_fields=[*_planned(plan), "entitled_share"])
        slots.move_release(held.name, held.opens_at)
        record("opening.changed", held, by, now, {"from": before, "to": _told(held)})


def _planned(plan: Plan) -> dict[str, Any]:
    """The columns of an opening that a plan decides."""
    draws = plan.method != Method.OPEN
    times = plan.times if draws else timetable.undrawn(plan.times)
    beacon_name = plan.beacon_name.strip() if draws else ""
    return {**asdict(times), "method": plan.method, "pace": plan.pace, "beacon_name": beacon_name}


def _told(opening: Opening) -> dict[str, Any]:
    """What can be changed in an opening, as it stands in the log."""
    names = (*timetable.STEPS, "method", "pace", "beacon_name")
    return {name: getattr(opening, name) for name in names}


def _refuse_plan(
    plan: Plan, office: Office, first: date, last: date, figures: Mapping[str, int], now: datetime
) -> None:
    """Raises the first thing that is wrong with it; `data` holds all, as (code, field)."""
    refuse_pace(plan.pace)
    refuse_beacon_name(plan.beacon_name.strip(), plan.method, figures)
    visits = slots_reads.span_of(office, first, last)
    if visits is None:
        raise refusal("nothing_to_hold")
    wrong = timetable.faults(plan.times, now, visits.starts_at, visits.ends_at, draws=plan.method != Method.OPEN)
    if wrong:
        told = [(one.step, sentence(one.code)) for one in wrong]
        raise Refusal(wrong[0].code, sentence(wrong[0].code), field=wrong[0].step, data={"faults": told})


def refuse_pace(pace: int) -> None:
    if not LEAST_PACE <= pace <= MOST_PACE:
        raise refusal("pace_unfit", field="pace")


def refuse_beacon_name(name: str, method: str, figures: Mapping[str, int]) -> None:
    """A beacon belongs to a draw, and is not left out where headquarters demands one."""
    if len(name) > MOST_LETTERS:
        raise refusal("too_long", field="beacon_name")
    if name and method == Method.OPEN:
        raise refusal("draws_nothing", field="beacon_name")
    if not name and method != Method.OPEN and figures["beacon_demanded"]:
        raise refusal("beacon_demanded", field="beacon_name")


def require(by: Actor) -> None:
    """Only headquarters steers openings."""
    if not permissions.may_steer(by):
        raise PermissionDenied


def refusal(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, sentence(code), field=field)


def schedule_opening(
    office: Office, *, first: date, last: date, plan: Plan, figures: Mapping[str, int], by: Actor, now: datetime
) -> Opening:
    """Put an opening on the calendar. Its slots are held for it, and the entitled seats carved out of them.

    Raises `Refusal` if another one has the week.
    """
    with transaction.atomic():
        offices.lock(office)
        if Opening.objects.filter(office=office, first_date=first).exclude(state=State.CANCELLED).exists():
            raise refusal("week_held")
        opening = Opening.objects.create(
            office=office,
            first_date=first,
            last_date=last,
            entitled_share=figures["entitled_share"] if plan.method != Method.OPEN else 0,
            entitled_from=figures["entitled_from"],
            made_by=by.user_id,
            created_at=now,
            **_planned(plan),
        )
        slots.hold(office, first, last, opening.name)
        slots.move_release(opening.name, opening.opens_at)
        slots.carve(opening.name, _entitled_seats(opening, figures))
        told = {"method": plan.method, "first": str(first), "last": str(last)}
        record("opening.scheduled", opening, by, now, dict(told))
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
            followers_told_to=0,
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
