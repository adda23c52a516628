"""How many complaints came in, by month, category, channel and office: what the recap is made of."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from django.db.models import Count as Counted
from django.db.models import QuerySet
from django.db.models.functions import TruncMonth

from giliran import data
from giliran.complaints.models import Complaint, ComplaintMove
from giliran.complaints.policy.recap import Count
from giliran.complaints.selectors.cases import seen_by
from giliran.core.months import month_after
from giliran.core.types import Actor
from giliran.offices.models import Office

ZONE = ZoneInfo("Asia/Jakarta")
"""By which a month begins, in every recap: an office's and the country's have the same numbers."""

EXAMPLE_OFFICE = "jakarta-selatan"
"""Where the seven months of 2020 were counted."""


def filed_between(actor: Actor, first: date, last: date, office: Office | None = None) -> QuerySet[Complaint]:
    """What came in from the month `first` to the month `last`, of an office or the country; each counts, those that
    were joined with another too."""
    since, until = (datetime.combine(day, time(), ZONE) for day in (first, month_after(last)))
    return seen_by(actor, office).filter(filed_at__gte=since, filed_at__lt=until)


def counts(actor: Actor, *, first: date, last: date, office: Office | None = None) -> list[Count]:
    """From the month `first` to the month `last`; an office's without what was reported in confidence."""
    found = (
        filed_between(actor, first, last, office)
        .annotate(month=TruncMonth("filed_at", tzinfo=ZONE))
        .order_by("month")
        .values_list("month", "category", "channel", "office__code")
        .annotate(n=Counted("pk"))
    )
    return [Count(month.date(), category, channel, code or "", n) for month, category, channel, code, n in found]


def passed(actor: Actor, *, first: date, last: date, office: Office | None = None) -> dict[tuple[str, str, date], int]:
    """How many terms an office let pass, so that the complaint went to headquarters by itself (R80): by office (its
    code), term (`verify`, `first_answer`, `finish`) and month of passing."""
    since, until = (datetime.combine(day, time(), ZONE) for day in (first, month_after(last)))
    moves = ComplaintMove.objects.filter(what="complaint.overdue", at__gte=since, at__lt=until)
    moves = moves.filter(complaint__in=seen_by(actor, office)).annotate(month=TruncMonth("at", tzinfo=ZONE))
    found = moves.order_by("month").values_list("complaint__office__code", "reason", "month").annotate(n=Counted("pk"))
    return {(code or "", term, month.date()): n for code, term, month, n in found}


@cache
def example() -> tuple[Count, ...]:
    """January to July 2020 at South Jakarta, after paper 004 (R111, R112): `data/recap_2020.csv`."""
    return tuple(
        Count(date.fromisoformat(f"{row['month']}-01"), row["category"], row["channel"], EXAMPLE_OFFICE, int(row["n"]))
        for row in data.rows("recap_2020")
    )
