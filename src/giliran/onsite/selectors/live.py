"""What boards and personal pages show, and the marks by which it is seen cheaply that something has changed."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum

from giliran.booking.models import Booking
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.onsite.models import Call, Duty, Stage, Visit
from giliran.onsite.selectors.door import local_day
from giliran.onsite.selectors.floor import StageLine, Standing, is_live, lines_of
from giliran.onsite.states import VisitState

CALLS_SHOWN = 12
"""The newest, large, and the five before it; more while calls wait for being spoken."""
CALLS_SPOKEN = 8
"""A board that was away for a moment says those of them that it has not said yet."""
DAY = timedelta(hours=18)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands, and the stage that comes after this one."""

    standing: Standing
    onward: Stage | None = None

    @property
    def visit(self) -> Visit:
        return self.standing.visit


def board_document(office: Office, now: datetime) -> dict[str, Any]:
    """What a board shows: labels, counters and stages, nobody's name. Equal as long as nothing has changed.

    `calls`: the newest first, of a repeated one only the newest; `spoken`: the last announcements as they were made,
    oldest first; `waiting`: people by stage. Moments are seconds since 1970. Three queries.
    """
    called = _calls_today(office, now)
    return {
        "office": office.code,
        "calls": [_call(one) for one in _newest_of_each(called)[:CALLS_SHOWN]],
        "spoken": [_call(one) for one in reversed(called[:CALLS_SPOKEN])],
        "waiting": _waiting(office),
    }


def _calls_today(office: Office, now: datetime) -> list[Call]:
    """The newest first."""
    newest = Call.objects.filter(office=office, at__gte=now - DAY).select_related("counter", "stage")
    today = local_day(office, now)
    return [one for one in newest.order_by("-at", "-id")[: 3 * CALLS_SHOWN] if local_day(office, one.at) == today]


def _newest_of_each(called: Iterable[Call]) -> list[Call]:
    found: dict[tuple[str, ...], Call] = {}
    for one in called:
        found.setdefault(tuple(one.labels), one)
    return list(found.values())


def _call(one: Call) -> dict[str, Any]:
    stage = {"id": one.stage.name_id, "en": one.stage.name_en} if one.stage else None
    return {
        "id": one.pk,
        "labels": one.labels,
        "counter": one.counter.number,
        "stage": stage,
        "at": int(one.at.timestamp()),
        "repeat": one.is_repeat,
    }


def _waiting(office: Office) -> list[dict[str, Any]]:
    waiting = Visit.objects.filter(office=office, state=VisitState.WAITING)
    counts = dict(waiting.values_list("stage").annotate(n=Count("id")))
    stages = Stage.objects.filter(office=office, closed_at=None).order_by("position")
    return [{"id": one.name_id, "en": one.name_en, "people": counts.get(one.pk, 0)} for one in stages]


def places_of(office: Office, visits: Sequence[Visit], now: datetime) -> dict[int, Place]:
    """Visit id to where it stands; the lines are read once however many are asked for."""
    waiting_at = {one.stage_id for one in visits if one.state == VisitState.WAITING and one.stage_id}
    lines = lines_of(office, now, times_at=waiting_at)
    ahead = {visit_id: found for one in lines for visit_id, found in _ahead_in(one)}
    stages = [one.stage for one in lines]
    return {one.pk: Place(_standing(one, ahead), _after(one, stages)) for one in visits}


def _ahead_in(at: StageLine) -> Iterable[tuple[int, tuple[StageLine, int]]]:
    """Each visit of a line with how many stand before its party."""
    first: dict[int, int] = {}
    for number, one in enumerate(at.line):
        yield one.who.visit_id, (at, first.setdefault(one.who.booking_id, number))


def _standing(visit: Visit, ahead: dict[int, tuple[StageLine, int]]) -> Standing:
    if visit.state == VisitState.WAITING and visit.pk in ahead:
        at, people = ahead[visit.pk]
        return Standing(visit, people, at.minutes(people))
    return Standing(visit, counter=visit.counter.number if visit.counter else None)


def _after(visit: Visit, stages: Sequence[Stage]) -> Stage | None:
    here = visit.stage.position if visit.stage else 0
    return next((one for one in stages if one.position > here), None)


def visits_of_booking(booking: Booking, actor: Actor, now: datetime) -> list[Visit]:
    """The visits of a booking that are followed now, by label, for its holder."""
    if booking.account_id != actor.user_id:
        return []
    found = Visit.objects.filter(ticket__booking=booking).select_related(
        "ticket__booking", "stage", "counter", "office"
    )
    return [one for one in found.order_by("ticket__letter", "ticket__number") if is_live(one, now)]


def live_visits(office: Office, hashes: Collection[bytes], now: datetime) -> list[Visit]:
    """The visits of these secret addresses that are alive."""
    found = Visit.objects.filter(office=office, live_hash__in=hashes)
    return [one for one in _whole(found) if is_live(one, now)]


def _whole(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    return visits.select_related("ticket__booking", "stage", "counter", "office")


def floor_marks(office_ids: Collection[int], now: datetime) -> dict[int, Hashable]:
    """Office id to a mark that differs once somebody came, moved or was called there, or a counter opened or closed.

    Three queries however many offices. What it does not see (a change of stages, and time itself) changes little
    within seconds; whoever watches reads anew now and then all the same.
    """
    recent = Visit.objects.filter(office__in=office_ids, date__gte=(now - timedelta(days=1)).date())
    moved = recent.values_list("office").annotate(Count("id"), Sum("version"), Max("id"))
    called = Call.objects.filter(office__in=office_ids, at__gte=now - DAY).values_list("office").annotate(Max("id"))
    open_now = Duty.objects.filter(counter__office__in=office_ids, ended_at=None)
    duties = open_now.values_list("counter__office").annotate(Count("id"), Sum("id"), Count("break_since"))
    marks: dict[int, list[Any]] = {one: [] for one in office_ids}
    for name, rows in (("moved", moved), ("called", called), ("duties", duties)):
        for office_id, *numbers in rows:
            marks[office_id].append((name, *numbers))
    return {office_id: tuple(found) for office_id, found in marks.items()}
