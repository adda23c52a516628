"""More seats for today: the head sees that the hall is empty, or that people stand at the door."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from giliran.core.types import Actor
from giliran.offices import permissions
from giliran.offices import selectors as offices
from giliran.offices import services as offices_writes
from giliran.offices.models import Office
from giliran.offices.policy import AddSeats, Fault
from giliran.offices.services import ProposalRefused
from giliran.slots import selectors
from giliran.slots.models import Slot
from giliran.slots.services.plan import apply_rules
from giliran.slots.states import SlotState


def add_seats(*, office: Office, window_id: int, pool: str, seats: int, by: Actor, now: datetime) -> int:
    """Widen a pool in one window of today, also in a window that runs. How many seats are free there afterwards.

    The weeks after stay as they are. Raises `ProposalRefused`: `not_the_head`, `unknown_window`, `extra_seats`,
    `no_more_today` (not among `selectors.open_to_more`).
    """
    if not permissions.may(by, "set_quota", office.pk):
        raise ProposalRefused([Fault("not_the_head")])
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    with transaction.atomic():
        offices.lock(office)
        proposal = AddSeats(window_id, pool, today, seats)
        before, _after = offices_writes.check(office, proposal, now=now)
        if not any((one.window_id, one.pool) == (window_id, pool) for one in selectors.open_to_more(office, now)):
            raise ProposalRefused([Fault("no_more_today", "where")])
        runs = Slot.objects.filter(office=office, date=today, window=window_id, pool=pool, starts_at__lte=now)
        running = list(runs.select_for_update(no_key=True).values_list("id", flat=True))
        was = selectors.specs_of(office, before, now)
        offices_writes.change_setup(office, proposal, by=by, now=now)
        apply_rules(office, by=by, now=now, was=was)
        Slot.objects.filter(id__in=running).update(capacity=F("capacity") + seats, state=SlotState.RELEASED)
        slot = Slot.objects.get(office=office, date=today, window=window_id, pool=pool)
    return slot.capacity - slot.taken
