"""May this party take seats now? Plain values in, a refusal's code out; empty if it may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from giliran.opening.policy import turns


class OpeningNow(NamedTuple):
    """An opening as it is while a batch looks at it. `stretches` are its line's, in the order of time."""

    id: int
    state: str
    method: str
    paused_at: datetime | None
    balloted_at: datetime | None
    closes_at: datetime
    line_people: int
    late_people: int
    stretches: tuple[turns.Stretch, ...] = ()

    @property
    def name(self) -> str:
        """What its slots are reserved for."""
        return f"opening:{self.id}"

    @property
    def phase(self) -> str:
        """The state, or what it is waiting for within it: `paused`, `balloting`."""
        if self.state == "running" and self.paused_at:
            return "paused"
        if self.state == "running" and self.method == "ballot" and not self.balloted_at:
            return "balloting"
        return self.state

    def admitted(self, now: datetime) -> int:
        """How many people of the line have been let in; where nobody queues, everybody as soon as it is open."""
        if self.state != "running":
            return 0
        if self.method != "turns":
            return int(self.phase == "running")
        return min(turns.admitted(self.stretches, now), self.line_people + self.late_people + 1)


class EntryNow(NamedTuple):
    """An entry as it is while a batch looks at it."""

    id: int
    public_id: str
    opening_id: int
    account_id: int
    ahead: int | None
    admitted_at: datetime | None
    outcome: str
    withdrawn_at: datetime | None
    booking_id: int | None
    guardian_present: bool


def refuse_moment(opening: OpeningNow, now: datetime) -> str:
    """What is wrong with the opening at this moment."""
    if opening.state == "cancelled":
        return "opening_cancelled"
    if opening.state == "closed" or opening.closes_at <= now:
        return "opening_closed"
    return {"running": "", "paused": "opening_paused"}.get(opening.phase, "opening_not_running")


def refuse_entry(entry: EntryNow, admitted: int) -> str:
    """What is wrong with the entry, or that its turn has not come."""
    if entry.withdrawn_at:
        return "entry_withdrawn"
    if entry.outcome == "void":
        return "entry_void"
    return "" if entry.ahead is not None and turns.has_come(entry.ahead, admitted) else "turn_not_reached"


def refuse_party(asked: Sequence[object], party: Sequence[object]) -> str:
    """Only the entered party, or a part of it, can be booked."""
    return "" if set(asked) <= set(party) else "not_your_party"
