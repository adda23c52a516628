"""Headquarters steers a running opening. What cannot be taken back needs a second person."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from giliran.core import db
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.opening import selectors
from giliran.opening.models import Opening, PaceChange, SecondPersonAct
from giliran.opening.services.lock import locked
from giliran.opening.services.run import end
from giliran.opening.services.schedule import (
    MOST_LETTERS,
    record,
    refusal,
    refuse_beacon_name,
    refuse_pace,
    require,
    seed_of,
)
from giliran.opening.states import LIVE, Act, State

BEFORE_GATHERING = (State.SCHEDULED,)


def pause(*, opening: Opening, by: Actor, now: datetime) -> None:
    """Let nobody in and book nothing until it is resumed; every place is kept. Raises `Refusal`."""
    require(by)
    with transaction.atomic():
        held = _held(opening, State.SCHEDULED, State.GATHERING, State.FROZEN, State.DRAWN, State.RUNNING)
        if held.paused_at:
            raise refusal("already_paused")
        _change_pace(held, 0, by, now)
        held.paused_at = now
        held.save(update_fields=["paused_at"])
        record("opening.paused", held, by, now)


def resume(*, opening: Opening, by: Actor, now: datetime) -> None:
    """Go on where it was paused. Raises `Refusal`."""
    require(by)
    with transaction.atomic():
        held = _held(opening, *LIVE)
        if not held.paused_at:
            raise refusal("not_paused")
        held.paused_at = None
        held.save(update_fields=["paused_at"])
        _change_pace(held, held.pace, by, now)
        record("opening.resumed", held, by, now)


def change_pace(*, opening: Opening, pace: int, by: Actor, now: datetime) -> None:
    """From now on let in so many people a minute. Raises `Refusal`."""
    require(by)
    refuse_pace(pace)
    with transaction.atomic():
        held = _held(opening, *LIVE)
        before, held.pace = held.pace, pace
        held.save(update_fields=["pace"])
        if not held.paused_at:
            _change_pace(held, pace, by, now)
        record("opening.pace_changed", held, by, now, {"from": before, "to": pace})


def _change_pace(opening: Opening, pace: int, by: Actor, now: datetime) -> None:
    """A new stretch of the line, where people are let in already."""
    if opening.state == State.RUNNING:
        admitted = selectors.admitted_of(opening, now)
        PaceChange.objects.create(opening=opening, at=now, pace=pace, admitted=admitted, by=by.user_id)


def name_beacon(*, opening: Opening, name: str, by: Actor, now: datetime) -> None:
    """Say before gathering which public value the draw will wait for; an empty name takes it back. Raises `Refusal`."""
    require(by)
    name = name.strip()
    with transaction.atomic():
        held = locked(opening.pk, *BEFORE_GATHERING)
        if held is None:
            raise refusal("too_late_to_change")
        refuse_beacon_name(name, held.method, offices.figures_of(held.office))
        held.beacon_name = name
        held.save(update_fields=["beacon_name"])
        record("opening.beacon_named", held, by, now, {"name": name})


def ask(*, opening: Opening, kind: str, value: str, by: Actor, now: datetime) -> SecondPersonAct:
    """The first of two people: cancel for a reason (`value`), or enter the beacon. Raises `Refusal`."""
    require(by)
    value = value.strip()
    try:
        with transaction.atomic():
            held = _held(opening, *LIVE)
            _refuse_asking(held, kind, value)
            asked = SecondPersonAct.objects.create(
                opening=held, kind=kind, value=value, asked_by=by.account_id, asked_at=now
            )
            record(f"opening.{kind}_asked", held, by, now, {"value": value})
    except IntegrityError as fault:
        raise refusal("asked_already") from fault
    return asked


def _refuse_asking(opening: Opening, kind: str, value: str) -> None:
    if not value:
        raise refusal("value_missing" if kind == Act.BEACON else "reason_missing", field="value")
    if len(value) > MOST_LETTERS:
        raise refusal("too_long", field="value")
    if kind == Act.BEACON:
        _refuse_beacon(opening)


def _refuse_beacon(opening: Opening) -> None:
    """The value is entered between the freeze and the draw, where one was named, and once."""
    if not opening.beacon_name:
        raise refusal("no_beacon_named")
    if opening.drawn_at or opening.beacon:
        raise refusal("beacon_entered_already")
    if opening.state != State.FROZEN:
        raise refusal("beacon_too_early")


def drop(*, act: SecondPersonAct, by: Actor, now: datetime) -> None:
    """Take back what was asked, or refuse it as the second person. Raises `Refusal`."""
    require(by)
    with transaction.atomic():
        if not db.claim(SecondPersonAct.objects.filter(pk=act.pk, done_at=None, is_dropped=False), is_dropped=True):
            raise refusal("nothing_asked")
        record(f"opening.{act.kind}_dropped", act.opening, by, now)


def confirm(*, act: SecondPersonAct, by: Actor, now: datetime, value: str = "") -> None:
    """The second person: do what was asked. A beacon must be entered again (`value`), the same. Raises `Refusal`."""
    require(by)
    if act.asked_by == by.user_id:
        raise refusal("needs_second_person")
    if act.kind == Act.BEACON and value.strip() != act.value:
        record("opening.beacon_differed", act.opening, by, now, {"value": value.strip()[:MOST_LETTERS]})
        raise refusal("beacons_differ", field="value")
    with transaction.atomic():
        held = _held(act.opening, *LIVE)
        waiting = SecondPersonAct.objects.filter(pk=act.pk, done_at=None, is_dropped=False)
        if not db.claim(waiting, done_by=by.user_id, done_at=now):
            raise refusal("nothing_asked")
        if act.kind == Act.CANCEL:
            _cancel(held, act.value, by, now)
        else:
            _enter_beacon(held, act.value, by, now)


def _cancel(opening: Opening, reason: str, by: Actor, now: datetime) -> None:
    """End it without giving seats; the seed is revealed all the same."""
    opening.cancel_reason = reason
    if opening.seed_sealed:
        opening.seed = seed_of(opening).hex()
    end(opening, State.CANCELLED, by, now)


def _enter_beacon(opening: Opening, value: str, by: Actor, now: datetime) -> None:
    _refuse_beacon(opening)
    opening.beacon, opening.beacon_at = value, now
    opening.save(update_fields=["beacon", "beacon_at"])
    record("opening.beacon_entered", opening, by, now, {"value": value})


def _held(opening: Opening, *states: str) -> Opening:
    held = locked(opening.pk, *states)
    if held is None:
        raise refusal("opening_closed")
    return held
