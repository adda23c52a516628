"""The tables as `take_seats` reads and writes them: a handful of set-based statements a batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from giliran.booking.policy import PersonRequest
from giliran.core import db
from giliran.core.db import Read
from giliran.opening.models import Entry
from giliran.opening.policy import turns
from giliran.opening.policy.taking import EntryNow, OpeningNow
from giliran.opening.states import Outcome

Row = tuple[Any, ...]

_OPENINGS = (
    "SELECT id, state, method, paused_at, balloted_at, closes_at, line_people, late_people FROM opening_opening "
    "WHERE id {values}"
)
_STRETCHES = "SELECT opening_id, at, pace, admitted FROM opening_pacechange WHERE opening_id {values}"
_ENTRIES = (
    "SELECT id, public_id, opening_id, account_id, ahead, admitted_at, outcome, withdrawn_at, booking_id, "
    "guardian_present FROM opening_entry WHERE public_id {values}"
)
_PEOPLE = (
    "SELECT entry_id, applicant_id, service, booklet, purpose FROM opening_entryperson "
    "WHERE ended_at IS NULL AND entry_id IN (SELECT id FROM opening_entry WHERE public_id {values})"
)

_TAKEN = {
    "slot_id": "bigint",
    "booking_id": "bigint",
    "outcome": "text",
    "booked_at": "timestamptz",
    "admitted_at": "timestamptz",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a batch may look at: openings by id, entries by public id, and the party of each entry by its id."""

    openings: dict[int, OpeningNow]
    entries: dict[str, EntryNow]
    parties: dict[int, list[PersonRequest]]


def read_for(opening_ids: Iterable[int], entries: Iterable[str]) -> Known:
    """Openings first and entries next, each held until the batch is done: no step of the tick comes in between."""
    ids, numbers = set(opening_ids), set(entries)
    openings, stretches, rows, people = db.select_together([
        Read(_OPENINGS, ids, "bigint", "FOR SHARE", each=True),
        Read(_STRETCHES, ids, "bigint", each=True),
        Read(_ENTRIES, numbers, "varchar", "FOR NO KEY UPDATE", each=True),
        Read(_PEOPLE, numbers, "varchar", each=True),
    ])  # fmt: skip
    found = [
        EntryNow(id_, number, opening, account, ahead, _aware(let_in), outcome, _aware(left), booking, bool(guardian))
        for id_, number, opening, account, ahead, let_in, outcome, left, booking, guardian in rows
    ]
    return Known(_openings(openings, stretches), {one.public_id: one for one in found}, _parties(people))


def _openings(rows: Iterable[Row], stretches: Iterable[Row]) -> dict[int, OpeningNow]:
    paces: dict[int, list[turns.Stretch]] = {}
    for opening_id, at, pace, admitted in stretches:
        paces.setdefault(opening_id, []).append(turns.Stretch(db.aware(at), pace, admitted))
    return {
        id_: OpeningNow(
            id_, state, method, _aware(paused_at), _aware(balloted_at), db.aware(closes_at), line, late,
            tuple(sorted(paces.get(id_, ()))),
        )
        for id_, state, method, paused_at, balloted_at, closes_at, line, late in rows
    }  # fmt: skip


def _parties(rows: Iterable[Row]) -> dict[int, list[PersonRequest]]:
    """0 stands for a person who is no longer there."""
    parties: dict[int, list[PersonRequest]] = {}
    for entry_id, applicant_id, *wants in rows:
        parties.setdefault(entry_id, []).append(PersonRequest(applicant_id or 0, *wants))
    return parties


def _aware(moment: datetime | None) -> datetime | None:
    return moment and db.aware(moment)


def mark_taken(taken: Sequence[tuple[EntryNow, int, int]], openings: dict[int, OpeningNow], now: datetime) -> None:
    """Write slot and booking into each entry, and when its turn came if the tick has not noted that yet."""
    rows = [
        (entry.id, slot_id, booking_id, Outcome.TURN.value, now, entry.admitted_at or _came_at(entry, openings, now))
        for entry, slot_id, booking_id in taken
    ]
    db.update_rows(db.table_of(Entry), "bigint", _TAKEN, rows)


def _came_at(entry: EntryNow, openings: dict[int, OpeningNow], now: datetime) -> datetime | None:
    opening = openings[entry.opening_id]
    return turns.came_at(opening.stretches, entry.ahead or 0, now) if opening.method == "turns" else None
