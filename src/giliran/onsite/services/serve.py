"""What an officer at a counter does with those who are there. Each takes one or several of a party, all or none.

Every function raises `Refusal`: `not_on_duty`, `not_here` (nobody of them is at this counter any more), `not_now`,
`changed_meanwhile`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.onsite import permissions, selectors
from giliran.onsite.models import Counter, Duty, Stage, Visit, VisitMove, VisitNote
from giliran.onsite.policy.presses import LONGEST_PARKING, MOST_CALLS, SKIP_PAUSE, UNDO_WITHIN
from giliran.onsite.sentences import floor as sentences
from giliran.onsite.services import fees, letters, stages
from giliran.onsite.services.counter import own_duty
from giliran.onsite.services.moves import REMEMBERED, move
from giliran.onsite.states import AT_A_COUNTER, MAY_RETURN, Deed, StageKind, VisitState

_REQUEUED: dict[str, Any] = {"calls": 0, "called_at": None, "callable_from": None, "parked_until": None}


def start(*, duty: Duty, visit_ids: Sequence[int], by: Actor, now: datetime) -> list[Visit]:
    """They have come to the counter; at a payment stage there is a bill from now on, if there was none."""

    def go(visit: Visit, counter: Counter) -> Visit:
        fees.ask(visit, visit.stage, by=by, now=now)
        return move(visit, Deed.STARTED, VisitState.SERVING, by=by, now=now, counter=counter)

    return _each(duty, visit_ids, (VisitState.CALLED,), by, go)


def finish(*, duty: Duty, visit_ids: Sequence[int], by: Actor, now: datetime) -> list[Visit]:
    """Done here: on to the next stage, or the visit is finished. Also raises `not_paid` at a payment stage."""
    return _each(
        duty, visit_ids, (VisitState.SERVING, VisitState.HELD), by,
        lambda visit, counter: finish_one(visit, by=by, now=now),
    )  # fmt: skip


def finish_one(visit: Visit, *, by: Actor, now: datetime) -> Visit:
    """In the caller's transaction. Whoever walked in and has not shown an identity card yet is not through data entry,
    nor through at all: raises `not_identified`."""
    fees.demand_paid(visit)
    onward = stages.stage_after(visit.stage) if visit.stage else None
    if visit.ticket.is_provisional and (onward is None or (visit.stage and visit.stage.kind == StageKind.DATA)):
        raise _no("not_identified")
    fees.ask(visit, onward, by=by, now=now)
    if visit.state == VisitState.HELD:
        move(visit, Deed.RESUMED, VisitState.SERVING, by=by, now=now, counter=visit.counter)
    if onward is None:
        return move(visit, Deed.FINISHED, VisitState.DONE, by=by, now=now)
    return move(
        visit, Deed.FINISHED, VisitState.WAITING, by=by, now=now, stage=onward, queued_at=now, **_REQUEUED
    )  # fmt: skip


def transfer(*, duty: Duty, visit_ids: Sequence[int], stage: Stage, by: Actor, now: datetime) -> list[Visit]:
    """To another stage, where they wait. Also raises `stage_closed`."""
    if stage.closed_at or stage.office_id != duty.counter.office_id:
        raise _no("stage_closed")

    def go(visit: Visit, counter: Counter) -> Visit:
        fees.ask(visit, stage, by=by, now=now)
        is_back = visit.stage is not None and stage.position < visit.stage.position
        deed = Deed.SENT_BACK if is_back else Deed.TRANSFERRED
        return move(visit, deed, VisitState.WAITING, by=by, now=now, stage=stage, queued_at=now, **_REQUEUED)

    return _each(duty, visit_ids, (VisitState.SERVING, VisitState.HELD), by, go)


def send_back(*, duty: Duty, visit_ids: Sequence[int], reason: str, by: Actor, now: datetime) -> list[Visit]:
    """One stage back, with the reason. Also raises `reason_needed`, `first_stage`."""
    text = _reason(reason)

    def go(visit: Visit, counter: Counter) -> Visit:
        before = stages.stage_before(visit.stage) if visit.stage else None
        if before is None:
            raise _no("first_stage")
        back = {"stage": before, "queued_at": now, "reason": text, **_REQUEUED}
        return move(visit, Deed.SENT_BACK, VisitState.WAITING, by=by, now=now, **back)

    return _each(duty, visit_ids, (VisitState.SERVING, VisitState.HELD), by, go)


def hold(*, duty: Duty, visit_ids: Sequence[int], by: Actor, now: datetime) -> list[Visit]:
    """Aside for a moment: they stay near, and belong to this counter."""
    return _each(
        duty, visit_ids, (VisitState.SERVING,), by,
        lambda visit, counter: move(visit, Deed.HELD, VisitState.HELD, by=by, now=now, counter=counter),
    )  # fmt: skip


def resume(*, duty: Duty, visit_ids: Sequence[int], by: Actor, now: datetime) -> list[Visit]:
    """Take up again whom we held."""
    return _each(
        duty, visit_ids, (VisitState.HELD,), by,
        lambda visit, counter: move(visit, Deed.RESUMED, VisitState.SERVING, by=by, now=now, counter=counter),
    )  # fmt: skip


def park(
    *,
    duty: Duty,
    visit_ids: Sequence[int],
    until: datetime,
    reason: str,
    by: Actor,
    now: datetime,
    is_told_here: bool = True,
) -> list[Visit]:
    """They fetch a paper: the visit waits till `until`, then has ended. They are told in writing, unless who calls
    this tells them more.

    Also raises `reason_needed`, `until_past`, `until_far`.
    """
    text = _reason(reason)
    if until <= now:
        raise Refusal("until_past", sentences.refusal("until_past"), field="until")
    if until > now + LONGEST_PARKING:
        raise Refusal("until_far", sentences.refusal("until_far"), field="until")
    later = {**_REQUEUED, "parked_until": until, "reason": text}

    def go(visit: Visit, counter: Counter) -> Visit:
        parked = move(visit, Deed.PARKED, VisitState.PARKED, by=by, now=now, **later)
        if is_told_here:
            letters.tell_parked(parked, now=now)
        return parked

    return _each(duty, visit_ids, (VisitState.SERVING, VisitState.HELD), by, go)


def skip(*, duty: Duty, visit_ids: Sequence[int], by: Actor, now: datetime) -> list[Visit]:
    """Not there when called: later again, and after three calls absent."""

    def go(visit: Visit, counter: Counter) -> Visit:
        if visit.calls >= MOST_CALLS:
            return move(visit, Deed.ABSENT, VisitState.ABSENT, by=by, now=now)
        return move(visit, Deed.SKIPPED, VisitState.WAITING, by=by, now=now, callable_from=now + SKIP_PAUSE)

    return _each(duty, visit_ids, (VisitState.CALLED,), by, go)


def leave(*, duty: Duty, visit_ids: Sequence[int], reason: str, by: Actor, now: datetime) -> list[Visit]:
    """They go, and do not wait for the rest. Also raises `reason_needed`."""
    text = _reason(reason)
    return _each(
        duty, visit_ids, AT_A_COUNTER, by,
        lambda visit, counter: move(visit, Deed.LEFT, VisitState.LEFT, by=by, now=now, reason=text),
    )  # fmt: skip


def come_back(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """Whoever fetched a paper, was absent or had left waits again, where their turn puts them.

    Also raises `not_allowed`.
    """
    if not permissions.may_serve(by, visit.office_id) and not permissions.may_check_in(by, visit.office_id):
        raise _no("not_allowed")
    if visit.state not in MAY_RETURN:
        raise Refusal("changed_meanwhile", sentences.changed_meanwhile(visit))
    with transaction.atomic():
        again = {**_REQUEUED, "queued_at": now, "stage": visit.stage or stages.first_stage(visit.office)}
        return move(visit, Deed.RETURNED, VisitState.WAITING, by=by, now=now, **again)


def undo(*, duty: Duty, visit: Visit, by: Actor, now: datetime) -> Visit:
    """Take back the officer's own last deed with a visit, within two minutes and if nothing happened since.

    Raises `Refusal`: `nothing_to_undo`, `not_on_duty`, `changed_meanwhile`.
    """
    with transaction.atomic():
        own_duty(duty, by)
        last = VisitMove.objects.filter(visit=visit).order_by("-id").first()
        if last is None or last.by != by.user_id or last.undo is None or now - last.at > UNDO_WITHIN:
            raise _no("nothing_to_undo")
        if last.deed in (Deed.CALLED, Deed.RECALLED, Deed.UNDONE):
            raise _no("nothing_to_undo")
        return _restore(visit, last.undo, by, now)


def _restore(visit: Visit, before: dict[str, Any], by: Actor, now: datetime) -> Visit:
    moments = {"since", "queued_at", "callable_from", "called_at", "parked_until"}
    values: dict[str, Any] = {
        name: parse_datetime(before[name]) if name in moments and before[name] else before[name] for name in REMEMBERED
    }
    counter = Counter.objects.filter(pk=values.pop("counter_id")).first()
    return move(
        visit, Deed.UNDONE, VisitState(values.pop("state")), by=by, now=now, counter=counter, **values
    )  # fmt: skip


def add_note(*, visit: Visit, text: str, by: Actor, now: datetime) -> VisitNote:
    """Raises `Refusal` (`not_allowed`, `note_empty`)."""
    if not permissions.may_serve(by, visit.office_id):
        raise _no("not_allowed")
    if not text.strip():
        raise Refusal("note_empty", sentences.refusal("note_empty"), field="note")
    return VisitNote.objects.create(visit=visit, at=now, by_id=by.user_id, text=text.strip()[:500])


def set_paper(*, visit: Visit, code: str, is_there: bool | None, by: Actor, now: datetime) -> Visit:
    """Note that a document of the checklist is there, missing, or (None) not looked at. Raises `Refusal`."""
    if not permissions.may_serve(by, visit.office_id):
        raise _no("not_allowed")
    with transaction.atomic():
        held = Visit.objects.select_for_update(no_key=True).get(pk=visit.pk)
        papers = {name: state for name, state in held.papers.items() if name != code}
        if is_there is not None:
            papers[code[:40]] = "ok" if is_there else "missing"
        Visit.objects.filter(pk=visit.pk).update(papers=papers)
    visit.papers = papers
    return visit


def _each(
    duty: Duty,
    visit_ids: Sequence[int],
    states: Sequence[VisitState],
    by: Actor,
    go: Callable[[Visit, Counter], Visit],
) -> list[Visit]:
    def each() -> list[Visit]:
        with transaction.atomic():
            held = own_duty(duty, by)
            visits = selectors.chosen_at(held.counter, visit_ids, states)
            if not visits:
                raise _no("not_here")
            return [go(visit, held.counter) for visit in visits]

    return db.retry_on_deadlock(each)


def _reason(text: str) -> str:
    if not text.strip():
        raise Refusal("reason_needed", sentences.refusal("visit_reason_needed"), field="reason")
    return text.strip()[:200]


def _no(code: str) -> Refusal:
    return Refusal(code, sentences.refusal(code))
