"""Reading the log."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from giliran.audit import policy
from giliran.audit.models import Event, Seal
from giliran.core import db, secrets


def trail_of(about: str) -> list[Event]:
    """Everything that happened to one thing (`booking:K7MPQ2X9A`), oldest first."""
    return list(Event.objects.filter(about=about).order_by("id"))


def lines_about(things: Collection[str], *, since: datetime, most: int) -> list[Event]:
    """The newest that happened to any of these things, the newest first; at most so many."""
    return list(Event.objects.filter(about__in=things, at__gte=since).order_by("-id")[:most])


def verify_chain() -> list[str]:
    """What is wrong with the sealed log, in words; nothing when it is as it was written."""
    return list(policy.problems_of(_links(), digester()))


def newest_seal() -> int:
    """The number of the last link of the chain; 0 before the first."""
    return Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0


def unsealed_count() -> int:
    return Event.objects.filter(seal=None).count()


def digester() -> policy.Digest:
    """What makes the digest of a link, with the key that lies outside the database."""
    keys = secrets.keyring()
    return lambda before, text: keys.blind(f"{before.hex()}|{text}", "audit")


def _links() -> Iterator[policy.Link]:
    seals = Seal.objects.order_by("number").values_list("number", "event_id", "digest")
    for batch in db.in_batches(seals.iterator(chunk_size=1_000), 1_000):
        events = Event.objects.filter(pk__in=[event_id for _, event_id, _ in batch])
        facts = {row[0]: policy.Facts._make(row) for row in events.values_list(*policy.Facts._fields)}
        for number, event_id, digest in batch:
            yield policy.Link(number, event_id, bytes(digest), facts.get(event_id))
