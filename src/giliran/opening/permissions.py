"""Who may enter for whom, see an entry, and steer an opening."""

from __future__ import annotations

from giliran.core.types import Actor
from giliran.offices import permissions as offices
from giliran.opening.models import Entry


def may_enter_for(actor: Actor, account_id: int, office_id: int) -> bool:
    """The account itself; or an officer who helps at the desk of the office."""
    return actor.user_id == account_id or offices.may(actor, "assist", office_id)


def may_see(actor: Actor, entry: Entry) -> bool:
    return actor.user_id == entry.account_id or offices.may(actor, "assist", entry.opening.office_id)


def may_watch(actor: Actor, office_id: int) -> bool:
    """The live view: the office's head and supervisors, and headquarters."""
    return offices.may(actor, "watch_openings", office_id)


def may_steer(actor: Actor) -> bool:
    """Pace, pause, cancel, beacon, schedule: headquarters."""
    return offices.may_at_headquarters(actor, "steer_openings")


def may_assist(actor: Actor, office_id: int) -> bool:
    """Enter people who have no device, at the desk of the office."""
    return offices.may(actor, "assist", office_id)
