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
    SELECT DISTINCT given.booking_id, given.account_id, taken.id, taken.account_id AS taker_id, taken.created_at
    FROM slots_seatreturn freed
    JOIN booking_booking given_to ON given_to.slot_id = freed.slot_id
    JOIN booking_ticket given ON given.booking_id = given_to.id AND given.state_at = freed.returned_at
        AND given.state IN ('cancelled', 'moved') AND NOT given.is_office_fault
    JOIN booking_booking taken ON taken.slot_id = freed.slot_id AND taken.created_at >= freed.offered_at
        AND taken.account_id <> given.account_id AND taken.door <> 'jobs'
    WHERE freed.returned_at >= %(since)s AND freed.offered_at IS NOT NULL AND {at_once}
    ORDER BY taken.created_at DESC, given.booking_id, taken.id LIMIT %(most)s
"""


def passed(since: datetime) -> list[Swap]:
    """Each booking that gave a seat back with each of another account that took one there within minutes of its
    becoming free. What the waiting list gives is left out: nobody can steer to whom."""
    statement = _FOUND.format(at_once=_AT_ONCE[db.is_postgres()])
    rows = rows_of(statement, since=since, minutes=MINUTES, most=MOST_READ)
    return [Swap(given, giver, taken, taker, moment(at)) for given, giver, taken, taker, at in rows]
