"""Who works the door."""

from __future__ import annotations

from giliran.core.types import Actor
from giliran.offices import permissions as offices


def may_check_in(actor: Actor, office_id: int) -> bool:
    return offices.may(actor, "check_in", office_id)
