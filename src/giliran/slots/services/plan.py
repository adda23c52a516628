"""Writes of what can be promised: plan, release, and follow the rules of the office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, Exists, F, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Greatest

from giliran.audit import services as audit
from giliran.core import db
from giliran.core.types import SYSTEM, Actor
from giliran.offices import selectors as offices
from giliran.offices import services as offices_writes
from giliran.offices.models import Office
from giliran.offices.policy import National
from giliran.offices.states import OfficeKind, Pool
from giliran.slots import policy, selectors
from giliran.slots.models import Slot
from giliran.slots.policy import FOR_WAITING, HORIZON, Change, SlotSpec
from giliran.slots.states import SlotState


def extend_horizon(now: datetime) -> int:
    """Tick step: every office has its slots for the coming four weeks. Returns how many were made."""
    furthest = dict(Slot.objects.values_list("office_id").annotate(Max("date")))
    enough = now.date() + HORIZON - timedelta(days=3)
    short = [one for one in offices.all_offices() if one.is_open and furthest.get(one.id, date.min) < enough]
    return sum(plan_slots(office, now=now) for office in short)


def plan_slots(office: Office, *, now: datetime) -> int:
    """Make the slots that an office's rules want and that are missing, from today to the end of the horizon.

    Waits for a change of the rules that is under way, so that no slot is made by rules of a moment ago.
    """
    with transaction.atomic():
        offices.lock(office)
        before = Slot.objects.filter(office=office).count()
        _make(office, _wanted(office, now))
        return Slot.objects.filter(office=office).count() - before


def apply_rules(office: Office, *, by: Actor, now: datetime, was: Iterable[SlotSpec] = ()) -> list[Change]:
    """Bring all future slots in line with the rules; what is promised stands. Returns what was done.

    A slot shrinks no further than what is taken, keeps its hours once a seat is promised, and is closed when the
    rules no longer want it; a closed one that they want again is opened. Slots are locked in id order, as `allocate`
    does, so what is returned is what holds; `was` as in `policy.compare`.
    """
    with transaction.atomic():
        offices.lock(office)
        list(Slot.objects.filter(office=office, starts_at__gt=now).order_by("id").select_for_update().values_list("id"))
        rows, wanted = selectors.rows_of(office, now), _wanted(office, now)
        changes = policy.compare(rows, wanted, now, was=was)
        _make(office, policy.missing(rows, wanted))
        for change in changes:
            if change.is_changed and change.after.id is not None:
                _write(change)
        _let_entitled_follow(office, now)
        Slot.objects.filter(office=office, state=SlotState.DRAFT, opens_at__lte=now).update(state=SlotState.RELEASED)
        audit.record(
            event="slots.rules_applied",
            by=by,
            about=f"office:{office.code}",
            at=now,
            office_id=office.id,
            data={"slots": sum(one.is_changed for one in changes), "seats": sum(one.free_seats for one in changes)},
        )
    return changes


def _write(change: Change) -> None:
    """Change one row. What people hold is decided by the row itself: size and hours look at what is taken in it."""
    after = change.after
    assert after.id is not None
    wanted = change.wanted.capacity if change.wanted else after.capacity + after.lent
    hours = {"starts_at": after.starts_at, "ends_at": after.ends_at}
    Slot.objects.filter(id=after.id).update(
        capacity=Greatest(F("taken"), Value(wanted) - F("lent")),
        surplus=Greatest(0, F("taken") + F("lent") - Value(wanted)),
        reserved_for=_first_for_waiting(change),
        state=after.state,
        opens_at=after.opens_at,
        **{name: Case(When(taken=0, then=Value(at)), default=F(name)) for name, at in hours.items()},
    )


def _first_for_waiting(change: Change) -> Case | F:
    """Seats that come to what is open already are offered to those who wait, and then to everybody."""
    now_open = Case(When(reserved_for="", then=Value(FOR_WAITING)), default=F("reserved_for"))
    gains = change.after.state == SlotState.RELEASED and change.free_seats > 0
    return now_open if gains else F("reserved_for")


def _let_entitled_follow(office: Office, now: datetime) -> None:
    """What was carved out of a window is closed with it, and opens again with it."""
    carved = Slot.objects.filter(office=office, pool=Pool.ENTITLED, starts_at__gt=now)
    siblings = Slot.objects.filter(office=office, pool=Pool.ONLINE, date=OuterRef("date"), window=OuterRef("window"))
    carved.filter(Exists(siblings.filter(state=SlotState.CLOSED))).update(state=SlotState.CLOSED)
    back = carved.filter(Exists(siblings.exclude(state=SlotState.CLOSED)), state=SlotState.CLOSED)
    back.update(state=Subquery(siblings.values("state")[:1]))


def close_begun(office: Office, day: date, *, now: datetime) -> None:
    """Close the windows of a day that have begun and are not over: rules leave them alone, the power cut does not.
    Runs inside a transaction."""
    begun = Slot.objects.filter(office=office, date=day, starts_at__lte=now, ends_at__gt=now)
    ids = list(begun.order_by("id").select_for_update(no_key=True).values_list("id", flat=True))
    Slot.objects.filter(id__in=ids).update(state=SlotState.CLOSED)


def close_day(day: date, *, by: Actor, now: datetime) -> int:
    """Close what is not over of a day, at every office: no rule wants its slots any more. What is promised stands. How
    many slots. Runs inside the transaction that says why."""
    found = Slot.objects.filter(date=day, ends_at__gt=now).exclude(state=SlotState.CLOSED).order_by("id")
    ids = list(found.select_for_update(no_key=True).values_list("id", flat=True))
    Slot.objects.filter(id__in=ids).update(state=SlotState.CLOSED, surplus=0)
    audit.record(event="slots.day_closed", by=by, about=f"day:{day.isoformat()}", at=now, data={"slots": len(ids)})
    return len(ids)


def change_policy(wanted: National, *, by: Actor, now: datetime) -> int:
    """Change what holds in the country; slots that are not open and not held open when it says now. How many offices
    follow. Whole or not at all. Raises `offices.services.ProposalRefused`."""
    return db.retry_on_deadlock(lambda: _change_policy(wanted, by, now))


def _change_policy(wanted: National, by: Actor, now: datetime) -> int:
    with transaction.atomic():
        offices_writes.set_policy(wanted, by=by, now=now)
        astray = selectors.offices_astray()
        for office in Office.objects.filter(id__in=astray).order_by("id"):
            apply_rules(office, by=by, now=now)
    return len(astray)


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


def _wanted(office: Office, now: datetime) -> list[SlotSpec]:
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    return selectors.specs_of(office, offices.setup_of(office, today), now)


def _make(office: Office, specs: Iterable[SlotSpec]) -> None:
    """New slots; online seats of a week that an opening holds are that opening's too."""
    held = {policy.monday_of(day): name for day, name in selectors.held(office)}
    fresh = [_slot(office, spec, held.get(policy.monday_of(spec.date), "")) for spec in specs]
    Slot.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)


def _slot(office: Office, spec: SlotSpec, held_for: str) -> Slot:
    """Seats of an event are open as soon as they are there; those of its list are kept for it."""
    reserved_for = {Pool.ONLINE: held_for, Pool.EVENT: policy.event_name(office.id)}.get(Pool(spec.pool), "")
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
        state=SlotState.RELEASED if office.kind == OfficeKind.EVENT else SlotState.DRAFT,
        reserved_for=reserved_for,
    )
