"""What must hold of passports after the visit, asked of the tables themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from giliran.booking.states import TicketState
from giliran.issuance.models import Case
from giliran.issuance.services import follow
from giliran.issuance.services.open import GRACE, LOOK_BACK
from giliran.onsite.models import Visit
from giliran.onsite.states import VisitState

OPENED_WITHIN = timedelta(minutes=15)
"""The tick opens cases every half minute; so long it may be held up."""


def broken(now: datetime) -> Iterator[str]:
    """A sentence for each promise that the tables do not keep; nothing when all is well."""
    finished = Visit.objects.filter(
        date__gte=(now - LOOK_BACK).date(),
        state=VisitState.DONE,
        since__lt=now - GRACE - OPENED_WITHIN,
        ticket__state=TicketState.ATTENDED,
    )
    without = finished.exclude(Exists(Case.objects.filter(ticket=OuterRef("ticket"))))
    for ticket in without.values_list("ticket__public_id", flat=True):
        yield f"ticket {ticket}: the visit is finished, and no passport has been begun"
    unopened = follow.finished_again(now - OPENED_WITHIN)
    for ticket in unopened.values_list("ticket__public_id", flat=True):
        yield f"ticket {ticket}: the visit is finished, and its passport still waits for that"
    astray = follow.astray().filter(ticket__visit__since__lt=now - OPENED_WITHIN)
    for ticket in astray.values_list("ticket__public_id", flat=True):
        yield f"ticket {ticket}: a passport is made, and the visit goes on"
