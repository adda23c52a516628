"""Numbers of complaints leave the house as a file; that is on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied

from giliran.audit import services as audit
from giliran.complaints import permissions
from giliran.core.types import Actor
from giliran.offices.models import Office


def note_download(*, months: Sequence[date], kind: str, office: Office | None, by: Actor, now: datetime) -> None:
    """Somebody takes the recap of these months away as `kind` (`csv`, `xlsx`): an office's, or all (`office` is
    None)."""
    may = permissions.may_work_at(by, office.pk) if office else permissions.is_headquarters(by)
    if not may:
        raise PermissionDenied
    span = {"from": months[0].isoformat(), "to": months[-1].isoformat(), "kind": kind}
    audit.record(
        event="complaints.recap_downloaded", by=by, about="complaints", at=now,
        office_id=office.pk if office else None, data=span,
    )  # fmt: skip
