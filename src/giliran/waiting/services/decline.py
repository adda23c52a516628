"""Say no to a place that was found."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.booking.services.cancel import cancel_booking
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.waiting import permissions, policy, selectors
from giliran.waiting.models import WaitingParty
from giliran.waiting.sentences import sentence
from giliran.waiting.services import rows
from giliran.waiting.states import State


def decline(*, party: WaitingParty, by: Actor, now: datetime) -> WaitingParty:
    """Give a found place back, all of it, until the day before; it waits and goes to the next in line.

    It is no loss, and the party may wait again. Raises `Refusal`.
    """
    if not permissions.may_see(by, party):
        raise PermissionDenied
    return db.retry_on_deadlock(lambda: _decline(party, by, now))


def _decline(party: WaitingParty, by: Actor, now: datetime) -> WaitingParty:
    with transaction.atomic():
        rows.lock_accounts([party.account_id])
        party.refresh_from_db(fields=["state", "booking"])
        booking = party.booking
        visit_date = booking.slot.date if booking else now.date()
        refused = policy.refuse_decline(party.state, visit_date, selectors.today_at(party.office, now))
        if refused or booking is None:
            raise Refusal(refused, sentence(refused))
        cancel_booking(booking=booking, by=by, now=now, reason="declined")
        db.claim(WaitingParty.objects.filter(pk=party.pk, state=State.FOUND), state=State.DECLINED, state_at=now)
        rows.record("waiting.declined", party, by=by, now=now, booking=booking.code)
    party.refresh_from_db(fields=["state", "state_at"])
    return party
