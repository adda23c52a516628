"""What nobody collects: cancelled by a supervisor when its time is over (PR02), after a reminder."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.core import db
from giliran.core.types import SYSTEM, Actor
from giliran.issuance import permissions, selectors
from giliran.issuance.models import Case
from giliran.issuance.services import letters
from giliran.issuance.services.move import asked, move, record, refusal, require
from giliran.issuance.states import CaseState
from giliran.offices import selectors as offices
from giliran.offices.models import Office

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
    days = max(1, offices.national_figure("unclaimed_days") - REMIND_BEFORE)
    waiting = Case.objects.filter(state=CaseState.READY, reminded_at=None)
    places = Office.objects.filter(id__in=waiting.values("office_id")).order_by("id")
    return sum(_remind_office(office, now, days) for office in places)


def _remind_office(office: Office, now: datetime, days: int) -> int:
    before = selectors.ready_before(office, now, days)
    waiting = selectors.whole().filter(office=office, state=CaseState.READY, reminded_at=None, state_at__lt=before)
    return sum(_remind(case, now) for case in waiting.order_by("id")[:AT_ONCE])


def _remind(case: Case, now: datetime) -> bool:
    with transaction.atomic():
        mine = Case.objects.filter(pk=case.pk, state=CaseState.READY, reminded_at=None)
        if not db.claim(mine, reminded_at=now):
            return False
        record("case.reminded", case, by=SYSTEM, now=now)
        letters.tell_waiting(case, now=now)
    return True
