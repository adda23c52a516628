"""Looking at patterns. Every look and every download is itself in the log."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.audit import services as audit
from giliran.core.types import Actor
from giliran.reports import selectors
from giliran.reports.permissions import may_see_patterns
from giliran.reports.selectors import Evidence, Pattern
from giliran.reports.states import Kind

MOST_DOWNLOADED = 5_000


def see_patterns(*, by: Actor, now: datetime) -> dict[Kind, list[Pattern]]:
    """All patterns; that somebody looked is on record."""
    _refuse_others(by)
    with transaction.atomic():
        audit.record(event="patterns.seen", by=by, about="patterns", at=now)
        return selectors.patterns(by, now)


def see_pattern(*, kind: Kind, name: str, by: Actor, now: datetime) -> Evidence | None:
    """A pattern with what is behind it; that somebody looked is on record. None if there is none of this name."""
    return _open("pattern.seen", kind, name, by, now, selectors.SHOWN)


def download_pattern(*, kind: Kind, name: str, by: Actor, now: datetime) -> Evidence | None:
    """The same, with more of it, to be taken away; on record as well."""
    return _open("pattern.downloaded", kind, name, by, now, MOST_DOWNLOADED)


def _open(event: str, kind: Kind, name: str, by: Actor, now: datetime, most: int) -> Evidence | None:
    _refuse_others(by)
    with transaction.atomic():
        pattern = selectors.pattern_of(kind, name, by, now)
        if pattern is None:
            return None
        audit.record(event=event, by=by, about=about(kind, name), at=now, data={"size": pattern.finding.size})
        return selectors.evidence_of(pattern, now, most=most)


def about(kind: Kind, name: str) -> str:
    """How the log names a pattern."""
    return f"pattern:{kind.value}:{name}"


def _refuse_others(by: Actor) -> None:
    if not may_see_patterns(by):
        raise PermissionDenied
