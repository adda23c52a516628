"""Links that are over, and what need not be kept of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from giliran.feedback.models import Invitation
from giliran.feedback.states import InvitationState

KEPT = timedelta(days=90)
"""From the sending on; until then a link that was used can say so."""

AT_ONCE = 1000


def expire_due(now: datetime) -> int:
    """Tick step: links that nobody used in time. Returns how many."""
    return Invitation.objects.filter(state=InvitationState.INVITED, expires_at__lte=now).update(
        state=InvitationState.EXPIRED
    )


def forget_old(now: datetime) -> int:
    """Tick step: who was asked is forgotten after 90 days; the answers never knew. Returns how many."""
    old = Invitation.objects.filter(sent_at__lt=now - KEPT).exclude(state=InvitationState.INVITED)
    names = list(old.order_by("sent_at").values_list("pk", flat=True)[:AT_ONCE])
    return Invitation.objects.filter(pk__in=names).delete()[0]
