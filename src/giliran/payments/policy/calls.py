"""Whether a call comes from the gateway, and now."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

TOLERANCE = timedelta(minutes=5)
"""How far the clocks of the gateway and of ours may be apart, and how long a copied call is good for."""


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over `timestamp.body` in hex; `timestamp` in seconds since 1970, as sent."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def fault_of_call(secret: str, timestamp: str, signature: str, body: bytes, now: datetime) -> str:
    """Why a call is not believed, as a code; empty if it is. The signature is judged first, so that a stranger learns
    nothing."""
    expected = signature_of(secret, timestamp, body).encode()
    if not hmac.compare_digest(expected, signature.strip().lower().encode()):
        return "call_unsigned"
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12):
        return "call_stale"
    sent_at = datetime.fromtimestamp(int(timestamp), UTC)
    return "" if abs(now - sent_at) <= TOLERANCE else "call_stale"
