"""Results leave the house as a file; that is on record."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.audit import services as audit
from giliran.core.types import Actor
from giliran.feedback import selectors
from giliran.feedback.selectors import Country


def download_country(*, first: date, last: date, kind: str, by: Actor, now: datetime) -> Country:
    """All offices in these months, to be taken away as `kind` (`csv`, `xlsx`)."""
    with transaction.atomic():
        found = selectors.country(by, first=first, last=last)
        if found is None:
            raise PermissionDenied
        months = {"from": first.isoformat(), "to": last.isoformat(), "kind": kind}
        audit.record(event="surveys.downloaded", by=by, about="surveys", at=now, data=months)
    return found
