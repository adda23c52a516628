"""Who may give seats back, and who may exchange them for others (RS01-RS05, CN01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


class TicketNow(NamedTuple):
    """A ticket as it is, and how often its person has changed or given back a visit this month."""

    id: int
    state: str
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """What is to be given back or exchanged. `moves`: how often this promise was exchanged before; `today` is the
    office's own."""

    tickets: Sequence[TicketNow]
    starts_at: datetime
    visit_date: date
    today: date
    moves: int = 0

    @property
    def live(self) -> list[TicketNow]:
        return [ticket for ticket in self.tickets if ticket.state == "confirmed"]


_OVER = {"cancelled": "cancelled_already", "moved": "moved_already", "attended": "attended_already", "missed": "missed"}


def refuse_ended(state: str) -> str:
    """Why nothing about a ticket in this state can be changed any more, as a code; empty while it holds its seat."""
    return _OVER.get(state, "")


def refuse_cancel(visit: Visit, asked: Sequence[int], now: datetime) -> str:
    """Why these tickets (ids) cannot be given back, as a code; empty if they can. Until the window starts, always."""
    chosen = [ticket for ticket in visit.tickets if ticket.id in asked]
    if not chosen or len(chosen) < len(set(asked)):
        return "nobody_chosen"
    over = next((ticket for ticket in chosen if ticket.state != "confirmed"), None)
    if over:
        return _OVER[over.state]
    return "visit_begun" if visit.starts_at <= now else ""


def refuse_move(visit: Visit, *, most_moves: int, most_changes: int) -> str:
    """Why a visit cannot be exchanged for another time, as a code; empty if it can.

    Once, until the day before (RS01, RS02); the party together; and nobody in it beyond the changes of a month.
    """
    over = _refuse_over(visit)
    if over:
        return over
    if visit.today >= visit.visit_date:
        return "move_too_late"
    if visit.moves >= most_moves:
        return "moved_once"
    return "changes_used_up" if any(ticket.changes >= most_changes for ticket in visit.live) else ""


def refuse_target(*, slot_id: int, day: date, to_slot_id: int, to_day: date, same_day: bool) -> str:
    """Why a visit in one slot cannot be exchanged for another one of its office, as a code; empty if it can.

    `same_day`: whether another session of the same date will do; by RS04 it does not.
    """
    if slot_id == to_slot_id:
        return "same_time"
    return "same_date" if day == to_day and not same_day else ""


def refuse_special_move(visit: Visit) -> str:
    """The same where the state is at fault (RS05): however often it was moved before, and on the day itself too."""
    return _refuse_over(visit) or ("visit_begun" if visit.today > visit.visit_date else "")


def _refuse_over(visit: Visit) -> str:
    """Why nobody of the party is left to be moved, or not all of them together."""
    if not visit.live:
        return _OVER[visit.tickets[0].state] if visit.tickets else "nobody_chosen"
    is_part_over = any(ticket.state in ("attended", "missed") for ticket in visit.tickets)
    return "visit_begun" if is_part_over else ""
