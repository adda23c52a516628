"""Up to headquarters and back (R80): by hand, or by itself when a term passes."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.complaints import permissions, selectors
from giliran.complaints.models import Complaint
from giliran.complaints.sentences import refusal
from giliran.complaints.services import letters
from giliran.complaints.services.move import move, reason_of, require_work
from giliran.complaints.states import OPEN, Side, State
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM, Actor
from giliran.offices.models import Office

AT_ONCE = 200
"""So many go up in one round of the tick."""

HANDED_BACK_DAYS = 5
"""Working days that an office has for what headquarters hands back."""


def escalate(*, complaint: Complaint, reason: str, by: Actor, now: datetime) -> None:
    """Hand it to headquarters, with everything that was said and done about it. Raises `Refusal` (`reason_missing`,
    `at_headquarters`)."""
    require_work(by, complaint)
    if complaint.at_headquarters:
        raise refusal("at_headquarters")
    _up(complaint, reason_of(reason), event="complaint.escalated", by=by, side=permissions.side_of(by), now=now)


def hand_back(*, complaint: Complaint, reason: str, by: Actor, now: datetime, office: Office | None = None) -> None:
    """Headquarters hands it back to its office, or to the one that it names, which has five working days. What was
    reported in confidence stays. Raises `Refusal` (`stays_at_headquarters`, `national`, `reason_missing`)."""
    if not permissions.is_headquarters(by):
        raise PermissionDenied
    if complaint.in_confidence:
        raise refusal("stays_at_headquarters")
    home = office or complaint.office
    if home is None:
        raise refusal("national", field="office")
    home = home.parent or home
    why = reason_of(reason)
    until = selectors.working_days_from(home, now, HANDED_BACK_DAYS)
    with transaction.atomic():
        move(complaint, State.FORWARDED, by=by, now=now, event="complaint.handed_back", reason=why,
             at_headquarters=False, office_id=home.pk, assigned_to_id=None, extended_until=until, asked_at=None,
             verified_at=complaint.verified_at or now)  # fmt: skip
        complaint.office = home
        letters.tell_moved(complaint, now=now)


def escalate_overdue(now: datetime) -> int:
    """Tick step: what an office has let pass goes to headquarters by itself. Returns how many."""
    late = Complaint.objects.filter(at_headquarters=False, state__in=OPEN, due_at__lte=now, merged_into=None)
    found = late.select_related("office", "account").order_by("due_at", "id")[:AT_ONCE]
    return sum(_late(one, now) for one in found)


def _late(complaint: Complaint, now: datetime) -> bool:
    what = "verify" if complaint.verified_at is None else "finish" if complaint.first_answered_at else "first_answer"
    try:
        _up(complaint, what, event="complaint.overdue", by=SYSTEM, side=Side.SYSTEM, now=now)
    except Refusal:  # somebody has just worked on it
        return False
    return True


def _up(complaint: Complaint, why: str, *, event: str, by: Actor, side: Side, now: datetime) -> None:
    with transaction.atomic():
        move(complaint, State.FORWARDED, by=by, now=now, event=event, side=side, reason=why, at_headquarters=True,
             assigned_to_id=None, escalated_at=now)  # fmt: skip
        letters.tell_moved(complaint, now=now)
