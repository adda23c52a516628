"""Who may look for odd patterns: headquarters, and nobody at an office, since an officer may be part of one."""

from __future__ import annotations

from giliran.core.types import Actor
from giliran.offices import permissions as offices


def may_see_patterns(actor: Actor) -> bool:
    return offices.may_at_headquarters(actor, "see_patterns")
