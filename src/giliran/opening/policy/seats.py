"""Who gets which seat, once the order is drawn. Each party all or nothing, and never above what is free."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from giliran.opening.policy.draw import RollEntry

ANY = "any"

Given = list[tuple[RollEntry, int | None]]
"""Each entry with its slot, in order; None for who got nothing."""


@dataclass(slots=True)
class SlotRoom:
    """A slot with its free seats. `starts_at` is whatever sorts by time, the same kind for all."""

    id: int
    starts_at: Any
    free: int


def choose_any(rooms: Iterable[SlotRoom], party: int) -> int | None:
    """The slot with the fewest free seats that still holds the party, then the earlier, then the smaller id."""
    fitting = [(room.free, room.starts_at, room.id) for room in rooms if room.free >= party]
    return min(fitting)[2] if fitting else None


def choose_wished(wishes: Sequence[int], rooms: Mapping[int, SlotRoom], party: int) -> int | None:
    """The first wish that holds the party. Slots that are not there hold nobody."""
    return next((wish for wish in wishes if wish in rooms and rooms[wish].free >= party), None)


def wishes_of(text: str) -> tuple[int, ...]:
    """Slot ids in the order of preference; none for `any` and for an empty text."""
    return tuple(map(int, text.split(","))) if text and text != ANY else ()


def give(entries: Iterable[RollEntry], rooms: Iterable[SlotRoom]) -> Given:
    """The ballot: seats in the order of the entries, each its first wish that fits. `rooms` lose what is given."""
    shelf = _Shelf(rooms)
    return [
        (entry, shelf.take_any(entry.party) if entry.wishes == ANY else shelf.take_wished(entry.wishes, entry.party))
        for entry in entries
    ]


def give_any(entries: Iterable[RollEntry], rooms: Iterable[SlotRoom]) -> Given:
    """Entitled seats: in the order of the entries, whatever they wished. `rooms` lose what is given."""
    shelf = _Shelf(rooms)
    return [(entry, shelf.take_any(entry.party)) for entry in entries]


def is_fair_attempt(wishes: str, online_slot_ids: Iterable[int]) -> bool:
    """Whether the wishes cover at least half of the windows: only then is nothing a loss."""
    windows = set(online_slot_ids)
    return wishes == ANY or 2 * len(windows & set(wishes_of(wishes))) >= len(windows)


class _Shelf:
    """Rooms kept in the order in which `any` looks at them, so that a hundred thousand parties are served at once."""

    def __init__(self, rooms: Iterable[SlotRoom]) -> None:
        self._rooms = {room.id: room for room in rooms}
        self._order = sorted((room.free, room.starts_at, room.id) for room in self._rooms.values())
        self._wishes: dict[str, tuple[int, ...]] = {}

    def take_any(self, party: int) -> int | None:
        at = bisect_left(self._order, (party,))
        return self._take(self._order[at][2], party) if at < len(self._order) else None

    def take_wished(self, wishes: str, party: int) -> int | None:
        if wishes not in self._wishes:
            self._wishes[wishes] = wishes_of(wishes)
        chosen = choose_wished(self._wishes[wishes], self._rooms, party)
        return None if chosen is None else self._take(chosen, party)

    def _take(self, slot_id: int, party: int) -> int:
        room = self._rooms[slot_id]
        del self._order[bisect_left(self._order, (room.free, room.starts_at, room.id))]
        room.free -= party
        insort(self._order, (room.free, room.starts_at, room.id))
        return slot_id
