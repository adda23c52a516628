"""Writes of headquarters: the days on which no office works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.audit import services as audit
from giliran.core import db
from giliran.core.types import Actor
from giliran.offices import permissions
from giliran.offices.models import Holiday
from giliran.offices.policy import Fault
from giliran.offices.services.setup import ProposalRefused
from giliran.offices.states import HolidayKind

SOURCE = "set by headquarters"
"""Later editions of the shipped list leave such a row as it is."""

CAPITAL = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, slots=True)
class HolidayDraft:
    """A day on which no office shall work."""

    day: date
    kind: HolidayKind
    name_id: str
    name_en: str


def check_holiday(draft: HolidayDraft, *, by: Actor, now: datetime) -> None:
    """Raises `ProposalRefused` where it cannot be declared."""
    _require(by)
    if draft.day < now.astimezone(CAPITAL).date():
        raise ProposalRefused([Fault("date_past", "day")])
    before = Holiday.objects.filter(date=draft.day, is_off=True).first()
    if before:
        raise ProposalRefused([Fault("holiday_known", "day", {"day": draft.day, "name": before.name_id})])


def set_holiday(draft: HolidayDraft, *, by: Actor, now: datetime) -> None:
    """Write a holiday down. The slots follow by `slots.services.close_day`. Raises `ProposalRefused`."""
    with transaction.atomic():
        check_holiday(draft, by=by, now=now)
        given = {"kind": draft.kind, "name_id": draft.name_id, "name_en": draft.name_en}
        settled = {"is_estimate": False, "is_off": True, "source": SOURCE}
        Holiday.objects.update_or_create(date=draft.day, defaults={**given, **settled})
        _record("holiday.set", draft.day, by, now, name=draft.name_id)


def confirm_holiday(day: date, *, by: Actor, now: datetime) -> bool:
    """The date of an estimated holiday is certain now; whether it was not before."""
    _require(by)
    with transaction.atomic():
        estimated = Holiday.objects.filter(date=day, is_estimate=True, is_off=True)
        if not db.claim(estimated, is_estimate=False, source=SOURCE):
            return False
        _record("holiday.confirmed", day, by, now)
    return True


def drop_holiday(day: date, *, by: Actor, now: datetime) -> bool:
    """Offices work on this day after all; whether it was a holiday. Slots follow by `slots.services.apply_rules`."""
    _require(by)
    with transaction.atomic():
        if not db.claim(Holiday.objects.filter(date=day, is_off=True), is_off=False, source=SOURCE):
            return False
        _record("holiday.dropped", day, by, now)
    return True


def _record(event: str, day: date, by: Actor, now: datetime, **data: str) -> None:
    audit.record(event=event, by=by, about=f"day:{day.isoformat()}", at=now, data=data)


def _require(by: Actor) -> None:
    if not permissions.may_at_headquarters(by, "set_calendar"):
        raise PermissionDenied
