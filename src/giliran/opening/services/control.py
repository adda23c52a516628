"""Headquarters steers a running opening. What cannot be taken back needs a second person."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.opening import permissions, selectors
from giliran.opening.models import Opening, PaceChange, SecondPersonAct
from giliran.opening.sentences import sentence
from giliran.opening.services.lock import locked
from giliran.opening.services.run import end
from giliran.opening.services.schedule import record, seed_of
from giliran.opening.states import LIVE, Act, State

LEAST_PACE, MOST_PACE = 1, 6_000
BEFORE_GATHERING = (State.SCHEDULED,)


def pause(*, opening: Opening, by: Actor, now: datetime) -> None:
    """Let nobody in and book nothing until it is resumed; every place is kept. Raises `Refusal`."""
    _require(by)
    with transaction.atomic():
        held = _held(opening, State.SCHEDULED, State.GATHERING, State.FROZEN, State.DRAWN, State.RUNNING)
        if held.paused_at:
            raise _refusal("already_paused")
        _change_pace(held, 0, by, now)
        held.paused_at = now
        held.save(update_fields=["paused_at"])
        record("opening.paused", held, by, now)


def resume(*, opening: Opening, by: Actor, now: datetime) -> None:
    """Go on where it was paused. Raises `Refusal`."""
    _require(by)
    with transaction.atomic():
        held = _held(opening, *LIVE)
        if not held.paused_at:
            raise _refusal("not_paused")
        held.paused_at = None
        held.save(update_fields=["paused_at"])
        _change_pace(held, held.pace, by, now)
        record("opening.resumed", held, by, now)


def change_pace(*, opening: Opening, pace: int, by: Actor, now: datetime) -> None:
    """From now on let in so many people a minute. Raises `Refusal`."""
    _require(by)
    if not LEAST_PACE <= pace <= MOST_PACE:
        raise _refusal("pace_unfit", field="pace")
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
    _require(by)
    named = Opening.objects.filter(pk=opening.pk, state__in=BEFORE_GATHERING)
    with transaction.atomic():
        if not db.claim(named, beacon_name=name.strip()):
            raise _refusal("too_late_to_change")
        record("opening.beacon_named", opening, by, now, {"name": name.strip()})


def ask(*, opening: Opening, kind: str, value: str, by: Actor, now: datetime) -> SecondPersonAct:
    """The first of two people: cancel for a reason (`value`), or enter the beacon. Raises `Refusal`."""
    _require(by)
    value = value.strip()
    _refuse_asking(opening, kind, value)
    try:
        with transaction.atomic():
            asked = SecondPersonAct.objects.create(
                opening=opening, kind=kind, value=value, asked_by=by.account_id, asked_at=now
            )
            record(f"opening.{kind}_asked", opening, by, now, {"value": value})
    except IntegrityError as fault:
        raise _refusal("asked_already") from fault
    return asked


def _refuse_asking(opening: Opening, kind: str, value: str) -> None:
    if opening.state not in LIVE:
        raise _refusal("opening_closed")
    if not value:
        raise _refusal("reason_missing", field="value")
    if kind == Act.BEACON and not opening.beacon_name:
        raise _refusal("no_beacon_named")
    if kind == Act.BEACON and opening.state != State.FROZEN:
        raise _refusal("beacon_too_early")


def drop(*, act: SecondPersonAct, by: Actor, now: datetime) -> None:
    """Take back what was asked, or refuse it as the second person."""
    _require(by)
    with transaction.atomic():
        if not db.claim(SecondPersonAct.objects.filter(pk=act.pk, done_at=None, is_dropped=False), is_dropped=True):
            raise _refusal("nothing_asked")
        record(f"opening.{act.kind}_dropped", act.opening, by, now)


def confirm(*, act: SecondPersonAct, by: Actor, now: datetime, value: str = "") -> None:
    """The second person: do what was asked. A beacon must be entered again (`value`), the same. Raises `Refusal`."""
    _require(by)
    if act.asked_by == by.user_id:
        raise _refusal("needs_second_person")
    if act.kind == Act.BEACON and value.strip() != act.value:
        raise _refusal("beacons_differ", field="value")
    with transaction.atomic():
        held = _held(act.opening, *LIVE)
        waiting = SecondPersonAct.objects.filter(pk=act.pk, done_at=None, is_dropped=False)
        if not db.claim(waiting, done_by=by.user_id, done_at=now):
            raise _refusal("nothing_asked")
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
    if opening.state != State.FROZEN:
        raise _refusal("beacon_too_early")
    opening.beacon, opening.beacon_at = value, now
    opening.save(update_fields=["beacon", "beacon_at"])
    record("opening.beacon_entered", opening, by, now, {"value": value})


def _require(by: Actor) -> None:
    if not permissions.may_steer(by):
        raise PermissionDenied


def _held(opening: Opening, *states: str) -> Opening:
    held = locked(opening.pk, *states)
    if held is None:
        raise _refusal("opening_closed")
    return held


def _refusal(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, sentence(code), field=field)
