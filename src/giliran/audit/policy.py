"""How a line of the log is bound to those before it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

SETTLE = timedelta(seconds=5)
"""How old an event must be before it is sealed: transactions that began earlier may still be committing."""

START = bytes(32)
"""What the first link is bound to."""

Digest = Callable[[bytes, str], bytes]
"""(digest of the link before, canonical text of the event) -> digest."""


class Facts(NamedTuple):
    """An event as it lies in the database."""

    id: int
    at: datetime
    event: str
    actor_id: int | None
    actor_label: str
    door: str
    about: str
    office_id: int | None
    data: Any


class Link(NamedTuple):
    """A seal beside the event it names; `facts` is None when that event is gone."""

    number: int
    event_id: int
    digest: bytes
    facts: Facts | None


def canonical(facts: Facts) -> str:
    """The one way to write an event as text, whichever database it came from."""
    at = facts.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps([facts.id, at, *facts[2:]], sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def chain(events: Iterable[Facts], number: int, digest: bytes, digest_of: Digest) -> Iterator[Link]:
    """Links for `events`, following link `number` with `digest`."""
    for ahead, facts in enumerate(events, start=1):
        digest = digest_of(digest, canonical(facts))
        yield Link(number + ahead, facts.id, digest, facts)


def problems_of(links: Iterable[Link], digest_of: Digest) -> Iterator[str]:
    """What is wrong with a chain that should begin at 1: gaps, missing events, changed events.

    Each fault is named once: the chain is taken up again from the digest that the faulty link carries.
    """
    number, digest = 0, START
    for link in links:
        if link.number != number + 1:
            yield f"gap: seals {number + 1} to {link.number - 1} are missing"
        elif link.facts is None:
            yield f"seal {link.number}: event {link.event_id} is missing"
        elif digest_of(digest, canonical(link.facts)) != link.digest:
            yield f"seal {link.number}: event {link.event_id} was changed"
        number, digest = link.number, link.digest
