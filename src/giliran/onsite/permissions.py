"""Who works the door."""

from __future__ import annotations

from giliran.core.types import Actor
from giliran.offices import permissions as offices


def may_decide_identity(actor: Actor, office_id: int) -> bool:
    """Let in whoever's card and ticket disagree although there may be two of them."""
    return offices.may(actor, "decide_identity", office_id)


def may_enrol(actor: Actor, office_id: int) -> bool:
    """Let a browser hold the list of the day, and take that back."""
    return offices.may(actor, "enrol_gate", office_id)


def may_settle(actor: Actor, office_id: int) -> bool:
    """Decide about admissions without a network that could not stand by themselves."""
    return offices.may(actor, "settle_gate", office_id)


def may_check_in(actor: Actor, office_id: int) -> bool:
    """Work the door; a kiosk does it for those who stand before it."""
    return offices.may(actor, "check_in", office_id) or offices.may(actor, "self_check_in", office_id)


def may_serve(actor: Actor, office_id: int) -> bool:
    """Work at a counter."""
    return offices.may(actor, "serve", office_id)


def may_run_floor(actor: Actor, office_id: int) -> bool:
    """Open and close stages and counters, and send officers to other ones."""
    return offices.may(actor, "run_floor", office_id)


def may_watch_floor(actor: Actor, office_id: int) -> bool:
    """See who waits where."""
    return offices.may(actor, "see_agenda", office_id)
