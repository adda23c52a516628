"""Who may say what people are told."""

from __future__ import annotations

from collections.abc import Collection

from giliran.core.types import Actor
from giliran.offices import permissions as offices


def may_lead_incident(actor: Actor, office_ids: Collection[int]) -> bool:
    """Headquarters leads every incident; those of an office lead what concerns it alone."""
    if offices.may_at_headquarters(actor, "lead_incidents"):
        return True
    return bool(office_ids) and all(offices.may(actor, "lead_incidents", one) for one in office_ids)
