"""What a NIK holds in the country, held still while it is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from giliran.booking.services.hold import hold_party
from giliran.core import db
from giliran.opening.models import Entry
from giliran.opening.selectors import Claims, claims_of
from giliran.opening.services.lock import share

T = TypeVar("T")


class Moved(Exception):
    """What was looked at had changed before it could be held: look again."""


def hold(nik_hash: bytes, account_id: int, *, now: datetime) -> Claims:
    """Hold what a NIK holds, in the order in which everybody does: opening, entry, accounts, slot, tickets.

    Runs in a transaction. Raises `Moved` if it is no longer what it was: then the transaction is begun again.
    """
    seen = claims_of(nik_hash)
    if seen.entered:
        share([seen.entered.entry.opening_id])
        list(Entry.objects.filter(pk=seen.entered.entry_id).select_for_update(no_key=True).values_list("pk"))
    accounts = "SELECT id FROM accounts_user WHERE id {values}"
    db.select_in(accounts, sorted({account_id, *seen.accounts}), "bigint", lock="ORDER BY id FOR NO KEY UPDATE")
    if seen.ticket:
        hold_party(seen.ticket.booking, [seen.ticket.booking.slot_id], now=now)
    held = claims_of(nik_hash)
    if held.names != seen.names:
        raise Moved
    return held


def until_it_holds(do: Callable[[], T]) -> T:
    """What `do`, a whole transaction, returns; begun again when it lost a race."""
    while True:
        try:
            return db.retry_on_deadlock(do)
        except Moved:
            continue
