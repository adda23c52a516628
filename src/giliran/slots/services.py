"""Writes of what can be promised: plan, release, resize, close."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, F, Max, Q, Value, When

from giliran.audit import services as audit
from giliran.core.types import SYSTEM, Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.slots import policy
from giliran.slots.models import Slot
from giliran.slots.policy import HORIZON, Release, SlotSpec
from giliran.slots.states import SlotState


def extend_horizon(now: datetime) -> int:
    """Tick step: every office has its slots for the coming four weeks. Returns how many were made."""
    furthest = dict(Slot.objects.values_list("office_id").annotate(Max("date")))
    enough = now.date() + HORIZON - timedelta(days=3)
    short = [one for one in offices.all_offices() if one.is_open and furthest.get(one.id, date.min) < enough]
    return sum(plan_slots(office, now=now) for office in short)


def plan_slots(office: Office, *, now: datetime) -> int:
    """Make the slots that an office's rules want and that are missing, from today to the end of the horizon."""
    wanted = _wanted(office, now)
    before = Slot.objects.filter(office=office).count()
    Slot.objects.bulk_create([_slot(office, spec) for spec in wanted], ignore_conflicts=True, batch_size=500)
    return Slot.objects.filter(office=office).count() - before


def apply_rules(office: Office, *, by: Actor, now: datetime) -> None:
    """Bring all future slots in line with the rules; what is promised stands.

    A slot shrinks no further than what is taken; one that the rules no longer want is closed; a closed one that they
    want again is opened.
    """
    with transaction.atomic():
        wanted = {(spec.window_id, spec.date, spec.pool): spec for spec in _wanted(office, now)}
        plan_slots(office, now=now)
        future = Slot.objects.filter(office=office, starts_at__gt=now)
        for id_, *place in future.values_list("id", "window_id", "date", "pool"):
            spec = wanted.get((place[0], place[1], place[2]))
            _resize(id_, spec.capacity if spec else 0, is_wanted=spec is not None, spec=spec, now=now)
        audit.record(event="slots.rules_applied", by=by, about=f"office:{office.code}", at=now, office_id=office.id)


def _resize(slot_id: int, capacity: int, *, is_wanted: bool, spec: SlotSpec | None, now: datetime) -> None:
    size = Case(When(taken__gt=capacity, then=F("taken")), default=Value(capacity))
    slot = Slot.objects.filter(id=slot_id)
    if not is_wanted or spec is None:
        slot.update(state=SlotState.CLOSED)
        return
    slot.update(capacity=size, starts_at=spec.starts_at, ends_at=spec.ends_at)
    slot.filter(state=SlotState.CLOSED).update(
        state=SlotState.RELEASED if spec.opens_at <= now else SlotState.DRAFT, opens_at=spec.opens_at
    )


def release_due(now: datetime) -> int:
    """Tick step: open the drafts whose hour has come (R55). Returns how many were opened."""
    return Slot.objects.filter(state=SlotState.DRAFT, opens_at__lte=now).update(state=SlotState.RELEASED)


def release_week(day: date, *, now: datetime) -> int:
    """Open the week of a day at every office ahead of its hour; the demo begins like this."""
    monday = policy.monday_of(day)
    drafts = Slot.objects.filter(state=SlotState.DRAFT, date__range=(monday, monday + timedelta(days=6)))
    opened = drafts.update(state=SlotState.RELEASED, opens_at=now)
    audit.record(event="slots.released", by=SYSTEM, about=f"week:{monday}", at=now, data={"slots": opened})
    return opened


def close_days(office: Office, days: Iterable[date]) -> int:
    """No further seat is given on these days; those promised stand."""
    slots = Slot.objects.filter(office=office, date__in=list(days))
    return slots.exclude(state=SlotState.CLOSED).update(state=SlotState.CLOSED)


def reopen_day(office: Office, day: date, *, now: datetime) -> int:
    """Undo `close_days` for one day."""
    closed = Slot.objects.filter(office=office, date=day, state=SlotState.CLOSED)
    opened = closed.filter(opens_at__lte=now).update(state=SlotState.RELEASED)
    return opened + closed.filter(Q(opens_at__gt=now)).update(state=SlotState.DRAFT)


def _wanted(office: Office, now: datetime) -> list[SlotSpec]:
    tz = ZoneInfo(office.timezone)
    first = now.astimezone(tz).date()
    last = policy.monday_of(first) + HORIZON + timedelta(days=6)
    figures = offices.figures_of(office)
    return policy.plan(
        offices.calendar_of(office, first, last),
        offices.windows_of(office),
        offices.quota_rules_of(office),
        Release(figures["release_weekday"], figures["release_minute"], tz),
        policy.days_between(first, last),
    )


def _slot(office: Office, spec: SlotSpec) -> Slot:
    return Slot(
        office=office,
        window_id=spec.window_id,
        date=spec.date,
        pool=spec.pool,
        letter=spec.letter,
        first_number=spec.first_number,
        last_number=spec.first_number - 1,
        starts_at=spec.starts_at,
        ends_at=spec.ends_at,
        capacity=spec.capacity,
        opens_at=spec.opens_at,
    )
