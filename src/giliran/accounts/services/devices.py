"""In which browsers an account was signed in to: enough to see that many accounts are one hand, and no more (R19)."""

from __future__ import annotations

import secrets as random
from datetime import datetime, timedelta

from giliran.accounts.models import Device
from giliran.core import db, secrets

KEPT = timedelta(days=90)
"""How long after the last sign-in a device is remembered, and how long its cookie lives."""

_SHORTEST, _LONGEST = 32, 64


def recognise_device(*, account_id: int, token: str, now: datetime) -> str:
    """Note that the account was signed in to where this cookie lies; the cookie to leave there.

    What cannot be a cookie of ours is replaced. Only a keyed hash of it is written down.
    """
    if not (_SHORTEST <= len(token) <= _LONGEST and token.isascii() and token.isprintable()):
        token = random.token_urlsafe(_SHORTEST)
    db.insert_rows(
        db.table_of(Device),
        {"account_id": "bigint", "device_hash": "bytea", "first_seen_at": "timestamptz", "last_seen_at": "timestamptz"},
        [(account_id, secrets.keyring().blind(token, "device"), now, now)],
        conflict="ON CONFLICT (account_id, device_hash) DO UPDATE SET last_seen_at = excluded.last_seen_at",
    )
    return token


def forget_devices(now: datetime) -> int:
    """Tick step: remove what was last seen 90 days ago."""
    return Device.objects.filter(last_seen_at__lte=now - KEPT).delete()[0]
