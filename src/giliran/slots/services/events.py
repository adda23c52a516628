"""A mobile event and its seats, made together."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.core.types import Actor
from giliran.offices import services as offices
from giliran.offices.models import EventRequest, Office
from giliran.offices.policy import EventPlan
from giliran.slots.services.plan import plan_slots


def set_up_event(
    plan: EventPlan, *, parent: Office, by: Actor, now: datetime, request: EventRequest | None = None
) -> Office:
    """Set up an event of an office, for a request (which is approved by it) or of the office's own accord.

    All its seats are there at once, for its dates alone; those that are not for everybody are kept under
    `policy.event_name`. Raises `offices.services.ProposalRefused`.
    """
    with transaction.atomic():
        event = offices.open_event(plan, parent=parent, request=request, by=by, now=now)
        plan_slots(event, now=now)
    return event
