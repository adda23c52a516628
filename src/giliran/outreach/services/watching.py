"""What is noticed without an officer: signs that something is down propose an incident, once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Sum

from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM
from giliran.offices import selectors as offices
from giliran.outreach import probing
from giliran.outreach.models import FaultCount, Incident, Probe
from giliran.outreach.policy.incidents import failures_in_a_row
from giliran.outreach.selectors.incidents import covering
from giliran.outreach.sentences.incidents import usual_what
from giliran.outreach.services.incidents import propose_incident
from giliran.outreach.states import INCIDENT_OPEN, IncidentKind, IncidentSource

PROBE_EVERY = timedelta(seconds=30)
PROBE_SECONDS = 5.0
_KEPT = timedelta(days=7)


def propose_by_itself(
    *, kind: IncidentKind, source: IncidentSource, since: datetime, evidence: Mapping[str, Any], now: datetime
) -> Incident | None:
    """An incident of the whole country, unless one of its kind is open."""
    if covering(kind, []).filter(state__in=INCIDENT_OPEN).exists():
        return None
    try:
        return propose_incident(
            kind=kind, what=usual_what(kind), offices=[], since=since, source=source, evidence=evidence, by=SYSTEM,
            now=now,
        )  # fmt: skip
    except Refusal:  # another worker was faster
        return None


def counted_from(kind: IncidentKind, now: datetime) -> datetime:
    """From when signs are counted: some minutes back, but never what has led to an incident already."""
    last = covering(kind, []).exclude(state__in=INCIDENT_OPEN).order_by("-state_at").first()
    since = now - timedelta(minutes=offices.national_figure("incident_minutes"))
    return max(since, last.state_at) if last else since


def probe_due(now: datetime) -> int:
    """Ask the public address, if that was not done just now; for a loop of its own, since it may wait. Returns how
    often."""
    newest = Probe.objects.order_by("-at").values_list("at", flat=True).first()
    if not settings.PROBE_URL or (newest is not None and abs(now - newest) < PROBE_EVERY):
        return 0
    began = time.monotonic()
    fault = probing.look(settings.PROBE_URL, PROBE_SECONDS, settings.PROBE_AUTHORITY)
    Probe.objects.create(at=now, fault=fault, milliseconds=round(1000 * (time.monotonic() - began)))
    return 1


def propose_from_probes(now: datetime) -> int:
    """Tick step: so many probes in a row have failed. Returns how many incidents were proposed."""
    least = offices.national_figure("incident_probes")
    since = counted_from(IncidentKind.ACCESS, now)
    probes = list(Probe.objects.filter(at__gt=since).order_by("-at").values_list("at", "fault")[:100])
    failed = failures_in_a_row([fault for _at, fault in probes])
    if failed < least:
        return 0
    found = {"count": failed, "minutes": _minutes(now, probes[failed - 1][0]), "fault": probes[0][1]}
    return _made(IncidentKind.ACCESS, IncidentSource.PROBE, probes[failed - 1][0], found, now)


def propose_from_faults(now: datetime) -> int:
    """Tick step: so many pages broke. Returns how many incidents were proposed."""
    since = counted_from(IncidentKind.BOOKING, now)
    counted = FaultCount.objects.filter(minute__gt=since)
    broken = counted.aggregate(sum=Sum("count"))["sum"] or 0
    if broken < offices.national_figure("incident_faults"):
        return 0
    first = counted.order_by("minute").values_list("minute", flat=True)[0]
    found = {"count": broken, "minutes": _minutes(now, first)}
    return _made(IncidentKind.BOOKING, IncidentSource.FAULTS, first, found, now)


def forget_signs(now: datetime) -> int:
    """Tick step: probes and counts of the week before. Returns how many."""
    return (
        Probe.objects.filter(at__lt=now - _KEPT).delete()[0]
        + FaultCount.objects.filter(minute__lt=now - _KEPT).delete()[0]
    )


def _made(
    kind: IncidentKind, source: IncidentSource, since: datetime, evidence: Mapping[str, Any], now: datetime
) -> int:
    return int(propose_by_itself(kind=kind, source=source, since=since, evidence=evidence, now=now) is not None)


def _minutes(now: datetime, since: datetime) -> int:
    return max(1, round((now - since).total_seconds() / 60))
