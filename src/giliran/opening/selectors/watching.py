"""Openings in numbers, for those who watch and steer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from giliran.core.types import Actor
from giliran.opening import permissions
from giliran.opening.models import Entry, Opening, OpeningSlot, PaceChange, SecondPersonAct
from giliran.opening.policy import problems, turns
from giliran.opening.selectors.openings import phase_of, slots_of, upcoming
from giliran.opening.states import LIVE, Method, Outcome, State
from giliran.slots import selectors as slots
from giliran.slots.models import Slot
from giliran.slots.states import SlotState


@dataclass(frozen=True, slots=True)
class LiveView:
    """An opening in numbers: people, where not said otherwise.

    `persons` entered and did not withdraw; `in_line` of them have no seat and wait for one; `admitted` are let in by
    the line. `problems` are words of `policy.problems`, the worst first.
    """

    opening: Opening
    phase: str
    problems: tuple[str, ...]
    entries: int
    persons: int
    in_line: int
    line: int
    admitted: int
    booked_people: int
    booked_last_minute: int
    seats: int
    seats_left: int
    void: int
    asked: int

    @property
    def not_yet_in(self) -> int:
        """People whose turn has not come."""
        return max(0, self.line - self.admitted)


def live_view(opening: Opening, actor: Actor, now: datetime) -> LiveView | None:
    """An opening in numbers; None for whom it does not concern."""
    return next(iter(live_views([opening], actor, now)), None)


def live_views(openings: Sequence[Opening], actor: Actor, now: datetime) -> list[LiveView]:
    """Those of these openings that the actor may watch in numbers, what wants attention first, then by time."""
    mine = [one for one in openings if permissions.may_watch(actor, one.office_id)]
    entered, rooms, asked, stretches = _entered(mine, now), _rooms(mine), _asked(mine), _stretches(mine)
    views = [
        _view(one, entered.get(one.pk, _NOBODY), rooms[one.pk], asked.get(one.pk, 0), stretches.get(one.pk, []), now)
        for one in mine
    ]
    return sorted(views, key=lambda one: (*problems.urgency(one.problems, one.opening.opens_at), one.opening.pk))


_COUNTED = ("entries", "persons", "in_line", "booked_people", "booked_last_minute", "void")


_NOBODY = dict.fromkeys(_COUNTED, 0)


def _entered(openings: Sequence[Opening], now: datetime) -> dict[int, dict[str, int]]:
    entries = Entry.objects.filter(opening__in=[one.pk for one in openings]).values("opening_id")
    counted = entries.annotate(
        entries=Count("id", filter=Q(withdrawn_at=None)),
        persons=Sum("party", filter=Q(withdrawn_at=None), default=0),
        in_line=Sum("party", filter=Q(booking=None, withdrawn_at=None, outcome=""), default=0),
        booked_people=Sum("party", filter=Q(booking__isnull=False), default=0),
        booked_last_minute=Sum("party", filter=Q(booked_at__gt=now - timedelta(minutes=1)), default=0),
        void=Count("id", filter=Q(outcome=Outcome.VOID)),
    )
    return {row["opening_id"]: {name: row[name] for name in _COUNTED} for row in counted}  # type: ignore[literal-required]


def _rooms(openings: Sequence[Opening]) -> dict[int, slots.Room]:
    """What each holds; of one that is over, what it had."""
    held = slots.rooms({one.name: (one.office_id, one.first_date) for one in openings if one.state in LIVE})
    over = OpeningSlot.objects.filter(opening__in=[one.pk for one in openings if one.state not in LIVE])
    sums = over.values_list("opening_id").annotate(Sum("slot__capacity"), Sum("slot__taken"))
    had = {pk: slots.Room(seats, taken, seats - taken) for pk, seats, taken in sums}
    return {one.pk: held.get(one.name) or had.get(one.pk) or slots.Room(0, 0, 0) for one in openings}


def _asked(openings: Sequence[Opening]) -> dict[int, int]:
    waiting = SecondPersonAct.objects.filter(opening__in=[one.pk for one in openings], done_at=None, is_dropped=False)
    return dict(waiting.values_list("opening_id").annotate(Count("id")))


def _stretches(openings: Sequence[Opening]) -> dict[int, list[turns.Stretch]]:
    running = [one.pk for one in openings if one.state == State.RUNNING]
    found: dict[int, list[turns.Stretch]] = {}
    rows = PaceChange.objects.filter(opening__in=running).order_by("at", "id")
    for opening_id, at, pace, admitted in rows.values_list("opening_id", "at", "pace", "admitted"):
        found.setdefault(opening_id, []).append(turns.Stretch(at, pace, admitted))
    return found


def _view(
    opening: Opening,
    entered: Mapping[str, int],
    room: slots.Room,
    asked: int,
    stretches: Sequence[turns.Stretch],
    now: datetime,
) -> LiveView:
    line = opening.line_people + opening.late_people
    let_in = min(turns.admitted(stretches, now), line) if opening.method == Method.TURNS else 0
    counted = dict(entered)
    if opening.state in LIVE:
        counted["booked_people"] = room.taken  # a party may book in parts
    return LiveView(
        opening=opening,
        phase=phase_of(opening),
        problems=problems.problems(_course(opening, counted["void"], asked), now) if opening.state in LIVE else (),
        line=line,
        admitted=let_in,
        seats=room.seats,
        seats_left=room.left,
        asked=asked,
        **counted,
    )


def _course(opening: Opening, void: int, asked: int) -> problems.Course:
    return problems.Course(
        next_step_at=_next_step_at(opening),
        is_paused=opening.paused_at is not None,
        is_frozen=opening.state == State.FROZEN,
        lacks_beacon=bool(opening.beacon_name and not opening.beacon),
        void=void,
        asked=asked,
    )


def _next_step_at(opening: Opening) -> datetime | None:
    """When the next step of an opening is due; a ballot that runs gives its seats at once."""
    if phase_of(opening) == "balloting":
        return opening.opened_at
    first = opening.opens_at if opening.method == Method.OPEN else opening.gathers_at
    due = {
        State.SCHEDULED: first,
        State.GATHERING: opening.freezes_at,
        State.FROZEN: opening.draws_at,
        State.DRAWN: opening.opens_at,
        State.RUNNING: opening.closes_at,
    }
    return due.get(State(opening.state))


def watched(actor: Actor, now: datetime) -> list[LiveView]:
    """All openings under way or to come that the actor may watch, what wants attention first, then by time."""
    return live_views(upcoming(), actor, now)


class HeldSlot(NamedTuple):
    """A slot of an opening as those see it who watch."""

    slot: Slot
    pool: str
    capacity: int
    taken: int
    is_closed: bool

    @property
    def left(self) -> int:
        return self.capacity - self.taken


def watched_slots(opening: Opening) -> list[HeldSlot]:
    """The slots of an opening in the order of time; of one that is over, those that it had."""
    found = slots_of(opening) if opening.state in LIVE else [one.slot for one in _slots_it_had(opening)]
    return [
        HeldSlot(one, one.pool, one.capacity, one.taken, one.state == SlotState.CLOSED) for one in found if one.capacity
    ]


def _slots_it_had(opening: Opening) -> list[OpeningSlot]:
    had = opening.slots.select_related("slot__window")
    return list(had.order_by("slot__date", "slot__starts_at", "pool", "slot_id"))
