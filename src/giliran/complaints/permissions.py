"""Who may see a complaint and who may work on it.

What was reported in confidence is headquarters' alone: no role at an office opens it. What lies at headquarters is
still seen by its office, which may not act on it until it is handed back.
"""

from __future__ import annotations

from giliran.complaints.models import Complaint
from giliran.complaints.states import Mode, Side
from giliran.core.types import Actor
from giliran.offices import permissions as offices


def is_headquarters(actor: Actor) -> bool:
    return offices.may_at_headquarters(actor, "work_complaints")


def may_work_at(actor: Actor, office_id: int) -> bool:
    """Whether the actor works on complaints of this office at all."""
    return offices.may(actor, "work_complaints", office_id)


def may_see(actor: Actor, complaint: Complaint) -> bool:
    if is_headquarters(actor):
        return True
    if complaint.in_confidence or complaint.office_id is None:
        return False
    return offices.may(actor, "work_complaints", complaint.office_id)


def may_work(actor: Actor, complaint: Complaint) -> bool:
    """Verify, take, reply, ask, close: where it lies now."""
    return may_see(actor, complaint) and (is_headquarters(actor) or not complaint.at_headquarters)


def may_lead(actor: Actor, complaint: Complaint) -> bool:
    """Give it to somebody, reject it, open it again."""
    if not may_work(actor, complaint):
        return False
    at = complaint.office_id
    return is_headquarters(actor) or (at is not None and offices.may(actor, "lead_complaints", at))


def may_open_contact(actor: Actor, complaint: Complaint) -> bool:
    """Who complains is told to those who work on it where the person said their name, to headquarters where they asked
    for confidence, and to nobody where they are anonymous."""
    if complaint.mode == Mode.ANONYMOUS:
        return False
    if complaint.mode == Mode.CONFIDENTIAL:
        return is_headquarters(actor)
    return may_see(actor, complaint)


def side_of(actor: Actor) -> Side:
    """For whom somebody of the staff, or the product itself, speaks."""
    if is_headquarters(actor):
        return Side.HEADQUARTERS
    return Side.OFFICE if actor.is_staff else Side.SYSTEM
