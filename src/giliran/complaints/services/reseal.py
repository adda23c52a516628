"""After `rotate-keys`: who complains, and the links that letters carry, are sealed with the newest key."""

from __future__ import annotations

from datetime import datetime

from giliran.audit import services as audit
from giliran.complaints.models import Complaint, Link
from giliran.core import secrets
from giliran.core.types import Actor


def reseal_all(now: datetime, *, by: Actor) -> int:
    """Seal contacts and links with the newest key; may be stopped and run again. Returns how many."""
    ring, done = secrets.keyring(), 0
    for one in Complaint.objects.filter(contact_sealed__isnull=False).order_by("pk").iterator(chunk_size=500):
        fresh = _fresh(ring, one.contact_sealed, one.place_of("contact_sealed"))
        done += Complaint.objects.filter(pk=one.pk).update(contact_sealed=fresh) if fresh else 0
    for link in Link.objects.filter(token_sealed__isnull=False).select_related("complaint").iterator(chunk_size=500):
        fresh = _fresh(ring, link.token_sealed, link.complaint.place_of("link"))
        done += Link.objects.filter(pk=link.pk, closed_at=None).update(token_sealed=fresh) if fresh else 0
    audit.record(event="keys.resealed", by=by, about="complaints", at=now, data={"rows": done})
    return done


def _fresh(ring: secrets.Keyring, sealed: bytes | memoryview | None, place: str) -> bytes | None:
    """The same sealed anew; None where it is by the newest key already."""
    if sealed is None or bytes(sealed)[0] == ring.field_key_id:
        return None
    return ring.seal(ring.unseal(sealed, place), place)
