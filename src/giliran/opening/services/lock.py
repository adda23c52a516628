"""One hand at a time on an opening."""

from __future__ import annotations

from collections.abc import Sequence

from giliran.core import db
from giliran.opening.models import Opening


def locked(pk: int, *states: str) -> Opening | None:
    """The opening, held until the transaction ends, if it is in one of these states.

    Entries and turns hold it shared, so that they wait for a step that is under way, and the step for them.
    """
    held = Opening.objects.select_for_update(no_key=True, of=("self",)).select_related("office")
    return held.filter(pk=pk, state__in=states).first()


def share(opening_ids: Sequence[int]) -> None:
    """Hold openings as they are until the transaction ends, together with others who do so."""
    statement = "SELECT id FROM opening_opening WHERE id {values}"
    db.select_in(statement, sorted(opening_ids), "bigint", lock="ORDER BY id FOR SHARE")
