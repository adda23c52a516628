"""Writing the log, and sealing it.

Lines are written unchained in the transaction of what they tell, so that the country does not queue for
one row. The worker seals them a few seconds later into a chain whose key lies outside the database: whoever
changes or removes a line afterwards cannot make the chain right again. Cutting off its end leaves no trace in
the database; the log line of each sealing, kept elsewhere, is the witness against that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from giliran.audit import policy
from giliran.audit.models import Event, Seal
from giliran.audit.selectors import digester
from giliran.core import db, masks
from giliran.core.types import Actor

log = structlog.get_logger(__name__)

BATCH = 2_000
LOOK_BACK = 20_000
"""How far behind the newest sealed event sealing looks for late ones; a sweep looks everywhere."""

_EVENT_COLUMNS = {
    "at": "timestamptz",
    "event": "text",
    "actor_id": "bigint",
    "actor_label": "text",
    "door": "text",
    "about": "text",
    "office_id": "bigint",
    "data": "jsonb",
}
_SEAL_COLUMNS = {"number": "bigint", "event_id": "bigint", "digest": "bytea"}


class Line(NamedTuple):
    """One line of the log before it is written."""

    event: str
    by: Actor
    about: str
    at: datetime
    office_id: int | None = None
    data: dict[str, Any] | None = None


def record(
    *,
    event: str,
    by: Actor,
    about: str,
    at: datetime,
    office_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Write who did what, in the caller's transaction.

    `event` is a name like `booking.cancelled`, `about` the thing (`booking:K7MPQ2X9A`). Numbers of identity
    and family cards are masked to their last four digits, wherever they stand.
    """
    record_many([Line(event, by, about, at, office_id, data)])


def record_many(lines: Iterable[Line]) -> None:
    """The same for a batch, as one statement."""
    db.insert_rows(db.table_of(Event), _EVENT_COLUMNS, map(_row, lines))


def seal(now: datetime, *, everywhere: bool = False) -> int:
    """Bind the settled events that are not sealed yet to the chain; how many were.

    May be killed at any moment, and run twice at once: the number of a link is unique, so of two that write
    the same link one keeps nothing and leaves the rest to the other. `everywhere` finds stragglers of any
    age.
    """
    sealed = 0
    while True:
        links = _next_links(now, everywhere)
        if not links or not _write(links):
            return sealed
        sealed += len(links)
        log.info("audit sealed", number=links[-1].number, digest=links[-1].digest.hex())


def sweep(now: datetime) -> int:
    """Seal what committed too late for the ordinary sealing to see."""
    return seal(now, everywhere=True)


def _row(line: Line) -> Sequence[Any]:
    return (
        line.at,
        line.event,
        line.by.user_id,
        masks.mask_numbers(line.by.label)[:200],
        line.by.door,
        masks.mask_numbers(line.about),
        line.office_id,
        _masked(line.data or {}),
    )


def _masked(data: dict[str, Any]) -> Any:
    return masks.mask_value(data) if masks.has_number(str(data)) else data


def _next_links(now: datetime, everywhere: bool) -> list[policy.Link]:
    last = Seal.objects.order_by("-number").values_list("number", "digest").first() or (0, policy.START)
    events = _unsealed(now, everywhere).order_by("id").values_list(*policy.Facts._fields)[:BATCH]
    return list(policy.chain(map(policy.Facts._make, events), last[0], bytes(last[1]), digester()))


def _unsealed(now: datetime, everywhere: bool) -> QuerySet[Event]:
    settled = Event.objects.filter(~Exists(Seal.objects.filter(event=OuterRef("pk"))), at__lte=now - policy.SETTLE)
    newest = None if everywhere else Seal.objects.aggregate(newest=Max("event_id"))["newest"]
    return settled if newest is None else settled.filter(pk__gt=newest - LOOK_BACK)


def _write(links: Sequence[policy.Link]) -> bool:
    """Whether these links are now the chain's next; False when another worker was faster."""
    rows = [(link.number, link.event_id, link.digest) for link in links]
    try:
        with transaction.atomic():
            db.insert_rows(db.table_of(Seal), _SEAL_COLUMNS, rows)
    except IntegrityError:
        return False
    return True
