"""Take off the list who has nothing left to wait for, and say so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.core.types import SYSTEM
from giliran.opening.models import EntryPerson
from giliran.waiting import selectors
from giliran.waiting.models import WaitingParty, WaitingPerson
from giliran.waiting.services import letters, rows
from giliran.waiting.states import Ending, State

BATCH = 500


def expire_due(now: datetime) -> int:
    """Tick step: end the wait of parties of which somebody has a booking or is in an opening by now, and of those whose
    days are over; everybody is told why. Returns how many."""
    return sum(_end(party, ending, now) for ending, found in _due(now).items() for party in found)


def _due(now: datetime) -> dict[Ending, list[WaitingParty]]:
    same = {"nik_hash": OuterRef("nik_hash")}
    booked = Exists(Ticket.objects.filter(state=TicketState.CONFIRMED, **same))
    in_opening = Exists(EntryPerson.objects.filter(is_live=True, **same))
    over = _waiting().filter(until__lte=now.date())
    return {
        Ending.BOOKED: list(_with_people(booked)[:BATCH]),
        Ending.ENTERED: list(_with_people(in_opening)[:BATCH]),
        Ending.OVER: [one for one in over[:BATCH] if one.until < selectors.today_at(one.office, now)],
    }


def _with_people(such: Exists) -> QuerySet[WaitingParty]:
    people = WaitingPerson.objects.filter(such, is_live=True)
    return _waiting().filter(id__in=people.values("party_id"))


def _waiting() -> QuerySet[WaitingParty]:
    return WaitingParty.objects.filter(state=State.WAITING).select_related("account", "office").order_by("until", "id")


def _end(party: WaitingParty, ending: Ending, now: datetime) -> bool:
    with transaction.atomic():
        mine = rows.end_waiting(party, State.EXPIRED, now=now, ending=ending)
        if mine:
            rows.record("waiting.ended", party, by=SYSTEM, now=now, why=ending.value)
            letters.tell_ended(party, ending, now=now)
    return mine
