"""What accounts did again and again: visits to which nobody came, places given back in the last hours."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.reports import policy
from giliran.reports.policy import Case, Visit

MOST_ACCOUNTS = 200
_CAME = Q(state=TicketState.ATTENDED) | Q(lifted_at__isnull=False)


def visits(since: datetime) -> list[Visit]:
    """The visits of accounts that had enough of them and came to few."""
    over = Ticket.objects.filter(state__in=[TicketState.ATTENDED, TicketState.MISSED], date__gte=since.date())
    counted = over.values("account_id").annotate(
        visits=Count("booking_id", distinct=True), came=Count("booking_id", distinct=True, filter=_CAME)
    )
    few = counted.filter(visits__gte=policy.LEAST_VISITS, came__lte=F("visits") * (100 - policy.MISSED_SHARE) / 100.0)
    accounts = [row["account_id"] for row in few.order_by("-visits", "account_id")[:MOST_ACCOUNTS]]
    rows = over.filter(account_id__in=accounts).values_list(
        "account_id", "booking_id", "arrives_at", "state", "lifted_at"
    )
    return [
        Visit(account, booking, at, state == TicketState.ATTENDED or lifted_at is not None)
        for account, booking, at, state, lifted_at in rows.values_list(
            "account_id", "booking_id", "arrives_at", "state", "lifted_at"
        )
    ]


def late_cases(since: datetime) -> list[Case]:
    """Bookings given back in the last hours, of accounts that did so often."""
    late = _given_back_late(since)
    often = late.values("account_id").annotate(bookings=Count("booking_id", distinct=True))
    found = often.filter(bookings__gte=policy.LEAST_LATE).order_by("-bookings", "account_id")[:MOST_ACCOUNTS]
    accounts = [row["account_id"] for row in found]
    rows = late.filter(account_id__in=accounts).values_list("account_id", "booking_id", "state_at")
    return [Case(*row) for row in rows]


def _given_back_late(since: datetime) -> QuerySet[Ticket]:
    hours = timedelta(hours=policy.LATE_HOURS)
    return Ticket.objects.filter(
        state=TicketState.CANCELLED,
        is_office_fault=False,
        state_at__gte=since,
        state_at__gt=F("booking__slot__starts_at") - hours,
    )
