"""Seats that were taken by another account the moment they became free."""

from __future__ import annotations

from datetime import datetime

from giliran.core import db
from giliran.reports.policy import MINUTES, Swap
from giliran.reports.selectors.sql import moment, rows_of

MOST_READ = 50_000
"""Of the newest; a pattern is one of many within weeks."""

_AT_ONCE = {
    True: "taken.created_at <= freed.offered_at + make_interval(mins => %(minutes)s)",
    False: "strftime('%%s', taken.created_at) - strftime('%%s', freed.offered_at) <= 60 * %(minutes)s",
}
"""On PostgreSQL, and on SQLite."""

_FOUND = """
    WITH given AS MATERIALIZED (
        SELECT DISTINCT ticket.booking_id, ticket.account_id, booking.slot_id, ticket.state_at
        FROM booking_ticket ticket JOIN booking_booking booking ON booking.id = ticket.booking_id
        WHERE ticket.state IN ('cancelled', 'moved') AND ticket.state_at >= %(since)s AND NOT ticket.is_office_fault
    ), freed AS MATERIALIZED (
        SELECT DISTINCT given.booking_id, given.account_id, given.slot_id, seats.offered_at
        FROM slots_seatreturn seats
        JOIN given ON given.slot_id = seats.slot_id AND given.state_at = seats.returned_at
        WHERE seats.returned_at >= %(since)s AND seats.offered_at IS NOT NULL
    )
    SELECT DISTINCT freed.booking_id, freed.account_id, taken.id, taken.account_id AS taker_id, taken.created_at
    FROM freed JOIN booking_booking taken ON taken.slot_id = freed.slot_id AND taken.created_at >= freed.offered_at
        AND taken.account_id <> freed.account_id AND taken.door <> 'jobs' AND taken.created_at >= %(since)s
    WHERE {at_once}
    ORDER BY taken.created_at DESC, freed.booking_id, taken.id LIMIT %(most)s
"""


def passed(since: datetime) -> list[Swap]:
    """Each booking that gave a seat back with each of another account that took one there within minutes of its
    becoming free. What the waiting list gives is left out: nobody can steer to whom."""
    statement = _FOUND.format(at_once=_AT_ONCE[db.is_postgres()])
    rows = rows_of(statement, since=since, minutes=MINUTES, most=MOST_READ)
    return [Swap(given, giver, taken, taker, moment(at)) for given, giver, taken, taker, at in rows]
