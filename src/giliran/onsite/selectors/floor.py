"""Reads of the floor: who waits where and in which order, who is at which counter, what was called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from giliran.booking.models import Ticket
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.onsite.models import CheckIn, Counter, Duty, Stage, Visit, VisitMove
from giliran.onsite.policy import line, waits
from giliran.onsite.policy.line import InLine, Next
from giliran.onsite.policy.presses import LONGEST_PARKING
from giliran.onsite.policy.waits import Minutes
from giliran.onsite.selectors.door import local_day
from giliran.onsite.states import AT_A_COUNTER, INSIDE, Deed, Precedence, VisitState

MEASURED_DAYS = 14
MEASURED = 100
"""The newest services of a stage by which its times are told."""

IN_LINE = (
    "stage_id", "id", "ticket__booking_id", "precedence", "arrived_at", "ticket__arrives_at", "ticket__letter",
    "ticket__number", "queued_at", "callable_from",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage with everybody who waits there, in order; its open counters, and its measured service times."""

    stage: Stage
    line: tuple[Next, ...]
    counters: int
    seconds: tuple[int, ...] = ()

    def minutes(self, ahead: int) -> Minutes | None:
        return waits.wait_range(ahead, self.counters, self.seconds, self.stage.kind)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one visit stands: `ahead` people are before it at its stage, for `minutes` or so."""

    visit: Visit
    ahead: int = 0
    minutes: Minutes | None = None
    counter: int | None = None


@dataclass(frozen=True, slots=True)
class CounterNow:
    """A counter, who works there since when, and who is there."""

    counter: Counter
    duty: Duty | None
    visits: tuple[Visit, ...] = ()
    stages: tuple[Stage, ...] = field(default_factory=tuple)


def stages_of(office: Office) -> list[Stage]:
    """All stages in their order, closed ones too."""
    return list(Stage.objects.filter(office=office).order_by("position"))


def stage_by_id(office: Office, stage_id: int) -> Stage | None:
    return Stage.objects.filter(office=office, pk=stage_id).first()


def counter_by_number(office: Office, number: int) -> Counter | None:
    return Counter.objects.filter(office=office, number=number).select_related("office").first()


def duty_of(actor: Actor) -> Duty | None:
    """The counter at which the actor is signed in now."""
    standing = Duty.objects.filter(officer=actor.user_id, ended_at=None)
    return standing.select_related("counter__office", "officer").first()


def duty_at(counter: Counter) -> Duty | None:
    return Duty.objects.filter(counter=counter, ended_at=None).select_related("counter__office", "officer").first()


def counters_now(office: Office) -> list[CounterNow]:
    """Every counter that is in use at the office, by number, with who works and who is there."""
    counters = list(Counter.objects.filter(office=office, closed_at=None).prefetch_related("stages").order_by("number"))
    standing = Duty.objects.filter(counter__office=office, ended_at=None).select_related("officer", "counter")
    duties = {one.counter_id: one for one in standing}
    there: dict[int, list[Visit]] = {}
    for visit in _with_people(Visit.objects.filter(counter__office=office, state__in=AT_A_COUNTER)).order_by("id"):
        there.setdefault(visit.counter_id or 0, []).append(visit)
    return [
        CounterNow(
            one,
            duties.get(one.pk),
            tuple(there.get(one.pk, ())),
            tuple(sorted(one.stages.all(), key=lambda stage: stage.position)),
        )
        for one in counters
    ]


def at_counter(counter: Counter, states: Sequence[VisitState] = AT_A_COUNTER) -> list[Visit]:
    """Who is at a counter, by label."""
    found = _with_people(Visit.objects.filter(counter=counter, state__in=states))
    return list(found.order_by("ticket__letter", "ticket__number"))


def chosen_at(counter: Counter, visit_ids: Sequence[int], states: Sequence[VisitState]) -> list[Visit]:
    """Those of the named visits that are at this counter in one of these states. If none is named, all of them, but
    whoever was asked to stay near only where nobody else is meant."""
    if visit_ids:
        return [one for one in at_counter(counter, states) if one.pk in visit_ids]
    return at_counter(counter, [one for one in states if one != VisitState.HELD] or states)


def in_line(stage: Stage, now: datetime) -> list[InLine]:
    """Everybody who waits at a stage today."""
    waiting = Visit.objects.filter(stage=stage, state=VisitState.WAITING)
    return [InLine(*row[1:]) for row in waiting.values_list(*IN_LINE)]


_MOST_TOGETHER = 5
"""The largest party: behind it, one more of a kind says whether others wait."""


def first_in_line(stages: Sequence[Stage], now: datetime) -> dict[int, list[InLine]]:
    """Stage id to those at the head of its line, enough for `policy.line.next_party` to say what it says of everybody:
    the first of each kind, their parties, and whoever was skipped. Two queries, however many wait."""
    is_regular = Case(When(precedence=Precedence.REGULAR, then=1), default=0)
    turn = Window(
        RowNumber(),
        partition_by=["stage_id", is_regular],
        order_by=["turn_at", "ticket__letter", "ticket__number"],
    )
    waiting = Visit.objects.filter(stage__in=[one.pk for one in stages], state=VisitState.WAITING)
    there = waiting.filter(Q(callable_from=None) | Q(callable_from__lte=now)).annotate(place=turn)
    heads = list(there.filter(place__lte=_MOST_TOGETHER + 1).values_list(*IN_LINE, "place"))
    very_first = [row[2] for row in heads if row[-1] == 1]
    also = waiting.filter(Q(ticket__booking__in=very_first) | Q(callable_from__gt=now))
    rows = {row[1]: row[:-1] for row in heads} | {row[1]: row for row in also.values_list(*IN_LINE)}
    found: dict[int, list[InLine]] = {}
    for row in rows.values():
        found.setdefault(row[0], []).append(InLine(*row[1:]))
    return found


def lines_of(
    office: Office, now: datetime, *, with_times: bool = True, times_at: Collection[int] | None = None
) -> list[StageLine]:
    """Every open stage with its line; four queries however many wait, and one more a stage `with_times`: every stage,
    or those with the ids `times_at`."""
    stages = list(Stage.objects.filter(office=office, closed_at=None).order_by("position"))
    waiting: dict[int, list[InLine]] = {}
    for row in Visit.objects.filter(office=office, state=VisitState.WAITING).values_list(*IN_LINE):
        waiting.setdefault(row[0], []).append(InLine(*row[1:]))
    most = offices.figures_of(office)["ahead_in_a_row"]
    open_counters = _open_counters(office)
    timed = [one.pk for one in stages if with_times and (times_at is None or one.pk in times_at)]
    measured = _measured(timed, now)
    return [
        StageLine(
            one,
            tuple(
                line.order(waiting.get(one.pk, ()), streak=one.ahead_streak, most_in_a_row=most, now=now)
            ),
            open_counters.get(one.pk, 0),
            tuple(measured.get(one.pk, ())),
        )
        for one in stages
    ]  # fmt: skip


def _open_counters(office: Office) -> dict[int, int]:
    """Stage id to the number of its counters where somebody works now."""
    working = Q(counters__closed_at=None, counters__duties__ended_at=None, counters__duties__isnull=False)
    rows = Stage.objects.filter(working, office=office).values("id").annotate(n=Count("counters", distinct=True))
    return {row["id"]: row["n"] for row in rows}


def _measured(stage_ids: Iterable[int], now: datetime) -> Mapping[int, list[int]]:
    """Stage id to the seconds of its newest services."""
    found: dict[int, list[int]] = {}
    for stage_id in stage_ids:
        done = VisitMove.objects.filter(stage=stage_id, deed=Deed.FINISHED, at__gte=now - timedelta(days=MEASURED_DAYS))
        found[stage_id] = list(done.order_by("-at").values_list("seconds", flat=True)[:MEASURED])
    return found


def people_ahead(check_ins: Sequence[CheckIn], now: datetime) -> dict[int, int]:
    """Ticket id to the people who are called before it at the stage where it waits; 0 where it does not wait."""
    visits = Visit.objects.filter(ticket__in=[one.ticket_id for one in check_ins]).select_related("stage__office")
    ahead = dict.fromkeys((one.ticket_id for one in check_ins), 0)
    lines: dict[int, list[Next]] = {}
    for visit in visits:
        if visit.state == VisitState.WAITING and visit.stage:
            if visit.stage_id not in lines:
                lines[visit.stage_id or 0] = _line_at(visit.stage, now)
            ahead[visit.ticket_id] = _ahead(visit, lines[visit.stage_id or 0])
    return ahead


def _line_at(stage: Stage, now: datetime) -> list[Next]:
    most = offices.figures_of(stage.office)["ahead_in_a_row"]
    return list(line.order(in_line(stage, now), streak=stage.ahead_streak, most_in_a_row=most, now=now))


def _ahead(visit: Visit, order: Sequence[Next]) -> int:
    """A party is called together: those of one's own do not stand before one."""
    booking = next((one.who.booking_id for one in order if one.who.visit_id == visit.pk), None)
    return next((n for n, one in enumerate(order) if one.who.booking_id == booking), len(order))


def standing_of(visit: Visit, lines: Sequence[StageLine]) -> Standing:
    """Where a visit stands in these lines."""
    if visit.state != VisitState.WAITING:
        return Standing(visit, counter=visit.counter.number if visit.counter else None)
    at = next((one for one in lines if one.stage.pk == visit.stage_id), None)
    if at is None:
        return Standing(visit)
    ahead = _ahead(visit, at.line)
    return Standing(visit, ahead, at.minutes(ahead))


def visit_by_id(office: Office, visit_id: int) -> Visit | None:
    return _with_people(Visit.objects.filter(office=office, pk=visit_id)).first()


def visit_of(ticket: Ticket) -> Visit | None:
    return _with_people(Visit.objects.filter(ticket=ticket)).first()


def visit_by_label(office: Office, day: date, label: str) -> Visit | None:
    """By a label as it is written on the card, with or without the hyphen."""
    text = "".join(sign for sign in label.upper() if sign.isalnum())
    if not text[:1].isalpha() or not text[1:].isdecimal() or len(text) > 6:
        return None
    found = Visit.objects.filter(office=office, date=day, ticket__letter=text[0], ticket__number=int(text[1:]))
    return _with_people(found).first()


def on_the_floor(office: Office, day: date) -> QuerySet[Visit]:
    """Whoever of a day waits, is at a counter or is away, and whoever of days before still fetches something."""
    before = Q(date__lt=day, date__gte=day - LONGEST_PARKING, state=VisitState.PARKED)
    there = Q(date=day, state__in=[*INSIDE, VisitState.ABSENT]) | before
    return _with_people(Visit.objects.filter(there, office=office)).order_by("since", "id")


def live_visit(live_hash: bytes, now: datetime) -> Visit | None:
    """The visit of a secret address, on its day, or until what it was sent to fetch is over."""
    visit = _with_people(Visit.objects.filter(live_hash=live_hash)).first()
    return visit if visit and is_live(visit, now) else None


def is_live(visit: Visit, now: datetime) -> bool:
    """A secret address lives on the day of the visit, while something is fetched, and on the day of coming back."""
    today = local_day(visit.office, now)
    return visit.state == VisitState.PARKED or today in (visit.date, local_day(visit.office, visit.queued_at))


def moves_of(visit: Visit) -> list[VisitMove]:
    """What has happened to a visit, from the door on."""
    return list(VisitMove.objects.filter(visit=visit).select_related("stage", "counter").order_by("id"))


def _with_people(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    return visits.select_related("ticket__booking", "ticket__applicant", "stage", "counter", "office")
