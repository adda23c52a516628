"""Who works the door."""

from __future__ import annotations

from giliran.core.types import Actor
from giliran.offices import permissions as offices


def may_decide_identity(actor: Actor, office_id: int) -> bool:
    """Let in whoever's card and ticket disagree although there may be two of them."""
    return offices.may(actor, "decide_identity", office_id)


def may_check_in(actor: Actor, office_id: int) -> bool:
    return offices.may(actor, "check_in", office_id)
