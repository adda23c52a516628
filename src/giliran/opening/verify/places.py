"""Seats that were given by lot: entitled seats at the draw, all others in a ballot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from giliran.opening.policy.draw import RollEntry, entitled_order
from giliran.opening.policy.seats import Given, SlotRoom, give, give_any
from giliran.opening.verify.document import Drawn, Row, SlotRow
from giliran.opening.verify.findings import Finding

_GONE = {"withdrawn", "void"}


def entitled(drawn: Drawn, order: Sequence[RollEntry] | None) -> list[Finding] | None:
    slots = [slot for slot in drawn.slots if slot.pool == "entitled"]
    seats = _entitled_seats(drawn)
    is_due = drawn.state in {"running", "closed"} or bool(seats)
    was_given = is_due or any(slot.free_at_draw is not None for slot in slots)
    if order is None or not was_given or not (slots or seats):
        return None
    moment = _moment(drawn.entitled_given, [row for row in drawn.rows if row.entry.id in seats], drawn.drawn)
    takers = _without(order, _passed_over(drawn, seats, drawn.opens if moment is None else moment))
    rooms = [_room(slot, slot.free_at_draw, moment) for slot in slots]
    found = [Finding("entitled_room", "", {"slot": slot.id}) for slot in slots if slot.free_at_draw is None]
    return found + _compared("entitled", give_any(entitled_order(takers, drawn.entitled_from), rooms), seats, order)


def ballot(drawn: Drawn, order: Sequence[RollEntry] | None) -> list[Finding] | None:
    slots = [slot for slot in drawn.slots if slot.pool == "online"]
    balloted = [row for row in drawn.rows if row.outcome == "ballot"]
    was_held = bool(balloted) or any(slot.free_at_ballot is not None for slot in slots)
    is_due = drawn.method == "ballot" and (drawn.state == "closed" or was_held)
    if order is None or not (is_due or balloted):
        return None
    moment = _moment(drawn.balloted, balloted, drawn.opens)
    seats = _ballot_seats(drawn, moment)
    takers = _without(order, _passed_over(drawn, seats, moment) | _entitled_seats(drawn).keys())
    rooms = [_room(slot, slot.free_at_ballot, moment) for slot in slots]
    unsaid = [slot for slot in slots if slot.free_at_ballot is None and not _was_closed(slot, moment)]
    found = [Finding("ballot_room", "", {"slot": slot.id}) for slot in unsaid]
    return found + _compared("ballot", give(takers, rooms), seats, order)


def _entitled_seats(drawn: Drawn) -> dict[str, int | None]:
    """Who has a seat of the entitled pool, or is said to; None where it is not said which."""
    pool = {slot.id for slot in drawn.slots if slot.pool == "entitled"}
    return {row.entry.id: row.slot for row in drawn.rows if row.outcome == "entitled" or row.slot in pool}


def _ballot_seats(drawn: Drawn, moment: int | None) -> dict[str, int]:
    """Who got a seat in the ballot, also if it was given back afterwards."""
    entitled_pool = _entitled_seats(drawn)
    return {
        row.entry.id: row.slot
        for row in drawn.rows
        if row.slot is not None and row.entry.id not in entitled_pool
        if row.outcome == "ballot" or (row.outcome in _GONE and not _is_after(row.booked, moment))
    }


def _moment(said: int | None, seated: Iterable[Row], otherwise: int | None) -> int | None:
    """When seats were given: as it is said, or when the last of them was booked."""
    booked = [row.booked for row in seated if row.booked is not None]
    return said if said is not None else max(booked, default=otherwise)


def _is_after(moment: int | None, other: int | None) -> bool:
    return moment is None or (other is not None and moment > other)


def _passed_over(drawn: Drawn, seats: Mapping[str, int | None], moment: int | None) -> set[str]:
    """Who had withdrawn by then or does not count."""
    return {
        row.entry.id
        for row in drawn.rows
        if row.entry.id not in seats and (row.outcome == "void" or not _is_after(row.withdrawn, moment))
    }


def _without(order: Iterable[RollEntry], left_out: set[str]) -> list[RollEntry]:
    return [entry for entry in order if entry.id not in left_out]


def _was_closed(slot: SlotRow, moment: int | None) -> bool:
    return slot.closed is not None and not _is_after(slot.closed, moment)


def _room(slot: SlotRow, free: int | None, moment: int | None) -> SlotRoom:
    return SlotRoom(slot.id, slot.starts, 0 if _was_closed(slot, moment) else free or 0)


def _compared(
    kind: str, due_seats: Given, seats: Mapping[str, int | None], order: Iterable[RollEntry]
) -> list[Finding]:
    """Each entry's seat against the one it should have, in drawn order."""
    due = {entry.id: slot for entry, slot in due_seats if slot is not None}
    return [
        _seat(kind, entry.id, seats.get(entry.id), due.get(entry.id))
        for entry in order
        if (entry.id in seats, seats.get(entry.id)) != (entry.id in due, due.get(entry.id))
    ]


def _seat(kind: str, id_: str, is_: int | None, due: int | None) -> Finding:
    if is_ is None:
        return Finding(f"{kind}_missing", id_, {"due": due or 0})
    if due is None:
        return Finding(f"{kind}_undue", id_, {"is": is_})
    return Finding(f"{kind}_wrong", id_, {"is": is_, "due": due})
