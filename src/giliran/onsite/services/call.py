"""Calling: the next one, or those who were called once more. A stage's row is locked while its next is chosen, so that
two counters never get the same person and nobody is passed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.onsite import selectors
from giliran.onsite.models import Call, Counter, Duty, Stage, Visit
from giliran.onsite.policy import line
from giliran.onsite.policy.line import Next
from giliran.onsite.policy.presses import MOST_CALLS, RECALL_PAUSE
from giliran.onsite.sentences import floor as sentences
from giliran.onsite.services import serve
from giliran.onsite.services.counter import own_duty
from giliran.onsite.services.moves import move
from giliran.onsite.states import Deed, VisitState


class _Choice(NamedTuple):
    stage: Stage
    party: list[Next]
    streak: int
    queued_at: datetime


def call_next(*, duty: Duty, by: Actor, now: datetime, finish_first: bool = False) -> list[Visit]:
    """Call who is next at the stages of this counter: one person, or a party that waits together.

    Raises `Refusal`: `not_on_duty`, `on_break`, `still_serving` (with `visits`; `finish_first` finishes them here),
    `nobody_waits`.
    """
    return db.retry_on_deadlock(lambda: _call_next(duty, by, now, finish_first=finish_first))


def _call_next(duty: Duty, by: Actor, now: datetime, *, finish_first: bool) -> list[Visit]:
    with transaction.atomic():
        duty = own_duty(duty, by)
        if duty.break_since:
            raise _no("on_break")
        busy = selectors.at_counter(duty.counter, (VisitState.CALLED, VisitState.SERVING))
        if busy and not (finish_first and all(one.state == VisitState.SERVING for one in busy)):
            raise Refusal("still_serving", sentences.still_serving([one.ticket.label for one in busy]))
        for visit in busy:
            serve.finish_one(visit, by=by, now=now)
        choice = _choose(duty.counter, now)
        if choice is None:
            if busy:
                return []
            raise _no("nobody_waits")
        Stage.objects.filter(pk=choice.stage.pk).update(ahead_streak=choice.streak)
        return _call(choice.party, duty.counter, by, now)


def _choose(counter: Counter, now: datetime) -> _Choice | None:
    """Of the stages of a counter the one whose next has waited for longest; all of them are locked, in id order."""
    served = Stage.objects.filter(counters=counter, closed_at=None).select_for_update(no_key=True, of=("self",))
    most = offices.figures_of(counter.office)["ahead_in_a_row"]
    choices = []
    stages = list(served.order_by("id"))
    first = selectors.first_in_line(stages, now)
    for stage in stages:
        party, streak = line.next_party(first.get(stage.pk, ()), streak=stage.ahead_streak, most_in_a_row=most, now=now)
        if party:
            choices.append(_Choice(stage, party, streak, party[0].who.queued_at))
    return min(choices, key=lambda one: one.queued_at, default=None)


def _call(party: Sequence[Next], counter: Counter, by: Actor, now: datetime) -> list[Visit]:
    why = {one.who.visit_id: one.why for one in party}
    found = {one.pk: one for one in Visit.objects.filter(pk__in=why).select_related("ticket", "stage", "counter")}
    visits = [found[one.who.visit_id] for one in party]
    for visit in visits:
        called: dict[str, Any] = {"calls": visit.calls + 1, "called_at": now, "callable_from": None}
        move(visit, Deed.CALLED, VisitState.CALLED, by=by, now=now, counter=counter, why=why[visit.pk], **called)
    _announce(visits, counter, now, is_repeat=False)
    return visits


def recall(*, duty: Duty, visit_ids: Sequence[int], by: Actor, now: datetime) -> list[Visit]:
    """Call those who were called once more. Raises `Refusal`: `not_on_duty`, `not_here`, `recall_too_soon`,
    `called_often` (three times is enough)."""
    with transaction.atomic():
        duty = own_duty(duty, by)
        visits = selectors.chosen_at(duty.counter, visit_ids, (VisitState.CALLED,))
        if not visits:
            raise _no("not_here")
        for visit in visits:
            if visit.calls >= MOST_CALLS:
                raise _no("called_often")
            if visit.called_at and now - visit.called_at < RECALL_PAUSE:
                raise _no("recall_too_soon")
            again: dict[str, Any] = {"calls": visit.calls + 1, "called_at": now}
            move(visit, Deed.RECALLED, VisitState.CALLED, by=by, now=now, counter=duty.counter, **again)
        _announce(visits, duty.counter, now, is_repeat=True)
    return visits


def _announce(visits: Sequence[Visit], counter: Counter, now: datetime, *, is_repeat: bool) -> None:
    Call.objects.create(
        office_id=counter.office_id,
        counter=counter,
        stage=visits[0].stage,
        labels=[one.ticket.label for one in visits],
        at=now,
        is_repeat=is_repeat,
    )


def _no(code: str) -> Refusal:
    return Refusal(code, sentences.refusal(code))
