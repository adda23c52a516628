"""Who lets people in without a booking, and who writes down who they are."""

from __future__ import annotations

from giliran.core.types import Actor
from giliran.offices import permissions as offices


def may_walk_in(actor: Actor, office_id: int) -> bool:
    """At the gate, at a desk, or a kiosk of this office."""
    return offices.may(actor, "walk_in", office_id)


def may_identify(actor: Actor, office_id: int) -> bool:
    """With the identity card on the counter."""
    return offices.may(actor, "serve", office_id)


def may_book_ahead(actor: Actor, office_id: int) -> bool:
    """Give somebody with priority a seat of another day, at the desk."""
    return offices.may(actor, "assist", office_id)
