"""Rules without a database: when something is due, and what may be sent along."""

from giliran.complaints.policy.deadlines import (
    Deadlines,
    Terms,
    deadlines,
    last_day_of,
    next_due,
    working_days_later,
)
from giliran.complaints.policy.files import MOST_FROM_A_CHANNEL, MOST_PHOTO_BYTES, MOST_PHOTOS, refuse_photo

__all__ = [
    "MOST_FROM_A_CHANNEL",
    "MOST_PHOTOS",
    "MOST_PHOTO_BYTES",
    "Deadlines",
    "Terms",
    "deadlines",
    "last_day_of",
    "next_due",
    "refuse_photo",
    "working_days_later",
]
