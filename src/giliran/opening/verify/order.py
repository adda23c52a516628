"""Ranks, and the order in which people were let in."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

from giliran.opening.policy.draw import RollEntry, draw
from giliran.opening.verify.document import Drawn, Row
from giliran.opening.verify.findings import Finding
from giliran.opening.verify.published import DRAWN

_OUT_OF_LINE = {"entitled", "withdrawn", "void"}


def drawn_order(drawn: Drawn) -> list[RollEntry] | None:
    """The order that follows from what was published; None while there is nothing to draw from."""
    if not drawn.seed or not drawn.roll_digest or drawn.method == "open":
        return None
    entries = (row.entry for row in drawn.rows)
    return draw(entries, bytes.fromhex(drawn.seed), drawn.roll_digest, drawn.beacon)


def ranks(drawn: Drawn, order: Sequence[RollEntry] | None) -> list[Finding] | None:
    has_ranks = any(row.rank is not None for row in drawn.rows)
    if order is None or (drawn.state not in DRAWN and not has_ranks):
        return None
    if drawn.rows and not has_ranks:
        return [Finding("ranks_missing", "", {})]
    due = {entry.id: rank for rank, entry in enumerate(order, start=1)}
    placed, found = _placed(drawn.rows, due)
    moved = [placed[at] for at in out_of_order([due[row.entry.id] for row in placed])]
    if 2 * len(moved) > len(placed):
        return [*found, Finding("ranks_other", "", {"moved": len(moved), "entries": len(placed)})]
    return found + [
        Finding("rank_moved", row.entry.id, {"is": row.rank or 0, "due": due[row.entry.id]}) for row in moved
    ]


def _placed(rows: Sequence[Row], due: dict[str, int]) -> tuple[list[Row], list[Finding]]:
    """The rows by their published rank, and those whose rank cannot be."""
    places: dict[int, Row] = {}
    found = []
    for row in rows:
        if row.rank is None:
            found.append(Finding("rank_missing", row.entry.id, {"due": due[row.entry.id]}))
        elif row.rank in places or not 1 <= row.rank <= len(rows):
            found.append(Finding("rank_impossible", row.entry.id, {"is": row.rank}))
        else:
            places[row.rank] = row
    return [places[rank] for rank in sorted(places)], found


def turns(drawn: Drawn) -> list[Finding] | None:
    line = _line(drawn)
    if not any(row.admitted is not None for row in line if row.rank is not None):
        return None
    return [_turn(row) for row in _jumped(line) if row.rank is not None]


def late(drawn: Drawn) -> list[Finding] | None:
    """Late entries stand behind the roll, in the order in which they came, and have no entitled seats."""
    entitled = {slot.id for slot in drawn.slots if slot.pool == "entitled"}
    seated = [row for row in drawn.late if row.outcome == "entitled" or row.slot in entitled]
    found = [Finding("late_entitled", row.entry.id, {"is": _or_dash(row.slot)}) for row in seated]
    line = _line(drawn)
    if not any(row.admitted is not None for row in line if row.rank is None):
        return found or None
    jumped = [row for row in _jumped(line) if row.rank is None]
    return found + [_turn(row) if row.admitted is None else _late_first(row) for row in jumped]


def _line(drawn: Drawn) -> list[Row]:
    """Who was let in or still waits for it: the roll by rank, then who came late. Empty where there are no turns."""
    if drawn.method != "turns":
        return []
    ranked = sorted((row for row in drawn.rows if row.rank is not None), key=lambda row: row.rank or 0)
    return [row for row in (*ranked, *drawn.late) if row.admitted is not None or _waits(row)]


def _waits(row: Row) -> bool:
    return row.withdrawn is None and row.outcome not in _OUT_OF_LINE


def _jumped(line: list[Row]) -> list[Row]:
    return [line[at] for at in out_of_order([math.inf if row.admitted is None else row.admitted for row in line])]


def _turn(row: Row) -> Finding:
    if row.admitted is None:
        return Finding("turn_skipped", row.entry.id, {})
    return Finding("turn_order", row.entry.id, {"is": row.admitted_at})


def _late_first(row: Row) -> Finding:
    return Finding("late_first", row.entry.id, {"is": row.admitted_at})


def _or_dash(slot: int | None) -> int | str:
    return "-" if slot is None else slot


def out_of_order(values: Sequence[float]) -> list[int]:
    """Which places stand outside the longest run that never falls: the fewest that must have been moved."""
    ends: list[float] = []
    last: list[int] = []
    before: list[int] = []
    for at, one in enumerate(values):
        length = bisect_right(ends, one)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(one)
            last.append(at)
        else:
            ends[length], last[length] = one, at
    kept, at = set(), last[-1] if last else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return [at for at in range(len(values)) if at not in kept]
