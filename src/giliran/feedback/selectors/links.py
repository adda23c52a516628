"""What stands behind the link of an invitation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from giliran.feedback.models import Invitation
from giliran.feedback.states import InvitationState
from giliran.offices.models import Office

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Found:
    """`state` is `open`, or the code of the refusal that says why nothing can be answered."""

    state: str
    office: Office | None = None
    month: date | None = None
    services: tuple[str, ...] = ()


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def found(token: str, *, now: datetime) -> Found:
    """What the holder of the link may do with it; whoever holds it is meant, nobody is told apart."""
    rows = Invitation.objects.filter(token_hash=digest_of(token)).select_related("office")
    invitation = rows.first()
    if invitation is None:
        return Found("survey_unknown")
    return Found(_state(invitation, now), invitation.office, invitation.month, tuple(invitation.services))


def _state(invitation: Invitation, now: datetime) -> str:
    if invitation.state != InvitationState.INVITED:
        return f"survey_{invitation.state}"
    return OPEN if invitation.expires_at > now else "survey_expired"
