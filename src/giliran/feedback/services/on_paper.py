"""Whoever has no address is asked on paper: the last receipt carries the link."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import datetime

from django.conf import settings
from django.db import transaction

from giliran.accounts.services.tell import is_reached
from giliran.audit import services as audit
from giliran.booking.models import Booking
from giliran.booking.services.letters import name_of
from giliran.core import db, secrets
from giliran.core.types import Actor
from giliran.feedback.models import Invitation
from giliran.feedback.selectors.links import digest_of
from giliran.feedback.states import InvitationState
from giliran.notifications.states import Kind

_TOKEN_BYTES = 16


def link_on_paper(*, booking: Booking, by: Actor, now: datetime) -> str:
    """The address of the survey of a booking whose account cannot be written to; empty for all others, and where
    nothing can be answered any more. Every print has the same link, which nobody knows without the keys; who printed it
    is on record."""
    if is_reached(booking.account, Kind.SURVEY):
        return ""
    token = urlsafe_b64encode(secrets.keyring().blind(booking.code, "survey")[:_TOKEN_BYTES]).decode().rstrip("=")
    invited = Invitation.objects.filter(booking=booking, state=InvitationState.INVITED, expires_at__gt=now)
    with transaction.atomic():
        if not db.claim(invited, token_hash=digest_of(token)):
            return ""
        audit.record(event="survey.printed", by=by, about=name_of(booking), at=now, office_id=booking.slot.office_id)
    return f"{settings.PUBLIC_URL}/survey/{token}/"
