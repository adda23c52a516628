"""Printing, the quality test and lamination (R67), one at a time or many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.issuance import permissions, policy, selectors
from giliran.issuance.models import Case
from giliran.issuance.services import letters
from giliran.issuance.services.move import asked, move, refusal, require
from giliran.issuance.states import CaseState
from giliran.offices import selectors as offices


def start_print(*, case: Case, by: Actor, now: datetime) -> Case:
    """It comes out of the printer, and is counted; the quality test is next. Raises `Refusal`."""
    _produce(case, CaseState.TO_PRINT, CaseState.TO_TEST, "case.printed", by=by, now=now, prints=F("prints") + 1)
    return case


def pass_quality(*, case: Case, by: Actor, now: datetime) -> Case:
    """The test has found nothing; lamination is next. Raises `Refusal`."""
    _produce(case, CaseState.TO_TEST, CaseState.TO_LAMINATE, "case.tested", by=by, now=now)
    return case


def laminate(*, case: Case, by: Actor, now: datetime) -> Case:
    """It is laminated and with that ready; the person is told until when it is kept. Raises `Refusal`."""
    days = offices.national_figure("unclaimed_days")
    until = policy.collect_until(selectors.local_day(case.office, now), days)
    with transaction.atomic():
        _produce(case, CaseState.TO_LAMINATE, CaseState.READY, "case.ready", by=by, now=now, collect_until=until)
        case.collect_until = until
        letters.tell_ready(case, now=now)
    return case


def fail_quality(*, case: Case, reason: str, by: Actor, now: datetime) -> Case:
    """A fault was found, at the test or later: it is printed again. Who was told that it is ready is told. Raises
    `Refusal`."""
    was_ready = case.state == CaseState.READY
    may = permissions.may_produce(by, case.office_id) or (was_ready and permissions.may_hand_over(by, case.office_id))
    require(may)
    why = asked(reason, "reason_missing")
    with transaction.atomic():
        if case.state not in (CaseState.TO_TEST, CaseState.TO_LAMINATE, CaseState.READY):
            raise refusal("not_now")
        made = move(
            case,
            CaseState.TO_PRINT,
            by=by,
            now=now,
            event="case.failed",
            reason=why,
            reminded_at=None,
            collect_until=None,
        )
        if was_ready:
            letters.tell_printed_again(case, made, now=now)
    return case


def _produce(case: Case, at: CaseState, to: CaseState, event: str, *, by: Actor, now: datetime, **changes: Any) -> None:
    require(permissions.may_produce(by, case.office_id))
    if case.state != at:
        raise refusal("not_now")
    with transaction.atomic():
        move(case, to, by=by, now=now, event=event, **changes)


STEPS: dict[str, Callable[..., Case]] = {
    CaseState.TO_PRINT: start_print,
    CaseState.TO_TEST: pass_quality,
    CaseState.TO_LAMINATE: laminate,
}
"""State to what takes a case on from it, many at once."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Which cases one press took on, and which stayed, with the sentence why."""

    done: tuple[Case, ...]
    stayed: tuple[tuple[Case, str], ...]


def take_on(*, cases: Sequence[Case], at: str, by: Actor, now: datetime) -> Taken:
    """Take each of these cases on from the state `at`, each by itself. Raises `Refusal` where there is none."""
    if at not in STEPS or not cases:
        raise refusal("nothing_chosen")
    done, stayed = [], []
    for case in cases:
        try:
            done.append(STEPS[at](case=case, by=by, now=now))
        except Refusal as refused:
            stayed.append((case, str(refused.sentence)))
    return Taken(tuple(done), tuple(stayed))
