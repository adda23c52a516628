"""Reads for the officer at one counter: who is next there, and what the last press did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery

from giliran.offices import selectors as offices
from giliran.onsite.models import Counter, Duty, Stage, Visit, VisitMove, VisitNote
from giliran.onsite.policy import line
from giliran.onsite.policy.line import InLine, Next
from giliran.onsite.policy.presses import UNDO_WITHIN
from giliran.onsite.selectors.door import local_day
from giliran.onsite.selectors.floor import IN_LINE
from giliran.onsite.states import Deed, VisitState

NOT_TAKEN_BACK = (Deed.CALLED, Deed.RECALLED, Deed.UNDONE, Deed.ARRIVED)
"""A call was heard in the hall, and cannot be unsaid."""


@dataclass(frozen=True, slots=True)
class StageAtCounter:
    """A stage that a counter serves, and everybody who waits there in order."""

    stage: Stage
    line: tuple[Next, ...]

    @property
    def since(self) -> datetime | None:
        """Since when the one who has waited for longest waits."""
        return min((one.who.queued_at for one in self.line), default=None)

    @property
    def party(self) -> tuple[Next, ...]:
        """Whoever a call at this stage would call."""
        if not self.line:
            return ()
        first = self.line[0].who.booking_id
        return tuple(takewhile(lambda one: one.who.booking_id == first, self.line))


@dataclass(frozen=True, slots=True)
class CounterLine:
    """The stages of a counter in their order, and at which of them the next press calls; None if nobody waits."""

    stages: tuple[StageAtCounter, ...]
    following: StageAtCounter | None

    @property
    def waiting(self) -> int:
        return sum(len(one.line) for one in self.stages)


def line_at(counter: Counter, now: datetime) -> CounterLine:
    """Who waits at the stages of a counter, and who is called next; two queries however many wait."""
    waiting = FilteredRelation("visit", condition=Q(visit__state=VisitState.WAITING))
    columns = tuple(f"w__{name}" for name in IN_LINE[1:])
    found = Stage.objects.filter(counters=counter, closed_at=None).annotate(w=waiting).order_by("position")
    most = offices.figures_of(counter.office)["ahead_in_a_row"]
    stages: dict[int, Stage] = {}
    people: dict[int, list[InLine]] = {}
    own = ("id", "office_id", "kind", "name_id", "name_en", "position", "ahead_streak")
    for row in found.values_list(*own, *columns):
        stages.setdefault(row[0], Stage(**dict(zip(own, row, strict=False))))
        if row[len(own)] is not None:
            people.setdefault(row[0], []).append(InLine(*row[len(own) :]))
    lines = tuple(
        StageAtCounter(
            one,
            tuple(line.order(people.get(pk, ()), streak=one.ahead_streak, most_in_a_row=most, now=now)),
        )
        for pk, one in stages.items()
    )
    able = [one for one in lines if one.line]
    return CounterLine(lines, min(able, key=lambda one: (one.line[0].who.queued_at, one.stage.pk), default=None))


def last_press(duty: Duty, now: datetime) -> list[VisitMove]:
    """What the officer at a counter may take back now: one move for each person of their last press that can be."""
    newest = VisitMove.objects.filter(visit=OuterRef("visit")).order_by("-id").values("id")[:1]
    here = Q(office=duty.counter.office_id, date=local_day(duty.counter.office, now)) | Q(counter=duty.counter_id)
    fresh = Visit.objects.filter(here, since__gte=now - UNDO_WITHIN, since__lte=now)
    moves = VisitMove.objects.filter(visit__in=fresh, by=duty.officer_id, at__gte=now - UNDO_WITHIN, undo__isnull=False)
    moves = moves.annotate(newest=Subquery(newest)).filter(id=F("newest")).exclude(deed__in=NOT_TAKEN_BACK)
    found = list(moves.select_related("visit__ticket", "visit__stage", "visit__counter").order_by("-id"))
    return [one for one in found if (one.at, one.deed) == (found[0].at, found[0].deed)]


def notes_of(visit: Visit) -> Sequence[VisitNote]:
    """What officers left for the next, the newest first."""
    return list(VisitNote.objects.filter(visit=visit).select_related("by").order_by("-id"))
