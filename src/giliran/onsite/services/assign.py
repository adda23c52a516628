"""The head or a supervisor sends an officer to a counter."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from giliran.accounts.models import User
from giliran.audit import services as audit
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.onsite import permissions
from giliran.onsite.models import Counter, Duty
from giliran.onsite.sentences import arrange as sentences
from giliran.onsite.services.counter import release
from giliran.onsite.services.stages import set_counter


class Assigned(NamedTuple):
    """The new duty, and how many people of the old counter wait again."""

    duty: Duty
    released: int


def assign_officer(*, officer: User, counter: Counter, by: Actor, now: datetime) -> Assigned:
    """Have an officer work at a counter from now on; a break goes on no longer.

    Whoever is at the officer's old counter waits again, at their old place in the queue.

    Raises `Refusal`: `not_allowed`, `unknown_officer`, `counter_closed`, `counter_taken`, `already_there`,
    `officer_elsewhere`, `assigned_meanwhile`.
    """
    if not permissions.may_run_floor(by, counter.office_id):
        raise Refusal("not_allowed", sentences.refusal("not_the_floor"))
    worker = Actor(officer.pk, str(officer), "desk", offices.roles_of(officer.pk))
    if not permissions.may_serve(worker, counter.office_id):
        raise _no("unknown_officer", field="officer")
    try:
        with transaction.atomic():
            return _assign(officer, counter.pk, by, now)
    except IntegrityError as fault:  # the officer signs in somewhere in the same moment
        raise _no("assigned_meanwhile") from fault


def open_counter(
    *, office: Office, number: int, stage_ids: Collection[int], officer: User | None, by: Actor, now: datetime
) -> tuple[Counter, int]:
    """Have a counter that serves these stages and, if named, an officer who begins there: whole or not at all.

    The counter, and how many people of the officer's old counter wait again. Raises what `stages.set_counter` and
    `assign_officer` raise.
    """
    with transaction.atomic():
        counter = set_counter(office=office, number=number, stage_ids=stage_ids, by=by, now=now)
        released = assign_officer(officer=officer, counter=counter, by=by, now=now).released if officer else 0
    return counter, released


def _assign(officer: User, counter_id: int, by: Actor, now: datetime) -> Assigned:
    mine = Duty.objects.filter(officer=officer.pk, ended_at=None).select_related("counter").first()
    touched = sorted({counter_id, mine.counter_id if mine else counter_id})
    counters = Counter.objects.filter(pk__in=touched).select_for_update(no_key=True).order_by("pk").in_bulk()
    counter = counters[counter_id]
    _refuse(counter, mine)
    released = 0
    if mine and Duty.objects.filter(pk=mine.pk, ended_at=None).update(ended_at=now, break_since=None):
        released = release(mine.counter, by=by, now=now)
    duty = Duty.objects.create(counter=counter, officer=officer, began_at=now)
    audit.record(
        event="counter.assigned",
        by=by,
        about=f"counter:{counter.pk}",
        at=now,
        office_id=counter.office_id,
        data={
            "number": counter.number,
            "officer": officer.pk,
            "from": mine.counter.number if mine else 0,
            "released": released,
        },
    )
    return Assigned(duty, released)


def _refuse(counter: Counter, mine: Duty | None) -> None:
    if counter.closed_at:
        raise _no("counter_closed", field="counter")
    if mine and mine.counter_id == counter.pk:
        raise _no("already_there", field="counter")
    if mine and mine.counter.office_id != counter.office_id:
        raise _no("officer_elsewhere", field="officer")
    theirs = Duty.objects.filter(counter=counter, ended_at=None).select_related("officer").first()
    if theirs:
        said = sentences.counter_taken(str(theirs.officer), counter.number)
        raise Refusal("counter_taken", said, field="counter")


def _no(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, sentences.refusal(code), field=field)
