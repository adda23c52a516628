"""What nobody says anything to any more is closed by itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.complaints.models import Complaint
from giliran.complaints.services import joined, letters
from giliran.complaints.services.move import move
from giliran.complaints.states import OVER, Side, State
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM

AT_ONCE = 200


def close_answered(now: datetime) -> int:
    """Tick step: an answer to which nothing was said for ten working days, or a question for thirty days, closes the
    complaint. Returns how many."""
    due = Complaint.objects.filter(closes_at__lte=now).exclude(state__in=OVER)
    found = due.select_related("office", "account").order_by("closes_at", "id")[:AT_ONCE]
    return sum(_close(one, now) for one in found)


def _close(complaint: Complaint, now: datetime) -> bool:
    try:
        with transaction.atomic():
            move(complaint, State.RESOLVED, by=SYSTEM, now=now, event="complaint.closed_by_silence", side=Side.SYSTEM,
                 closes_at=None, asked_at=None)  # fmt: skip
            letters.tell_moved(complaint, now=now)
            joined.follow(complaint, None, now=now)
    except Refusal:  # somebody has just worked on it
        return False
    return True
