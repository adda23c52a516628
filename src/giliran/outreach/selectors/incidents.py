"""Incidents as those read them who lead them, and what of them the public may look back at."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from giliran.core.types import Actor
from giliran.offices import permissions as at_offices
from giliran.offices.models import Office
from giliran.outreach.models import Incident
from giliran.outreach.states import INCIDENT_OPEN, IncidentState

LOOK_BACK = timedelta(days=30)


def open_incidents(actor: Actor, office: Office | None = None) -> QuerySet[Incident]:
    """Proposed ones and those that go on, the newest first: all, or what concerns an office and the country."""
    return _seen(actor, office).filter(state__in=INCIDENT_OPEN).order_by("-created_at", "-pk")


def open_at(office: Office | None) -> list[Incident]:
    """Open ones to which a complaint of this office may be tied; of all places for headquarters (`office` is None)."""
    found = Incident.objects.filter(state__in=INCIDENT_OPEN)
    if office is not None:
        found = found.filter(Q(offices=None) | Q(offices=office)).distinct()
    return list(found.order_by("-created_at", "-pk")[:50])


def past_incidents(actor: Actor, office: Office | None = None) -> QuerySet[Incident]:
    """Those that are over or were none, the newest first."""
    return _seen(actor, office).exclude(state__in=INCIDENT_OPEN).order_by("-state_at", "-pk")


def incident_of(public_id: UUID, actor: Actor, office: Office | None = None) -> Incident | None:
    """One, with its history."""
    return _seen(actor, office).filter(public_id=public_id).prefetch_related("notes__by").first()


def over_lately(now: datetime) -> list[Incident]:
    """What was told to people in the last 30 days and is over, the newest first."""
    over = Incident.objects.filter(state=IncidentState.RESOLVED, state_at__gte=now - LOOK_BACK)
    return list(over.prefetch_related("offices").order_by("-state_at")[:20])


def covering(kind: str, office_ids: Collection[int]) -> QuerySet[Incident]:
    """Incidents of a kind that concern the country, or one of these offices."""
    return Incident.objects.filter(kind=kind).filter(Q(offices=None) | Q(offices__in=list(office_ids))).distinct()


def _seen(actor: Actor, office: Office | None) -> QuerySet[Incident]:
    found = Incident.objects.prefetch_related("offices")
    if office is None:
        return found if at_offices.may_at_headquarters(actor, "lead_incidents") else found.none()
    if not at_offices.may(actor, "lead_incidents", office.pk):
        return found.none()
    return found.filter(Q(offices=None) | Q(offices=office)).distinct()
