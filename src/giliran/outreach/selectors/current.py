"""What goes on at this moment, for the banner of every page: read once in some seconds, whatever is asked.

A process remembers what it read; where the database does not answer, it tells what it last knew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from giliran.core import formats
from giliran.outreach.models import Incident
from giliran.outreach.states import IncidentState

GOOD_FOR = timedelta(seconds=5)
NATIONAL_TZ = "Asia/Jakarta"


@dataclass(frozen=True, slots=True)
class Current:
    """An incident as people read it; `offices` are names, none for the whole country."""

    public_id: UUID
    kind: str
    what_id: str
    what_en: str
    ways_id: str
    ways_en: str
    words_id: str
    words_en: str
    since: datetime
    next_update_at: datetime | None
    expected_at: datetime | None
    offices: tuple[str, ...]
    tz: str

    def what(self, language: str) -> str:
        return self.what_en if language.startswith("en") else self.what_id

    def ways(self, language: str) -> str:
        return self.ways_en if language.startswith("en") else self.ways_id

    def words(self, language: str) -> str:
        return self.words_en if language.startswith("en") else self.words_id


_read: tuple[datetime, tuple[Current, ...]] | None = None


def current_incidents(now: datetime) -> tuple[Current, ...]:
    """What is confirmed and not over: the country's first, then the longest."""
    global _read
    if _read is not None and abs(now - _read[0]) < GOOD_FOR:
        return _read[1]
    try:
        _read = now, read_current()
    except DatabaseError:
        return _read[1] if _read is not None else ()
    return _read[1]


def forget() -> None:
    """Read anew when it is asked for next."""
    global _read
    _read = None


def remember(found: tuple[Current, ...], now: datetime) -> None:
    """Take this for what goes on."""
    global _read
    _read = now, found


def read_current() -> tuple[Current, ...]:
    """The same from the database."""
    going_on = Incident.objects.filter(state=IncidentState.CONFIRMED).prefetch_related("offices", "notes")
    return tuple(sorted(map(_current, going_on), key=lambda one: (bool(one.offices), one.since)))


def documents(found: tuple[Current, ...]) -> list[dict[str, Any]]:
    """As `status.json` has it."""
    return [
        {
            "id": str(one.public_id),
            "kind": one.kind,
            "offices": list(one.offices),
            "since": formats.iso(one.since),
            "next_update_at": formats.iso(one.next_update_at),
            "expected_at": formats.iso(one.expected_at),
            "tz": one.tz,
            "what": {"id": one.what_id, "en": one.what_en},
            "words": {"id": one.words_id, "en": one.words_en},
            "instead": {"id": one.ways_id, "en": one.ways_en},
        }
        for one in found
    ]


def _current(incident: Incident) -> Current:
    offices = sorted(incident.offices.all(), key=lambda one: one.name)
    newest = max(incident.notes.all(), key=lambda one: one.pk)
    return Current(
        public_id=incident.public_id, kind=incident.kind, what_id=incident.what_id, what_en=incident.what_en,
        ways_id=incident.ways_id, ways_en=incident.ways_en, words_id=newest.words_id, words_en=newest.words_en,
        since=incident.since, next_update_at=incident.next_update_at, expected_at=incident.expected_at,
        offices=tuple(one.name for one in offices), tz=offices[0].timezone if offices else NATIONAL_TZ,
    )  # fmt: skip
