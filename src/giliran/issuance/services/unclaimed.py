"""What nobody collects: cancelled by a supervisor when its time is over (PR02), after a reminder."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from giliran.core import db
from giliran.core.types import SYSTEM, Actor
from giliran.issuance import permissions, selectors
from giliran.issuance.models import Case
from giliran.issuance.services import letters
from giliran.issuance.services.move import asked, move, record, refusal, require
from giliran.issuance.states import CaseState

REMIND_BEFORE = 10
"""Days before the last one on which somebody is reminded."""

AT_ONCE = 200
"""So many people are told in one round."""


def cancel_unclaimed(*, case: Case, reason: str, by: Actor, now: datetime) -> Case:
    """Cancel a passport that was ready for longer than it is kept; the person is told. Raises `Refusal`."""
    require(permissions.may_cancel(by, case.office_id))
    why = asked(reason, "reason_for_person_missing")
    if not selectors.is_unclaimed(case, now):
        raise refusal("not_unclaimed")
    with transaction.atomic():
        made = move(case, CaseState.CANCELLED, by=by, now=now, event="case.cancelled_unclaimed", reason=why)
        letters.tell_cancelled(case, made, now=now)
    return case


def remind_due(now: datetime) -> int:
    """Tick step: remind, once, those whose passport is kept for ten days more. Returns how many."""
    waiting = Case.objects.filter(
        state=CaseState.READY, reminded_at=None, collect_until__lte=now.date() + timedelta(days=REMIND_BEFORE + 1)
    )
    due = selectors.whole().filter(pk__in=waiting.values("pk")).order_by("id")[:AT_ONCE]
    return sum(_remind(case, now) for case in due if _is_near(case, now))


def _is_near(case: Case, now: datetime) -> bool:
    """By the day of its own office."""
    until = case.collect_until
    return until is not None and until <= selectors.local_day(case.office, now) + timedelta(days=REMIND_BEFORE)


def _remind(case: Case, now: datetime) -> bool:
    with transaction.atomic():
        mine = Case.objects.filter(pk=case.pk, state=CaseState.READY, reminded_at=None)
        if not db.claim(mine, reminded_at=now):
            return False
        record("case.reminded", case, by=SYSTEM, now=now)
        letters.tell_waiting(case, now=now)
    return True
