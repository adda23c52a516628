"""What officers did on accounts of others (R20)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr

from giliran.audit.models import Event
from giliran.booking.models import Booking
from giliran.offices.models import Assignment
from giliran.reports.policy import Act

CHANGES = ("booking.cancelled", "booking.moved")
_CODE = Substr(OuterRef("about"), len("booking:") + 1)


def counts(since: datetime) -> dict[int, int]:
    """Bookings made and changes made for others, by officer; everybody who works or worked somewhere."""
    made = _made(since).values_list("made_by").annotate(n=Count("id"))
    changed = _changed(since).values_list("actor_id").annotate(n=Count("id"))
    return dict(Counter(dict(made)) + Counter(dict(changed)))


def acts(officers: Sequence[int], since: datetime) -> list[Act]:
    """Each of them, of these officers."""
    made = _made(since).filter(made_by__in=officers).values_list("made_by", "account_id", "id", "created_at")
    changed = _changed(since).filter(actor_id__in=officers).values_list("actor_id", "of_account", "of_booking", "at")
    return [Act(*row) for row in chain(made, changed)]


def _made(since: datetime) -> QuerySet[Booking]:
    return Booking.objects.filter(created_at__gte=since, made_by__in=_officers()).exclude(made_by=F("account_id"))


def _changed(since: datetime) -> QuerySet[Any]:
    booking = Booking.objects.filter(code=_CODE)
    events = Event.objects.filter(actor_id__in=_officers(), at__gte=since, event__in=CHANGES)
    named: QuerySet[Any] = events.annotate(
        of_account=Subquery(booking.values("account_id")[:1]), of_booking=Subquery(booking.values("id")[:1])
    )
    return named.filter(of_account__isnull=False).exclude(of_account=F("actor_id"))


def _officers() -> QuerySet[Assignment, int]:
    return Assignment.objects.values_list("user_id", flat=True)
