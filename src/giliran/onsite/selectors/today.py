"""One office's floor at this moment, in figures; and every office's, for headquarters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, FilteredRelation, Min, Q, QuerySet

from giliran.accounts.models import User
from giliran.core.types import Actor
from giliran.offices import permissions as offices_permissions
from giliran.offices.models import Assignment, Office
from giliran.onsite.models import Counter, Duty, Stage, Visit
from giliran.onsite.selectors.door import local_day
from giliran.onsite.states import AT_A_COUNTER, VisitState

AT_COUNTER, OVERDUE = "at_counter", "overdue"
LISTS = ("inside", "waiting", AT_COUNTER, "parked", OVERDUE, "absent", "left", "done")
"""What a figure of today may open, besides a stage."""


@dataclass(frozen=True, slots=True)
class StageToday:
    """A stage: how many wait, since when the one who has waited for longest does, and where it is served."""

    stage: Stage
    waiting: int
    oldest_at: datetime | None
    counters: int


@dataclass(frozen=True, slots=True)
class CounterToday:
    """A counter in use. `duty` is None where nobody works; `labels` are those who are there."""

    counter: Counter
    duty: Duty | None
    stages: tuple[Stage, ...]
    labels: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.duty is not None and self.duty.break_since is None


@dataclass(frozen=True, slots=True)
class Today:
    """The floor now. `states` counts the visits of the day, `overdue` those who were to be back by now."""

    stages: tuple[StageToday, ...]
    counters: tuple[CounterToday, ...]
    states: dict[str, int]
    parked: int
    overdue: int
    oldest_at: datetime | None

    @property
    def visits(self) -> int:
        return sum(self.states.values())

    @property
    def waiting(self) -> int:
        return self.states[VisitState.WAITING]

    @property
    def at_counter(self) -> int:
        return sum(self.states[state] for state in AT_A_COUNTER)

    @property
    def is_open(self) -> int:
        return sum(one.is_open for one in self.counters)


class _Row(NamedTuple):
    state: str
    stage_id: int | None
    counter_id: int | None
    queued_at: datetime
    parked_until: datetime | None
    date: date
    letter: str
    number: int


def today(office: Office, now: datetime) -> Today:
    """The floor of an office; four queries, however many people and counters there are."""
    day = local_day(office, now)
    there = Visit.objects.filter(Q(date=day) | Q(state=VisitState.PARKED), office=office)
    fields = ("state", "stage_id", "counter_id", "queued_at", "parked_until", "date")
    rows = [_Row(*row) for row in there.values_list(*fields, "ticket__letter", "ticket__number").order_by("id")]
    states = dict.fromkeys(VisitState.values, 0)
    for row in rows:
        states[row.state] += row.date == day
    stages = {one.pk: one for one in Stage.objects.filter(office=office).order_by("position")}
    counters = _counters(office, stages, rows)
    parked = [row for row in rows if row.state == VisitState.PARKED]
    return Today(
        tuple(_stage(one, rows, counters) for one in stages.values() if _is_shown(one, rows)),
        counters,
        states,
        len(parked),
        sum(bool(row.parked_until and row.parked_until < now) for row in parked),
        min((row.queued_at for row in rows if row.state == VisitState.WAITING), default=None),
    )


def _is_shown(stage: Stage, rows: Iterable[_Row]) -> bool:
    """A closed stage is shown while somebody is still there."""
    return stage.closed_at is None or any(row.stage_id == stage.pk and row.state in _THERE for row in rows)


_THERE = (VisitState.WAITING, *AT_A_COUNTER)


def _stage(stage: Stage, rows: Iterable[_Row], counters: Iterable[CounterToday]) -> StageToday:
    waiting = [row.queued_at for row in rows if row.stage_id == stage.pk and row.state == VisitState.WAITING]
    served = sum(one.is_open and stage in one.stages for one in counters)
    return StageToday(stage, len(waiting), min(waiting, default=None), served)


def _counters(office: Office, stages: dict[int, Stage], rows: Sequence[_Row]) -> tuple[CounterToday, ...]:
    """Counters in use, by number, with who works there."""
    in_use = Counter.objects.filter(office=office, closed_at=None).order_by("number")
    found: dict[int, Counter] = {}
    served: dict[int, list[Stage]] = {}
    for pk, number, stage_id in in_use.values_list("id", "number", "stages__id"):
        found.setdefault(pk, Counter(id=pk, number=number, office=office))
        if stage_id in stages:
            served.setdefault(pk, []).append(stages[stage_id])
    duties = {one.counter_id: one for one in _duties(Q(counter__office=office))}
    there: dict[int, list[str]] = {}
    for row in rows:
        if row.counter_id:
            there.setdefault(row.counter_id, []).append(f"{row.letter}-{row.number:03d}")
    return tuple(
        CounterToday(
            one,
            duties.get(one.pk),
            tuple(sorted(served.get(one.pk, ()), key=lambda stage: stage.position)),
            tuple(sorted(there.get(one.pk, ()))),
        )
        for one in found.values()
    )


def _duties(where: Q) -> QuerySet[Duty]:
    return Duty.objects.filter(where, ended_at=None).select_related("officer", "counter")


def people_of(office: Office, which: str, now: datetime, *, stage: Stage | None = None) -> QuerySet[Visit]:
    """Who stands behind a figure of today (`LISTS`), whoever has been there for longest first."""
    day = local_day(office, now)
    visits = Visit.objects.filter(office=office)
    if which == OVERDUE:
        visits = visits.filter(state=VisitState.PARKED, parked_until__lt=now)
    elif which == VisitState.PARKED:
        visits = visits.filter(state=VisitState.PARKED)
    elif which == AT_COUNTER:
        visits = visits.filter(date=day, state__in=AT_A_COUNTER)
    elif which in VisitState.values:
        visits = visits.filter(date=day, state=which)
    else:
        visits = visits.filter(date=day)
    if stage:
        visits = visits.filter(stage=stage)
    order = "parked_until" if which in (OVERDUE, VisitState.PARKED) else "queued_at"
    return visits.select_related("ticket", "stage", "counter").order_by(order, "id")


def waiting_at(stage: Stage) -> int:
    """How many would move on if the stage closed."""
    return Visit.objects.filter(stage=stage, state=VisitState.WAITING).count()


def officers_of(office: Office) -> list[User]:
    """Whoever may serve at the counters of an office, by name."""
    roles = offices_permissions.PERMISSIONS["serve"]
    works = Assignment.objects.filter(office__in=[office.pk, office.parent_id or office.pk], ended_at=None)
    ids = works.filter(role__in=roles).values("user_id")
    return list(User.objects.filter(id__in=ids, is_active=True).order_by("name", "email"))


def all_counters(office: Office) -> list[Counter]:
    """Every counter that the office ever had, by number, with its stages."""
    return list(Counter.objects.filter(office=office).prefetch_related("stages").order_by("number"))


@dataclass(frozen=True, slots=True)
class OfficeNow:
    """An office for headquarters: people who wait, since when at most, counters open of those in use, overdue."""

    office_id: int
    waiting: int = 0
    oldest_at: datetime | None = None
    overdue: int = 0
    counters: int = 0
    open_counters: int = 0


def everywhere(offices: Sequence[Office], now: datetime, actor: Actor) -> dict[int, OfficeNow]:
    """Office id to its floor now, for headquarters; two queries for the whole country."""
    if not offices_permissions.may_at_headquarters(actor, "watch_floor"):
        return {}
    visits = Visit.objects.filter(on_their_day(offices, now) | Q(state=VisitState.PARKED)).values("office_id")
    is_late = Q(state=VisitState.PARKED, parked_until__lt=now)
    people = visits.annotate(
        waiting=Count("id", filter=Q(state=VisitState.WAITING)),
        oldest_at=Min("queued_at", filter=Q(state=VisitState.WAITING)),
        overdue=Count("id", filter=is_late),
    )
    duty = FilteredRelation("duties", condition=Q(duties__ended_at=None))
    counters = Counter.objects.filter(closed_at=None).alias(duty=duty).values("office_id")
    works = Q(duty__isnull=False, duty__break_since=None)
    counted = counters.annotate(counters=Count("id"), open_counters=Count("id", filter=works))
    found: dict[int, dict[str, object]] = {one.pk: {} for one in offices}
    for row in (*people, *counted):
        found.setdefault(row["office_id"], {}).update(row)
    return {pk: OfficeNow(**{**row, "office_id": pk}) for pk, row in found.items()}  # type: ignore[arg-type]


def on_their_day(offices: Iterable[Office], now: datetime, path: str = "") -> Q:
    """Visits (or what has `office` and `date` at `path`) of today, which begins at another moment in each zone."""
    zones = sorted({one.timezone for one in offices})
    either = Q(pk__in=[])
    for zone in zones:
        day = now.astimezone(ZoneInfo(zone)).date()
        either |= Q(**{f"{path}office__timezone": zone, f"{path}date": day})
    return either
