"""A promise that was not kept is said, before anybody has to ask."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.core import db
from giliran.core.types import SYSTEM
from giliran.issuance import selectors
from giliran.issuance.models import Case
from giliran.issuance.services import letters
from giliran.issuance.services.move import record
from giliran.issuance.states import AT_WORK
from giliran.offices.models import Office

AT_ONCE = 200
"""So many people are told in one round."""


def tell_late(now: datetime) -> int:
    """Tick step: tell, once, everybody whose passport is not ready on the day after the promised one, and where it
    stands. Returns how many."""
    untold = Case.objects.filter(late_told_at=None, state__in=AT_WORK, due_date__lte=now.date())
    places = Office.objects.filter(id__in=untold.values("office_id")).order_by("id")
    return sum(_tell_office(office, now) for office in places)


def _tell_office(office: Office, now: datetime) -> int:
    today = selectors.local_day(office, now)
    late = selectors.whole().filter(office=office, late_told_at=None, state__in=AT_WORK, due_date__lt=today)
    return sum(_tell(case, now) for case in late.order_by("id")[:AT_ONCE])


def _tell(case: Case, now: datetime) -> bool:
    with transaction.atomic():
        if not db.claim(Case.objects.filter(pk=case.pk, state=case.state, late_told_at=None), late_told_at=now):
            return False
        record("case.late", case, by=SYSTEM, now=now, data={"due": case.due_date.isoformat()})
        letters.tell_late(case, now=now)
    return True
