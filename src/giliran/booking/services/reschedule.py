"""Exchange a promise for another time at the same office: one atomic swap."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.booking import permissions, policy, selectors
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import PersonRequest, Refused, SeatRequest, Visit
from giliran.booking.sentences import sentence
from giliran.booking.services import book, cancel, letters
from giliran.booking.services.allocate import allocate
from giliran.booking.services.hold import Held, hold_party
from giliran.booking.states import Cause, TicketState
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.slots import selectors as slots


def reschedule(*, booking: Booking, slot_id: int, key: str, by: Actor, now: datetime, reason: str = "") -> Booking:
    """The party's seats for seats in another slot of its office: all of it or nothing, never without a seat, never
    with two (RS01-RS04). The new booking; the same `key` gives the same one again.

    Whoever does it for somebody else says why. Raises `Refusal`, where a seat is what was missing with `alternatives`,
    and the old booking stands.
    """
    if not permissions.may_change(by, booking):
        raise PermissionDenied
    cancel.ask_why(booking, by, reason)
    return _swap(booking, slot_id, key, _Kind("booking.moved", _refuse, reason), by=by, now=now)


def reschedule_specially(
    *, booking: Booking, slot_id: int, key: str, cause: str, reason: str, by: Actor, now: datetime
) -> Booking:
    """The same where the state is at fault (RS05, `cause` is one of `Cause`): beyond the moves of a booking and of a
    month, and on the day itself. It uses up no move. For those who answer for the office, with a reason on record."""
    if not permissions.may_move_specially(by, booking):
        raise PermissionDenied
    if cause not in Cause:
        raise Refusal("cause_needed", sentence("cause_needed"), field="cause")
    cancel.ask_why(booking, by, reason)
    kind = _Kind("booking.moved_specially", policy.refuse_special_move, reason, cause)
    return _swap(booking, slot_id, key, kind, by=by, now=now)


@dataclass(frozen=True, slots=True)
class _Kind:
    """By which rule a booking is moved, and how that goes on record. `cause` is set where the state is at fault."""

    event: str
    refuse: Callable[[Visit], str]
    reason: str
    cause: str = ""


def _swap(booking: Booking, slot_id: int, key: str, kind: _Kind, *, by: Actor, now: datetime) -> Booking:
    return db.retry_on_deadlock(lambda: _swap_once(booking, slot_id, key, kind, by, now))


def _swap_once(booking: Booking, slot_id: int, key: str, kind: _Kind, by: Actor, now: datetime) -> Booking:
    with transaction.atomic():
        target = slots.facts_of(slot_id)
        if target is None or target[0].office_id != booking.slot.office_id:
            raise _refusal("unknown_slot" if target is None else "other_office")
        party = hold_party(booking, {booking.slot_id, slot_id}, now=now)
        before = selectors.booking_under_key(booking.account_id, key)
        if before:
            return _same(before, booking, slot_id)
        refused = kind.refuse(party.visit) or _refuse_target(booking, slot_id, target[0].date, kind)
        if refused:
            raise _refusal(refused)
        made = _exchange(booking, party, request_for(booking, party.live, slot_id, key, by), kind, by, now)
        letters.tell_moved(booking, made, by=by, now=now)
        return made


def _refuse_target(booking: Booking, slot_id: int, day: date, kind: _Kind) -> str:
    """A move beyond the rules may stay on its day."""
    same_day = bool(kind.cause or offices.national_figure("moves_same_day"))
    here = booking.slot
    return policy.refuse_target(slot_id=here.pk, day=here.date, to_slot_id=slot_id, to_day=day, same_day=same_day)


def _same(before: Booking, booking: Booking, slot_id: int) -> Booking:
    if before.moved_from_id != booking.pk or before.slot_id != slot_id:
        raise _refusal("key_reused")
    return before


def request_for(booking: Booking, tickets: Iterable[Ticket], slot_id: int, key: str, by: Actor) -> SeatRequest:
    """What a party that is held asks for: seats for its live tickets; children keep their guardian."""
    people = [
        PersonRequest(one.applicant_id or 0, one.service, one.booklet, one.purpose)
        for one in tickets
        if one.state == TicketState.CONFIRMED
    ]
    return SeatRequest(slot_id, booking.account_id, tuple(people), key, by.door, by.user_id, guardian_present=True)


def _exchange(booking: Booking, party: Held, request: SeatRequest, kind: _Kind, by: Actor, now: datetime) -> Booking:
    more = {"cause": kind.cause} if kind.cause else {}
    return exchange(
        booking,
        party,
        request,
        by=by,
        now=now,
        event=kind.event,
        is_office_fault=bool(kind.cause),
        reason=kind.reason,
        **more,
    )


def _refuse(visit: Visit) -> str:
    most_moves, most_changes = offices.national_figures("moves_per_booking", "changes_a_month")
    return policy.refuse_move(visit, most_moves=most_moves, most_changes=most_changes)


def exchange(
    booking: Booking,
    party: Held,
    request: SeatRequest,
    *,
    by: Actor,
    now: datetime,
    event: str,
    is_office_fault: bool = False,
    reason: str = "",
    **more: str,
) -> Booking:
    """Swap the seats of a held party for those it asks for, both slots being held. Raises `Refusal`: then nothing has
    changed once the caller's transaction is undone. `more` goes on record."""
    gone = cancel.give_up(booking, party.live, TicketState.MOVED, now=now, is_office_fault=is_office_fault)
    [outcome] = allocate([request], now)
    if isinstance(outcome, Refused):
        raise _refusal_of(outcome, booking, request, now)
    moves = party.visit.moves if is_office_fault else party.visit.moves + 1
    Booking.objects.filter(pk=outcome.booking_id).update(moved_from=booking, moves=moves)
    cancel.record(event, booking, gone, by=by, now=now, reason=reason, to=outcome.code, **more)
    return Booking.objects.get(pk=outcome.booking_id)


def _refusal_of(outcome: Refused, booking: Booking, request: SeatRequest, now: datetime) -> Refusal:
    """As in booking; but a visit is moved at its own office only, so only other times there are offered."""
    refused = book.refusal(outcome, request, now=now)
    target = slots.facts_of(request.slot_id)
    if target and "alternatives" in refused.data:
        people = len(request.people)
        same_day = bool(offices.national_figure("moves_same_day"))
        refused.data["alternatives"] = selectors.other_times(
            booking, people, since=target[0].date, now=now, same_day=same_day
        )
    return refused


def _refusal(code: str) -> Refusal:
    return Refusal(code, sentence(code))
