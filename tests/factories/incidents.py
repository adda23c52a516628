"""Incidents as officers would lead them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.offices.states import Role
from giliran.outreach.models import Incident
from giliran.outreach.policy.incidents import InTwo
from giliran.outreach.services import incidents
from giliran.outreach.states import IncidentKind

HQ = Actor(None, "Rina", "web", frozenset({(Role.HEADQUARTERS.value, None)}))
WHAT = InTwo("Situs tidak dapat dihubungi", "The site cannot be reached")
WAYS = InTwo("Datanglah ke meja bantuan kantor mana pun.", "Come to the desk of any office.")
WORDS = InTwo("Kami sedang memperbaikinya.", "We are mending it.")
OVER = InTwo("Sudah pulih.", "It works again.")


def proposed(
    now: datetime, *, offices: Sequence[Office] = (), kind: str = IncidentKind.ACCESS, by: Actor = HQ
) -> Incident:
    since = now - timedelta(minutes=20)
    return incidents.propose_incident(kind=kind, what=WHAT, ways=WAYS, offices=offices, since=since, by=by, now=now)


def confirmed(
    now: datetime, *, offices: Sequence[Office] = (), kind: str = IncidentKind.ACCESS, by: Actor = HQ
) -> Incident:
    incident = proposed(now, offices=offices, kind=kind, by=by)
    confirm(incident, now, by=by)
    incident.refresh_from_db()
    return incident


def confirm(incident: Incident, now: datetime, *, by: Actor = HQ) -> None:
    incidents.confirm_incident(
        incident=incident, what=WHAT, ways=WAYS, words=WORDS, since=incident.since,
        next_update_at=now + timedelta(minutes=30), expected_at=now + timedelta(hours=2), by=by, now=now,
    )  # fmt: skip


def resolved(now: datetime, *, offices: Sequence[Office] = ()) -> Incident:
    incident = confirmed(now, offices=offices)
    incidents.resolve_incident(incident=incident, words=OVER, by=HQ, now=now)
    incident.refresh_from_db()
    return incident
