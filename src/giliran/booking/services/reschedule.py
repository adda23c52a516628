"""Exchange a promise for another time at the same office: one atomic swap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.booking import permissions, policy, selectors
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import PersonRequest, Refused, SeatRequest
from giliran.booking.sentences import sentence
from giliran.booking.services import book, cancel
from giliran.booking.services.allocate import allocate
from giliran.booking.services.hold import Held, hold_party
from giliran.booking.states import TicketState
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.slots import selectors as slots


def reschedule(*, booking: Booking, slot_id: int, key: str, by: Actor, now: datetime) -> Booking:
    """The party's seats for seats in another slot of its office: all of it or nothing, never without a seat, never
    with two (RS01-RS04). The new booking; the same `key` gives the same one again.

    Raises `Refusal`, where a seat is what was missing with `alternatives`, and the old booking stands.
    """
    if not permissions.may_change(by, booking):
        raise PermissionDenied
    request = request_for(booking, booking.tickets.order_by("number"), slot_id, key, by)
    return db.retry_on_deadlock(lambda: _swap(booking, request, by, now))


def request_for(booking: Booking, tickets: Iterable[Ticket], slot_id: int, key: str, by: Actor) -> SeatRequest:
    """The party as it stands now; whoever was cancelled stays out, and children keep their guardian."""
    people = [
        PersonRequest(one.applicant_id or 0, one.service, one.booklet, one.purpose)
        for one in tickets
        if one.state in (TicketState.CONFIRMED, TicketState.MOVED)
    ]
    return SeatRequest(slot_id, booking.account_id, tuple(people), key, by.door, by.user_id, guardian_present=True)


def _swap(booking: Booking, request: SeatRequest, by: Actor, now: datetime) -> Booking:
    with transaction.atomic():
        before = selectors.booking_under_key(request.account_id, request.key)
        if before:
            return _same(before, booking, request)
        target = slots.facts_of(request.slot_id)
        if target is None or target[0].office_id != booking.slot.office_id:
            raise _refusal("unknown_slot" if target is None else "other_office")
        party = hold_party(booking, {booking.slot_id, request.slot_id}, now=now)
        _refuse(party, booking, request)
        return exchange(booking, party, request, by=by, now=now, event="booking.moved")


def _same(before: Booking, booking: Booking, request: SeatRequest) -> Booking:
    if before.moved_from_id != booking.pk or before.slot_id != request.slot_id:
        raise _refusal("key_reused")
    return before


def _refuse(party: Held, booking: Booking, request: SeatRequest) -> None:
    refused = policy.refuse_move(
        party.visit,
        most_moves=offices.national_figure("moves_per_booking"),
        most_changes=offices.national_figure("changes_a_month"),
    )
    if refused or request.slot_id == booking.slot_id:
        raise _refusal(refused or "same_time")


def exchange(
    booking: Booking,
    party: Held,
    request: SeatRequest,
    *,
    by: Actor,
    now: datetime,
    event: str,
    is_office_fault: bool = False,
) -> Booking:
    """Swap the seats of a held party for those it asks for, both slots being held. Raises `Refusal`: then nothing has
    changed once the caller's transaction is undone."""
    gone = cancel.give_up(booking, party.live, TicketState.MOVED, now=now, is_office_fault=is_office_fault)
    [outcome] = allocate([request], now)
    if isinstance(outcome, Refused):
        raise book.refusal(outcome, request, now=now)
    moves = party.visit.moves if is_office_fault else party.visit.moves + 1
    Booking.objects.filter(pk=outcome.booking_id).update(moved_from=booking, moves=moves)
    cancel.record(event, booking, gone, by=by, now=now)
    return Booking.objects.get(pk=outcome.booking_id)


def _refusal(code: str) -> Refusal:
    return Refusal(code, sentence(code))
