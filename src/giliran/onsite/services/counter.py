"""Officers at counters: signing in, breaks, and leaving. What lies at a counter goes back to the queue."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, models, transaction

from giliran.audit import services as audit
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.onsite import permissions
from giliran.onsite.models import Counter, Duty, Visit
from giliran.onsite.sentences import arrange
from giliran.onsite.sentences import floor as sentences
from giliran.onsite.services.moves import move
from giliran.onsite.states import AT_A_COUNTER, Deed, VisitState


def sign_in(*, counter: Counter, by: Actor, now: datetime, take_over: bool = False) -> Duty:
    """Begin at a counter; where one is already, that duty again.

    Raises `Refusal`: `not_allowed`, `counter_closed`, `counter_taken` (by whom; `take_over` ends that duty and keeps
    the people who are there), `serving_elsewhere` (somebody is still at the officer's other counter).
    """
    if not permissions.may_serve(by, counter.office_id):
        raise _no("not_allowed")
    try:
        with transaction.atomic():
            counter = Counter.objects.select_for_update(no_key=True).get(pk=counter.pk)
            return _sign_in(counter, by, now, take_over=take_over)
    except IntegrityError as fault:  # the same officer at two counters in the same moment
        raise _no("serving_elsewhere") from fault


def _sign_in(counter: Counter, by: Actor, now: datetime, *, take_over: bool) -> Duty:
    if counter.closed_at:
        raise _no("counter_closed")
    mine = Duty.objects.filter(officer=by.account_id, ended_at=None).select_related("counter").first()
    if mine and mine.counter_id == counter.pk:
        return mine
    if mine and _people_at(mine.counter).exists():
        raise Refusal("serving_elsewhere", sentences.serving_elsewhere(mine.counter.number))
    theirs = Duty.objects.filter(counter=counter, ended_at=None).select_related("officer").first()
    if theirs and not take_over:
        raise Refusal(
            "counter_taken", sentences.counter_taken(str(theirs.officer)), data={"officer": theirs.officer_id}
        )
    for duty in filter(None, (mine, theirs)):
        _end(duty, by, now)
    duty = Duty.objects.create(counter=counter, officer_id=by.account_id, began_at=now)
    _record("counter.signed_in", duty, counter, by, now, taken_over=bool(theirs))
    return duty


def sign_out(*, duty: Duty, by: Actor, now: datetime) -> int:
    """Leave the counter; whoever is still there waits again, at their old place in the queue. Returns how many.

    An officer ends their own duty, a supervisor anybody's. Doing it twice is harmless. Raises `Refusal`
    (`not_allowed`).
    """
    own = by.user_id == duty.officer_id
    if not (own or permissions.may_run_floor(by, duty.counter.office_id)):
        raise _no("not_allowed")
    with transaction.atomic():
        if not _end(duty, by, now):  # somebody else may work there by now
            return 0
        released = release(duty.counter, by=by, now=now)
        _record("counter.signed_out", duty, duty.counter, by, now, released=released)
    return released


def release(counter: Counter, *, by: Actor, now: datetime) -> int:
    """Whoever is at a counter waits again, at their old place in the queue; in the caller's transaction. How many."""
    people = list(_people_at(counter).order_by("id").select_related("ticket", "stage", "counter"))
    for visit in people:
        move(visit, Deed.RELEASED, VisitState.WAITING, by=by, now=now, callable_from=None)
    return len(people)


def take_break(*, duty: Duty, reason: str, by: Actor, now: datetime) -> None:
    """Raises `Refusal`: `break_needs_reason`, `still_serving`, `not_on_duty`."""
    if not reason.strip():
        raise Refusal("break_needs_reason", sentences.refusal("break_needs_reason"), field="reason")
    with transaction.atomic():
        duty = own_duty(duty, by)
        if _people_at(duty.counter).exclude(state=VisitState.HELD).exists():
            raise _no("still_serving")
        Duty.objects.filter(pk=duty.pk).update(break_since=now, break_reason=reason.strip()[:100])
        _record("counter.break", duty, duty.counter, by, now, reason=reason.strip()[:100])


def end_break(*, duty: Duty, by: Actor, now: datetime) -> None:
    """Be there again; harmless when there was no break. Raises `Refusal` (`not_on_duty`)."""
    with transaction.atomic():
        duty = own_duty(duty, by)
        Duty.objects.filter(pk=duty.pk).update(break_since=None, break_reason="")
        _record("counter.back", duty, duty.counter, by, now)


def own_duty(duty: Duty, by: Actor) -> Duty:
    """The officer's own duty as it stands, locked till the transaction ends. Raises `Refusal` (`not_on_duty`; whoever
    was sent to another counter reads which one)."""
    found = Duty.objects.select_for_update(no_key=True, of=("self",)).select_related("counter")
    standing = found.filter(pk=duty.pk, officer=by.user_id, ended_at=None).first()
    if standing is None:
        raise _off_duty(by)
    return standing


def _off_duty(by: Actor) -> Refusal:
    mine = Duty.objects.filter(officer=by.user_id, ended_at=None).select_related("counter").first()
    if mine is None:
        return _no("not_on_duty")
    return Refusal("not_on_duty", arrange.moved(mine.counter.number), data={"counter": mine.counter.number})


def _people_at(counter: Counter) -> models.QuerySet[Visit]:
    return Visit.objects.filter(counter=counter, state__in=AT_A_COUNTER)


def _end(duty: Duty, by: Actor, now: datetime) -> bool:
    return bool(Duty.objects.filter(pk=duty.pk, ended_at=None).update(ended_at=now, break_since=None))


def _record(event: str, duty: Duty, counter: Counter, by: Actor, now: datetime, **data: object) -> None:
    audit.record(
        event=event,
        by=by,
        about=f"counter:{counter.pk}",
        at=now,
        office_id=counter.office_id,
        data={"number": counter.number, "officer": duty.officer_id, **data},
    )


def _no(code: str) -> Refusal:
    return Refusal(code, sentences.refusal(code))
