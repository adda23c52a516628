"""After `rotate-keys`: signatures are sealed with the newest key."""

from __future__ import annotations

from datetime import datetime

from giliran.audit import services as audit
from giliran.core import secrets
from giliran.core.types import Actor
from giliran.issuance.models import Handover


def reseal_all(now: datetime, *, by: Actor) -> int:
    """Seal every signature with the newest key; may be stopped and run again."""
    ring, done = secrets.keyring(), 0
    signed = Handover.objects.exclude(signature_sealed=b"").order_by("pk")
    for one in signed.iterator(chunk_size=500):
        if bytes(one.signature_sealed)[0] == ring.field_key_id:
            continue
        fresh = ring.seal(ring.unseal(one.signature_sealed, one.place), one.place)
        done += Handover.objects.filter(pk=one.pk).update(signature_sealed=fresh)
    audit.record(event="keys.resealed", by=by, about="signatures", at=now, data={"rows": done})
    return done
