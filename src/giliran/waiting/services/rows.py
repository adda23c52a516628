"""What every change of a waiting party does to its rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from giliran.audit import services as audit
from giliran.core import db
from giliran.core.types import Actor
from giliran.waiting.models import WaitingParty, WaitingPerson, WantedDay
from giliran.waiting.states import State

_ACCOUNTS = "SELECT id FROM accounts_user WHERE id {values}"


def lock_accounts(account_ids: Iterable[int]) -> None:
    """In id order and before any slot, as `allocate` does."""
    db.select_in(_ACCOUNTS, sorted(set(account_ids)), "bigint", lock="ORDER BY id FOR NO KEY UPDATE")


def end_waiting(party: WaitingParty, state: State, *, now: datetime, **changes: Any) -> bool:
    """Take a party off the list, if it still waits; its people are free to wait elsewhere."""
    waiting = WaitingParty.objects.filter(pk=party.pk, state=State.WAITING)
    mine = db.claim(waiting, state=state, state_at=now, **changes)
    if mine:
        WaitingPerson.objects.filter(party_id=party.pk).update(is_live=False)
        WantedDay.objects.filter(party_id=party.pk).update(is_live=False)
    return mine


def record(event: str, party: WaitingParty, *, by: Actor, now: datetime, **data: object) -> None:
    audit.record(
        event=event,
        by=by,
        about=f"waiting:{party.public_id}",
        at=now,
        office_id=party.office_id,
        data={"people": party.party, "account": party.account_id, **data},
    )
