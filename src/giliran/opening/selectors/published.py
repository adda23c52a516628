"""What is published of a draw: roll, and all that is needed to recompute it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from giliran.core import formats
from giliran.opening.models import Entry, Opening, OpeningSlot
from giliran.opening.policy import turns
from giliran.opening.selectors.openings import stretches_of
from giliran.opening.states import Method, State


def roll_lines(opening: Opening) -> Iterator[tuple[str, int, int, int, str]]:
    """The roll's entries (id, class, losses, party, wishes), by id."""
    rows = opening.entries.filter(in_roll=True).order_by("public_id")
    yield from rows.values_list("public_id", "class_no", "losses", "party", "wishes").iterator(chunk_size=5_000)


def draw_head(opening: Opening) -> dict[str, Any]:
    """`draw.json` without its entries. The seed is empty until it is revealed."""
    return {
        "opening": opening.pk,
        "office": opening.office.code,
        "method": opening.method,
        "state": opening.state,
        "commitment": opening.commitment,
        "seed": opening.seed,
        "beacon_name": opening.beacon_name,
        "beacon": opening.beacon,
        "roll_digest": opening.roll_digest,
        "entitled_from": opening.entitled_from,
        "frozen_at": formats.iso(opening.frozen_at),
        "drawn_at": formats.iso(opening.drawn_at),
        "entitled_given_at": formats.iso(opening.entitled_given_at),
        "opens_at": formats.iso(opening.opens_at),
        "balloted_at": formats.iso(opening.balloted_at),
        "closed_at": formats.iso(opening.closed_at),
        "slots": [_drawn_slot(one) for one in opening.slots.select_related("slot").order_by("slot_id")],
    }


def draw_late(opening: Opening) -> Iterator[dict[str, Any]]:
    """Those who came after the freeze, in the order of coming, as `draw.json` shows them."""
    return _drawn_entries(opening, opening.entries.filter(late_after__isnull=False).order_by("late_after"))


def draw_entries(opening: Opening) -> Iterator[dict[str, Any]]:
    """The roll by rank, as `draw.json` shows it: nothing before it is closed."""
    if opening.state in (State.SCHEDULED, State.GATHERING):
        return iter(())
    return _drawn_entries(opening, opening.entries.filter(in_roll=True).order_by("rank", "public_id"))


def draw_document(opening: Opening) -> dict[str, Any]:
    """`draw.json`: all that is needed to recompute what was given by lot.

    The late ones are read first: whoever is let in while this is read is then seen before those who stand behind.
    """
    late = list(draw_late(opening))
    return {**draw_head(opening), "late": late, "entries": list(draw_entries(opening))}


def _drawn_slot(one: OpeningSlot) -> dict[str, Any]:
    return {
        "id": one.slot_id,
        "pool": one.pool,
        "date": one.slot.date.isoformat(),
        "starts_at": formats.iso(one.slot.starts_at),
        "capacity": one.capacity,
        "free_at_draw": one.free_at_draw,
        "free_at_ballot": one.free_at_ballot,
        "closed_at": formats.iso(one.closed_at),
    }


_DRAWN = (
    "public_id", "class_no", "losses", "party", "wishes", "rank", "outcome", "reason", "slot_id", "admitted_at",
    "booked_at", "withdrawn_at", "ahead",
)  # fmt: skip


def _drawn_entries(opening: Opening, entries: QuerySet[Entry]) -> Iterator[dict[str, Any]]:
    came_at = _turns_of(opening)
    for row in entries.values_list(*_DRAWN).iterator(chunk_size=5_000):
        one = dict(zip(_DRAWN, row, strict=True))
        if one["admitted_at"] is None and one["ahead"] is not None and not one["outcome"]:
            one["admitted_at"] = came_at(one["ahead"])
        moments = {name: formats.iso(one[name]) for name in ("admitted_at", "booked_at", "withdrawn_at")}
        yield {
            "id": one["public_id"],
            "class": one["class_no"],
            **{name: one[name] for name in ("losses", "party", "wishes", "rank", "outcome", "reason")},
            "slot": one["slot_id"],
            **moments,
        }


def _turns_of(opening: Opening) -> Callable[[int], datetime | None]:
    """When the turn of a place in the line came, up to the last one that was noted.

    Whoever takes a seat between two steps of the tick is noted at once, and those before them with the next step.
    """
    noted = opening.entries.aggregate(last=Max("admitted_at"))["last"]
    if opening.state != State.RUNNING or opening.method != Method.TURNS or noted is None:
        return lambda ahead: None
    stretches = stretches_of(opening)
    return lambda ahead: turns.came_at(stretches, ahead, noted)
