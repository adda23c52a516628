"""Two offices, those who work there, and complaints that came in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from giliran.complaints import services
from giliran.complaints.models import Complaint
from giliran.complaints.selectors import Contact
from giliran.complaints.services import ComplaintDraft, Received
from giliran.core.types import NOBODY, Actor
from giliran.offices.models import Office
from tests.factories import world

FILED = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
"""Monday, 10.00 WIB."""


def staff(role: str, office: Office | None, user_id: int | None = None) -> Actor:
    return Actor(user_id, role, "web", frozenset({(role, office.pk if office else None)}))


def an_office(**changes: Any) -> Office:
    return world.an_office(quota=None, **changes)


def a_draft(office: Office | None = None, **changes: Any) -> ComplaintDraft:
    typed = {"category": "waiting", "text": "Antrean tidak bergerak sejak pukul delapan.", "mode": "anonymous"}
    return ComplaintDraft(**(typed | {"office": office} | changes))


def filed(office: Office | None = None, *, now: datetime = FILED, by: Actor = NOBODY, **changes: Any) -> Received:
    return services.file_complaint(draft=a_draft(office, **changes), by=by, now=now, language="id")


def a_complaint(office: Office | None = None, **changes: Any) -> Complaint:
    return fresh(filed(office, **changes).complaint)


def named(email: str = "siti@contoh.id") -> dict[str, Any]:
    return {"mode": "named", "contact": Contact("Siti Rahayu", email)}


def fresh(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_related("office", "account", "merged_into").get(pk=complaint.pk)
