"""Where the parties of a day that an office cannot keep would go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple


class Party(NamedTuple):
    """A party that holds seats on the day, by its booking."""

    booking_id: int
    people: int
    window_id: int
    date: date


class OpenSlot(NamedTuple):
    """A slot that anybody could book, and how many seats it has left."""

    id: int
    window_id: int
    date: date
    starts_at: datetime
    free: int


def plan_moves(parties: Sequence[Party], slots: Iterable[OpenSlot]) -> dict[int, int]:
    """Booking id to the id of the slot that the party would move to; who is left out cannot be moved.

    In the order given, each party whole. Taken one after the other, so that the first few of a plan are the plan of
    the first few.
    """
    by_id = {slot.id: slot for slot in slots}
    moves: dict[int, int] = {}
    for party in parties:
        nearest = next(iter(nearest_first(party, by_id.values())), None)
        if nearest is not None:
            moves[party.booking_id] = nearest
            by_id[nearest] = by_id[nearest]._replace(free=by_id[nearest].free - party.people)
    return moves


def nearest_first(party: Party, slots: Iterable[OpenSlot]) -> list[int]:
    """The slots that hold the party, nearest first: the next day, and on it the party's own window.

    Never earlier than what was promised: somebody may learn of it late.
    """
    fit = [slot for slot in slots if slot.date > party.date and slot.free >= party.people]
    fit.sort(key=lambda slot: (slot.date, slot.window_id != party.window_id, slot.starts_at, slot.id))
    return [slot.id for slot in fit]
