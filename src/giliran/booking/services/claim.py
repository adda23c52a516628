"""Whoever comes with ticket and identity card makes the account their own that an officer opened for them."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from giliran.accounts.models import AccountClaim
from giliran.accounts.services import claims
from giliran.accounts.services.people import NIK_PURPOSE
from giliran.audit import services as audit
from giliran.booking.models import Ticket
from giliran.core import ids, secrets
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import permissions as offices
from giliran.offices.models import Office

_UNMATCHED = _("Ticket and identity card do not belong together: no person of this booking has this NIK.")


def start_claim(*, code: str, nik: str, email: str, office: Office, by: Actor, now: datetime) -> AccountClaim:
    """Send a code to the address that the account of this booking is to have; at any desk, whatever the visit's office.

    `code` is the booking's and `nik` that of one of its people, as typed. Raises `Refusal`: `claim_unmatched`, and
    those of `accounts.services.claims.start_claim`.
    """
    if not offices.may(by, "assist", office.pk):
        raise PermissionDenied
    parsed = ids.parse_booking_code(code)
    digits = "".join(sign for sign in nik if sign.isdecimal())
    nik_hash = secrets.keyring().blind(digits, NIK_PURPOSE)
    tickets = Ticket.objects.filter(booking__code=parsed, nik_hash=nik_hash).select_related("booking__account")
    ticket = tickets.first() if parsed else None
    about = f"booking:{parsed}" if parsed else "booking:unknown"
    audit.record(event="person.nik_looked_up", by=by, about=about, at=now, office_id=office.pk)
    if ticket is None:
        raise Refusal("claim_unmatched", _UNMATCHED, field="code")
    return claims.start_claim(account=ticket.booking.account, email=email, by=by, now=now, office_id=office.pk)
