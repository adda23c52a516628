"""The draw: reveal the seed, rank the roll, and put it in line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q

from giliran.core import db
from giliran.core.types import SYSTEM
from giliran.offices.states import Pool
from giliran.opening import selectors
from giliran.opening.models import Entry, Opening, OpeningSlot
from giliran.opening.policy import draw, seats, timetable
from giliran.opening.policy.draw import RollEntry
from giliran.opening.services.lock import locked
from giliran.opening.services.schedule import record, roll_digest, seed_of
from giliran.opening.states import Method, News, State
from giliran.slots import services as slots

CHUNK = 20_000


class RollChanged(Exception):
    """The roll in the tables is not the one that was published: nothing is drawn from it."""


class _Row(NamedTuple):
    pk: int
    has_left: bool


def draw_due(now: datetime) -> int:
    """Tick step: draw what is due; one whose beacon is not known yet waits for it. Returns how many were drawn.

    Whole or not at all, and the same ranks whoever does it: it may be killed and done again.
    """
    ready = Q(beacon_name="") | ~Q(beacon="")
    due = Opening.objects.filter(ready, state=State.FROZEN, draws_at__lte=now).values_list("pk", flat=True)
    return sum(_draw(pk, now) for pk in due)


def _draw(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        opening = locked(pk, State.FROZEN)
        if opening is None:
            return False
        if roll_digest(opening) != opening.roll_digest:
            raise RollChanged(opening.name)
        seed = seed_of(opening)
        rows, roll = _read(opening)
        ranked = draw.draw(roll, seed, opening.roll_digest, opening.beacon)
        opening.line_people = _write(opening, ranked, rows)
        _line_up_late(opening)
        _look_at_slots(opening)
        _open_entitled(opening, seed, now)
        record("opening.drawn", opening, SYSTEM, now, {"entries": len(ranked), "seed": opening.seed})
    return True


def _read(opening: Opening) -> tuple[dict[str, _Row], list[RollEntry]]:
    found = opening.entries.filter(in_roll=True).values_list(
        "pk", "withdrawn_at", "public_id", "class_no", "losses", "party", "wishes"
    )
    rows: dict[str, _Row] = {}
    roll: list[RollEntry] = []
    for pk, withdrawn_at, public_id, class_no, losses, party, wishes in found.iterator(chunk_size=CHUNK):
        rows[public_id] = _Row(pk, withdrawn_at is not None)
        roll.append(RollEntry(public_id, class_no, losses, party, wishes))
    return rows, roll


def _write(opening: Opening, ranked: Sequence[RollEntry], rows: dict[str, _Row]) -> int:
    """Rank and place of every entry. Returns how many people stand in line."""
    leave = _entitled_ahead(opening, ranked, rows)
    line, people = _line(opening, ranked, rows, leave)
    line.sort()  # by key: the table is written from front to back
    columns = {"rank": "int", "ahead": "int", "news": "text"}
    db.keep_plans()  # else each chunk may read the whole table
    with db.together():
        for chunk in db.in_batches(line, CHUNK):
            db.update_rows(db.table_of(Entry), "bigint", columns, chunk)
    return people


def _line(
    opening: Opening, ranked: Sequence[RollEntry], rows: dict[str, _Row], leave: set[str]
) -> tuple[list[tuple[int, int, int, str]], int]:
    """(key, rank, people ahead, news) of each entry, and how many people stand in line.

    Who has withdrawn, or is about to be given an entitled seat, stands in nobody's way.
    """
    line, people = [], 0
    for rank, entry in enumerate(ranked, 1):
        pk, has_left = rows[entry.id]
        line.append((pk, rank, people if opening.method == Method.TURNS else 0, "" if has_left else News.RESULT.value))
        people += 0 if has_left or entry.id in leave else entry.party
    return line, people


def _entitled_ahead(opening: Opening, ranked: Sequence[RollEntry], rows: dict[str, _Row]) -> set[str]:
    """Who is going to be given an entitled seat, as far as can be said before it is done."""
    rooms = [
        seats.SlotRoom(slot.pk, slot.starts_at, slot.capacity - slot.taken)
        for slot in selectors.slots_of(opening)
        if slot.pool == Pool.ENTITLED
    ]
    staying = [entry for entry in ranked if not rows[entry.id].has_left]
    given = seats.give_any(draw.entitled_order(staying, opening.entitled_from), rooms)
    return {entry.id for entry, slot_id in given if slot_id is not None}


def _line_up_late(opening: Opening) -> None:
    """Who came after the freeze stands behind the roll."""
    late = opening.entries.filter(late_after__isnull=False)
    late.update(ahead=F("late_after") + opening.line_people if opening.method == Method.TURNS else 0)


def _look_at_slots(opening: Opening) -> None:
    OpeningSlot.objects.bulk_create(
        OpeningSlot(
            opening=opening, slot=slot, pool=slot.pool, capacity=slot.capacity, free_at_draw=slot.capacity - slot.taken
        )
        for slot in selectors.slots_of(opening)
    )


def _open_entitled(opening: Opening, seed: bytes, now: datetime) -> None:
    slots.release_held(opening.name, Pool.ENTITLED, now=now)
    if opening.beacon_name:
        _make_up_for_the_wait(opening, now)
    opening.seed, opening.drawn_at, opening.state = seed.hex(), now, State.DRAWN
    opening.save()


def _make_up_for_the_wait(opening: Opening, now: datetime) -> None:
    """A draw that had to wait for its beacon moves the opening with it."""
    late_by = timetable.opens_after(now, opening.opens_at) - opening.opens_at
    if late_by:
        opening.opens_at += late_by
        opening.closes_at += late_by
        slots.move_release(opening.name, opening.opens_at)
