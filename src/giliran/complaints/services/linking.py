"""A complaint is tied to what it is about."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.booking.models import Booking
from giliran.complaints.models import Complaint
from giliran.complaints.sentences import refusal
from giliran.complaints.services.move import move, require_work
from giliran.core import ids
from giliran.core.types import Actor


def link_to_booking(*, complaint: Complaint, code: str, by: Actor, now: datetime) -> None:
    """Say which booking it is about, by its code; an empty code unties it. Raises `Refusal` (`booking_unknown`)."""
    require_work(by, complaint)
    parsed = ids.parse_booking_code(code)
    found = Booking.objects.filter(code=parsed).first() if parsed else None
    if code.strip() and found is None:
        raise refusal("booking_unknown", field="booking")
    with transaction.atomic():
        told = {"booking": found.code if found else ""}
        move(
            complaint, None, by=by, now=now, event="complaint.linked", data=told, booking_id=found.pk if found else None
        )
        complaint.booking = found
