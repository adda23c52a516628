"""Who may wait for whom, and see it."""

from __future__ import annotations

from giliran.core.types import Actor
from giliran.offices import permissions as offices
from giliran.waiting.models import WaitingParty


def may_join_for(actor: Actor, account_id: int, office_id: int) -> bool:
    """The account itself; or an officer who helps at the desk of the office."""
    return actor.user_id == account_id or may_assist(actor, office_id)


def may_see(actor: Actor, party: WaitingParty) -> bool:
    return actor.user_id == party.account_id or may_assist(actor, party.office_id)


def may_assist(actor: Actor, office_id: int) -> bool:
    return offices.may(actor, "assist", office_id)
