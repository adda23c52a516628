"""Pass on what has come free: first to those who wait, then to everybody."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from giliran.booking.services import rows
from giliran.core import db
from giliran.slots import services as slots


def pass_on_due(now: datetime) -> int:
    """Tick step: offer the seats that were given back and have waited long enough, and those that came to slots which
    are open already. Returns how many slots were dealt with."""
    due = sorted({*slots.slots_with_due_returns(now), *slots.slots_for_waiting()})
    return sum(db.retry_on_deadlock(partial(_pass_on, slot_id, now)) for slot_id in due)


def _pass_on(slot_id: int, now: datetime) -> bool:
    with transaction.atomic():
        rows.lock_slots([slot_id])
        freed = slots.free_due_returns(slot_id, now=now)
        opened = slots.open_to_all(slot_id)
    return bool(freed) or opened
