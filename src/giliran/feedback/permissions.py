"""Who reads what people answered, and who decides what of it the public reads."""

from __future__ import annotations

from giliran.core.types import Actor
from giliran.offices import permissions as offices


def may_see(actor: Actor, office_id: int) -> bool:
    return offices.may(actor, "see_surveys", office_id)


def may_see_all(actor: Actor) -> bool:
    return offices.may_at_headquarters(actor, "see_surveys")


def may_moderate(actor: Actor, office_id: int) -> bool:
    return offices.may(actor, "moderate_comments", office_id)
