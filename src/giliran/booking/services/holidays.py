"""A holiday declared when people hold seats on it already, and one that is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count

from giliran.audit import services as audit
from giliran.booking import selectors
from giliran.booking.models import Clearing, Ticket
from giliran.booking.states import Remedy, TicketState
from giliran.core import db
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.services import holidays
from giliran.offices.services.holidays import HolidayDraft
from giliran.slots import services as slots


@dataclass(frozen=True, slots=True)
class Touched:
    """How many offices, bookings and people a holiday on a day would touch."""

    offices: int
    bookings: int
    people: int


def foresee_holiday(draft: HolidayDraft, *, by: Actor, now: datetime) -> Touched:
    """Who holds seats on the day, in the whole country. Raises `offices.services.ProposalRefused`."""
    holidays.check_holiday(draft, by=by, now=now)
    live = Ticket.objects.filter(date=draft.day, state=TicketState.CONFIRMED)
    sums = live.aggregate(
        offices=Count("office", distinct=True), bookings=Count("booking", distinct=True), people=Count("id")
    )
    return Touched(**sums)


def declare_holiday(draft: HolidayDraft, *, how: Remedy | None, by: Actor, now: datetime) -> int:
    """Close the day at every office and, if `how` says so, begin to move or cancel the bookings on it; all or nothing.
    How many offices have bookings that are cleared. Raises `offices.services.ProposalRefused`."""
    return db.retry_on_deadlock(lambda: _declare(draft, how, by, now))


def _declare(draft: HolidayDraft, how: Remedy | None, by: Actor, now: datetime) -> int:
    with transaction.atomic():
        holidays.set_holiday(draft, by=by, now=now)
        slots.close_day(draft.day, by=by, now=now)
        if how is None:
            return 0
        begun = [
            Clearing(
                office_id=office_id,
                date=draft.day,
                how=how,
                reason=draft.name_id,
                started_by=by.user_id,
                started_at=now,
            )
            for office_id in selectors.offices_to_clear(draft.day)
        ]
        Clearing.objects.bulk_create(begun)
        audit.record_many(
            audit.Line(
                "clearing.started", by, f"clearing:{one.pk}", now, one.office_id,
                {"date": draft.day.isoformat(), "how": str(how), "holiday": draft.name_id},
            )
            for one in begun
        )  # fmt: skip
    return len(begun)


def take_holiday_back(day: date, *, by: Actor, now: datetime) -> int:
    """Offices work on the day after all: their slots open again, whole or not at all. How many offices followed."""
    return db.retry_on_deadlock(lambda: _take_back(day, by, now))


def _take_back(day: date, by: Actor, now: datetime) -> int:
    with transaction.atomic():
        if not holidays.drop_holiday(day, by=by, now=now):
            return 0
        found = list(offices.all_offices().order_by("id"))
        for office in found:
            slots.apply_rules(office, by=by, now=now)
    return len(found)
