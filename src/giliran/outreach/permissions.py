"""Who may say what people are told."""

from __future__ import annotations

from collections.abc import Collection

from giliran.core.types import Actor
from giliran.offices import permissions as offices
from giliran.offices.models import Office


def may_lead_incident(actor: Actor, office_ids: Collection[int]) -> bool:
    """Headquarters leads every incident; those of an office lead what concerns it alone."""
    if offices.may_at_headquarters(actor, "lead_incidents"):
        return True
    return bool(office_ids) and all(offices.may(actor, "lead_incidents", one) for one in office_ids)


def may_record_activity(actor: Actor, office: Office | None) -> bool:
    """Those who lead an office enter what it has done; headquarters enters its own and sees all."""
    if office is None:
        return offices.may_at_headquarters(actor, "record_outreach")
    return offices.may(actor, "record_outreach", office.pk)


def may_write(actor: Actor, office_id: int | None) -> bool:
    """Headquarters for the country; the head of an office, and headquarters, for that office."""
    if office_id is None:
        return offices.may_at_headquarters(actor, "write_publicly")
    return offices.may(actor, "announce", office_id)
