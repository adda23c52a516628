"""Pass on what has come free: first to those who wait, in their order, then to everybody.

Each round is one transaction: the accounts of those whose turn it is are locked, then the slot; the seats that have
waited long enough come free, are given, and what nobody on the list can take is everybody's only after that. Nobody
sees a seat in between. With more parties than one round can ask, the slot stays reserved for the list until the next.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest, Refused, SeatRequest, SlotNow
from giliran.booking.services import rows as seats
from giliran.booking.services.allocate import Booked, allocate
from giliran.booking.states import Door
from giliran.core import db
from giliran.core.types import SYSTEM
from giliran.offices.states import Pool
from giliran.slots import services as slots
from giliran.slots.models import Slot
from giliran.slots.policy import FOR_WAITING
from giliran.slots.states import SlotState
from giliran.waiting import selectors
from giliran.waiting.models import PassedOn, PassedOver, WaitingParty, WantedDay
from giliran.waiting.services import letters, rows
from giliran.waiting.services.join import entered
from giliran.waiting.services.seeds import make_seeds
from giliran.waiting.states import State

PARTIES_A_ROUND = 50
_NO_ROOM = ("full", "returning")
_POOLS = (Pool.ONLINE, Pool.ENTITLED)


class Round(NamedTuple):
    """What one round did: whether there was anything to pass on, whom it asked, and whether others are left to ask."""

    was_due: bool
    asked: Collection[int]
    goes_on: bool


def pass_on_due(now: datetime) -> int:
    """Tick step: offer the seats that were given back and have waited long enough, and those that came to slots which
    are open already. Returns how many slots were dealt with."""
    opened = _open_where_nobody_waits()
    due = sorted({*slots.slots_with_due_returns(now), *slots.slots_for_waiting()})
    return opened + sum(_pass_on(slot_id, now) for slot_id in due)


def _open_where_nobody_waits() -> int:
    """After an opening most days have nobody on the list: their slots are everybody's at once, in one statement."""
    waits = WantedDay.objects.filter(office=OuterRef("office"), date=OuterRef("date"), is_live=True)
    halfway = PassedOn.objects.filter(slot=OuterRef("pk"), done_at=None)
    alone = Slot.objects.filter(~Exists(waits), ~Exists(halfway), reserved_for=FOR_WAITING)
    return slots.open_to_all(alone.values_list("id", flat=True))


def _pass_on(slot_id: int, now: datetime) -> bool:
    asked: set[int] = set()
    was_due, goes_on = False, True
    while goes_on:
        one = db.retry_on_deadlock(partial(_round, slot_id, frozenset(asked), now))
        was_due, goes_on = was_due or one.was_due, one.goes_on
        asked |= set(one.asked)
    return was_due


def _round(slot_id: int, but: Collection[int], now: datetime) -> Round:
    with transaction.atomic():
        line = _line(slot_id, but, now)
        turn = line[:PARTIES_A_ROUND]
        rows.lock_accounts(one.account_id for one in turn)
        seats.lock_slots([slot_id])
        freed = slots.free_due_returns(slot_id, now=now)
        slot = seats.lock_slots([slot_id])[slot_id]
        if not freed and slot.reserved_for != FOR_WAITING:
            return Round(False, (), False)
        given = _offer(slot, [one.id for one in turn], now) if _is_for_the_list(slot, now) else 0
        goes_on = len(line) > len(turn) and slot.free > given
        _what_is_left(slot, now, goes_on=goes_on)
    return Round(True, [one.id for one in turn], goes_on)


def _line(slot_id: int, but: Collection[int], now: datetime) -> Sequence[selectors.Party]:
    """Who can take what comes free, in order, as it looks before anything is locked."""
    slot = Slot.objects.select_related("office").get(id=slot_id)
    if slot.pool not in _POOLS or slot.reserved_for not in ("", FOR_WAITING) or slot.starts_at <= now:
        return []
    make_seeds([slot.date])
    return selectors.line_for(slot, slot.capacity - slot.taken + slot.returning, now=now, but=but)


def _is_for_the_list(slot: SlotNow, now: datetime) -> bool:
    """An opening's seats are its entries', and what has begun or is closed is nobody's."""
    is_open = slot.state == SlotState.RELEASED and slot.starts_at > now
    return is_open and slot.free > 0 and slot.reserved_for in ("", FOR_WAITING)


def _what_is_left(slot: SlotNow, now: datetime, *, goes_on: bool) -> None:
    """Everybody's, or kept for those on the list who were not asked yet."""
    if goes_on:
        slots.keep_for_waiting(slot.id)
        return
    slots.open_to_all([slot.id])
    PassedOn.objects.filter(slot_id=slot.id, done_at=None).update(done_at=now)


def _offer(slot: SlotNow, ids: Sequence[int], now: datetime) -> int:
    """Give the free seats to these parties, in this order, as far as they go; how many were given."""
    came = _passed_on(slot, now)
    known = {one.pk: one for one in _parties(ids)}
    turn = [known[id_] for id_ in ids if id_ in known]
    busy = entered([bytes(one.nik_hash) for party in turn for one in party.people.all()])
    free = [party for party in turn if not _pass_over_the_entered(party, busy, came)]
    outcomes = allocate([_request(party, slot) for party in free], now)
    given = 0
    for party, outcome in zip(free, outcomes, strict=True):
        if isinstance(outcome, Booked):
            _find(party, outcome, now)
            given += party.party
        else:
            _pass_over(party, outcome, came)
    PassedOn.objects.filter(pk=came.pk).update(
        given=F("given") + given, parties=F("parties") + sum(isinstance(one, Booked) for one in outcomes)
    )
    return given


def _passed_on(slot: SlotNow, now: datetime) -> PassedOn:
    """The row of this occasion; a later round of it goes on with the same."""
    came = PassedOn.objects.filter(slot_id=slot.id, done_at=None).first()
    if came is None:
        return PassedOn.objects.create(slot_id=slot.id, at=now, seats=slot.free)
    PassedOn.objects.filter(pk=came.pk).update(seats=F("given") + slot.free)
    return came


def _parties(ids: Sequence[int]) -> Sequence[WaitingParty]:
    """Those of these that still wait, now that their accounts are held."""
    waiting = WaitingParty.objects.filter(id__in=ids, state=State.WAITING).select_for_update(no_key=True, of=("self",))
    return list(waiting.order_by("id").select_related("account", "office").prefetch_related("people"))


def _request(party: WaitingParty, slot: SlotNow) -> SeatRequest:
    people = sorted(party.people.all(), key=lambda one: one.position)
    return SeatRequest(
        slot_id=slot.id,
        account_id=party.account_id,
        people=tuple(PersonRequest(one.applicant_id or 0, one.service, one.booklet, one.purpose) for one in people),
        key=f"waiting:{party.public_id}",
        door=Door.JOBS,
        guardian_present=party.guardian_present,
        reserved_for=FOR_WAITING,
    )


def _find(party: WaitingParty, outcome: Booked, now: datetime) -> None:
    rows.end_waiting(party, State.FOUND, now=now, booking_id=outcome.booking_id)
    rows.record("waiting.found", party, by=SYSTEM, now=now, booking=outcome.code)
    booking = Booking.objects.select_related("slot__office", "account").get(pk=outcome.booking_id)
    letters.tell_found(party, booking, now=now)


def _pass_over(party: WaitingParty, refused: Refused, came: PassedOn) -> None:
    """Who did not fit any more lost to those before; every other reason is kept."""
    if refused.code not in _NO_ROOM:
        PassedOver.objects.get_or_create(passed_on=came, party=party, defaults={"code": refused.code})


def _pass_over_the_entered(party: WaitingParty, busy: Collection[bytes], came: PassedOn) -> bool:
    is_busy = any(bytes(one.nik_hash) in busy for one in party.people.all())
    if is_busy:
        _pass_over(party, Refused("in_an_opening"), came)
    return is_busy
