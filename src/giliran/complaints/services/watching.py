"""Complaints that "it cannot be reached" pile up: they propose an incident, and hang on to it once it is confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from giliran.complaints.models import Complaint
from giliran.complaints.services.move import move
from giliran.complaints.states import OPEN, Category
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM
from giliran.offices import selectors as offices
from giliran.outreach.models import Incident
from giliran.outreach.services import watching
from giliran.outreach.states import IncidentKind, IncidentSource, IncidentState

AT_ONCE = 100
LOOK_BACK = timedelta(hours=1)
"""So long after its end complaints of its time are still tied to an incident."""

UNTOUCHED = 1
"""The version of a complaint with which nobody has done anything; who unties one by hand is not overruled."""


def propose_incident_due(now: datetime) -> int:
    """Tick step: so many have complained in some minutes that nothing can be reached. Returns how many incidents were
    proposed."""
    since = watching.counted_from(IncidentKind.ACCESS, now)
    filed = Complaint.objects.filter(category=Category.UNREACHABLE, filed_at__gt=since, incident=None)
    moments = list(filed.order_by("filed_at").values_list("filed_at", flat=True))
    if len(moments) < offices.national_figure("incident_complaints"):
        return 0
    minutes = max(1, round((now - moments[0]).total_seconds() / 60))
    made = watching.propose_by_itself(
        kind=IncidentKind.ACCESS, source=IncidentSource.COMPLAINTS, since=moments[0],
        evidence={"count": len(moments), "minutes": minutes}, now=now,
    )  # fmt: skip
    return int(made is not None)


def link_new_to_incidents(now: datetime) -> int:
    """Tick step: what was complained of while an incident went on, and nobody has looked at, is tied to it; it is
    answered when the incident is over. Returns how many."""
    return sum(_link(one, now) for one in _of_late(now))


def _of_late(now: datetime) -> list[Incident]:
    """Incidents of the whole country at which nothing could be reached: those that go on, and those just over."""
    told = Incident.objects.filter(kind=IncidentKind.ACCESS, offices=None)
    just_over = told.filter(state=IncidentState.RESOLVED, state_at__gt=now - LOOK_BACK)
    return [*told.filter(state=IncidentState.CONFIRMED), *just_over]


def _link(incident: Incident, now: datetime) -> int:
    until = incident.state_at if incident.state == IncidentState.RESOLVED else now
    found = Complaint.objects.filter(
        category=Category.UNREACHABLE, state__in=OPEN, version=UNTOUCHED, incident=None, merged_into=None,
        in_confidence=False, filed_at__range=(incident.since, until),
    )  # fmt: skip
    return sum(_tie(one, incident, now) for one in found.order_by("pk")[:AT_ONCE])


def _tie(complaint: Complaint, incident: Incident, now: datetime) -> bool:
    told = {"incident": str(incident.public_id)}
    try:
        with transaction.atomic():
            move(complaint, None, by=SYSTEM, now=now, event="complaint.linked", data=told, incident=incident)
    except Refusal:  # somebody has just worked on it
        return False
    return True
