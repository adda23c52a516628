"""What the lane shows of an office to everybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from giliran.core import formats
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.opening.models import Opening
from giliran.opening.selectors.openings import admitted_of, current_opening, phase_of
from giliran.slots import selectors as slots
from giliran.slots.policy import SlotFacts

DAYS_SHOWN = 14


def state_document(office_code: str, now: datetime) -> dict[str, Any] | None:
    """What the lane shows of an office to everybody; None if there is no such office."""
    office = offices.office_by_code(office_code)
    if office is None:
        return None
    opening = current_opening(office)
    return {
        "office": office.code,
        "now": formats.iso(now),
        "opening": _opening_part(opening, now) if opening else None,
        "days": _days(office, opening, now),
    }


def _opening_part(opening: Opening, now: datetime) -> dict[str, Any]:
    return {
        "id": opening.pk,
        "method": opening.method,
        "phase": phase_of(opening),
        "opens_at": formats.iso(opening.opens_at),
        "admitted": admitted_of(opening, now),
        "pace": 0 if opening.paused_at else opening.pace,
        "entries": opening.roll_size or opening.entries.filter(withdrawn_at=None).count(),
    }


def _days(office: Office, opening: Opening | None, now: datetime) -> list[dict[str, Any]]:
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    first = opening.first_date if opening else today
    last = opening.last_date if opening else today + timedelta(days=DAYS_SHOWN)
    found = slots.facts_between(office, first, last)
    held_for = opening.name if opening else ""
    return [
        {"date": day.isoformat(), "windows": [_window(one, held_for, now) for one in of_day]}
        for day, of_day in groupby(found, key=lambda one: one.date)
    ]


def _window(facts: SlotFacts, held_for: str, now: datetime) -> dict[str, Any]:
    if facts.reserved_for == held_for:
        facts = facts._replace(reserved_for="")
    return {
        "slot": facts.id,
        "name": {"id": facts.window_id_name, "en": facts.window_en_name},
        "starts_at": formats.iso(facts.starts_at),
        "ends_at": formats.iso(facts.ends_at),
        "left": facts.left,
        "capacity": facts.capacity,
        "reason": facts.reason(1, now) or None,
    }
