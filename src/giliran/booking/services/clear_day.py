"""A day that an office cannot keep: nobody who holds a seat on it is left without an answer.

The day is closed and the clearing written down in one transaction; then the tick goes through the bookings, each in a
transaction of its own that moves or cancels it, writes down what became of it, and tells its people. So it may be
killed, stopped and gone on with at any moment, and any number of workers may do it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists

from giliran.audit import services as audit
from giliran.booking import permissions, policy, selectors
from giliran.booking.models import Booking, ClearedBooking, Clearing, Ticket
from giliran.booking.policy import OpenSlot, Party
from giliran.booking.sentences import sentence
from giliran.booking.services import cancel, letters, reschedule, reshape
from giliran.booking.services.hold import Held, hold_party
from giliran.booking.services.reshape import Outlook
from giliran.booking.states import Remedy, TicketState
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM, Actor
from giliran.offices import selectors as offices
from giliran.offices import services as offices_writes
from giliran.offices.models import Office
from giliran.offices.policy import CloseDays, day_off
from giliran.slots import selectors as slots_reads
from giliran.slots import services as slots
from giliran.slots.models import Slot
from giliran.slots.policy import SlotFacts

BATCH = 300
"""So many bookings a round of the tick, so that its other steps need not wait long."""

TICKET_FOLLOWS = timedelta(minutes=1)
"""The new ticket comes after the letter that says why: everybody of the day is moved and told before it is drawn."""

SEAT_MISSING = frozenset({"full", "returning", "reserved", "closed", "past", "not_open", "unknown_slot"})
"""Refusals after which another slot may still do."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A party that holds seats on the day, and where it would go; None: it cannot be moved."""

    booking: Booking
    people: Sequence[Ticket]
    slot: SlotFacts | None


class _Goal(NamedTuple):
    """What is to become of a booking: its slots to choose from, nearest first; without any it is cancelled."""

    booking: Booking
    slot_ids: Sequence[int]


def foresee_clearing(office: Office, days: Iterable[date], *, by: Actor, now: datetime) -> list[Hit]:
    """Who holds seats on these days, in the order of booking, and where each party would be moved. Writes nothing."""
    days = set(days)
    bookings = selectors.live_on(office, days, by)
    found = _open_slots(office, days, now)
    moves = policy.plan_moves(list(map(_party, bookings)), map(_plain, found.values()))
    return [Hit(one, _live(one), found.get(moves.get(one.pk, 0))) for one in bookings]


def close_and_clear(
    *, office: Office, proposal: CloseDays, how: Remedy, by: Actor, now: datetime
) -> tuple[Outlook, list[Clearing]]:
    """Close the days and begin to move or cancel their bookings, whole or not at all; one clearing for each day on
    which somebody holds a seat. Raises `offices.services.ProposalRefused`."""
    _require(by, office.pk)
    with transaction.atomic():
        setup, _ = offices_writes.check(office, proposal, now=now)
        days = proposal.days(setup)
        outlook = reshape.carry_out(office, proposal, by=by, now=now)
        begun = [_begin(office, day, how, proposal.reason, by, now) for day in days]
    return outlook, [one for one in begun if one]


def start_clearing(*, office: Office, day: date, how: Remedy, by: Actor, now: datetime) -> Clearing:
    """Begin to move or cancel the bookings that stand on a day which is closed already. Raises `Refusal`."""
    _require(by, office.pk)
    with transaction.atomic():
        offices.lock(office)
        off = day_off(offices.calendar_of(office, day, day), day)
        if off is None:
            raise _refusal("day_is_kept")
        begun = _begin(office, day, how, off.name_id, by, now)
        if begun is None:
            raise _refusal("nobody_to_clear")
    return begun


def _begin(office: Office, day: date, how: Remedy, reason: str, by: Actor, now: datetime) -> Clearing | None:
    """The clearing of a closed day; None where nobody holds a seat on it. Windows that have begun are closed too."""
    slots.close_begun(office, day, now=now)
    hit = selectors.left_to_clear(office.pk, day).count()
    if not hit:
        return None
    try:
        with transaction.atomic():
            clearing = Clearing.objects.create(
                office=office, date=day, how=how, reason=reason, started_by=by.user_id, started_at=now
            )
    except IntegrityError as fault:
        raise _refusal("clearing_begun") from fault
    _record("clearing.started", clearing, by=by, now=now, data={"how": str(how), "bookings": hit})
    return clearing


def stop_clearing(*, clearing: Clearing, by: Actor, now: datetime) -> None:
    """Do nothing further; a booking that is under way is finished. Raises `Refusal`."""
    _require(by, clearing.office_id)
    with transaction.atomic():
        if not db.claim(Clearing.objects.filter(pk=clearing.pk, done_at=None, stopped_at=None), stopped_at=now):
            raise _refusal(_why_not(clearing, "clearing_stopped"))
        _record("clearing.stopped", clearing, by=by, now=now)


def resume_clearing(*, clearing: Clearing, by: Actor, now: datetime, how: Remedy | None = None) -> None:
    """Go on where it was stopped, from here on in another way if `how` says so. Raises `Refusal`."""
    _require(by, clearing.office_id)
    how = how or Remedy(clearing.how)
    with transaction.atomic():
        stopped = Clearing.objects.filter(pk=clearing.pk, done_at=None, stopped_at__isnull=False)
        if not db.claim(stopped, stopped_at=None, how=how):
            raise _refusal(_why_not(clearing, "clearing_running"))
        _record("clearing.resumed", clearing, by=by, now=now, data={"how": str(how)})


def _why_not(clearing: Clearing, otherwise: str) -> str:
    return "clearing_over" if Clearing.objects.filter(pk=clearing.pk, done_at__isnull=False).exists() else otherwise


def clear_due(now: datetime) -> int:
    """Tick step: give the next bookings of the clearings that run their answer. Returns how many got one."""
    running = Clearing.objects.filter(done_at=None, stopped_at=None).select_related("office").order_by("id")
    answered = 0
    for clearing in running:
        if answered < BATCH:
            answered += _go_on(clearing, BATCH - answered, now)
    return answered


def _go_on(clearing: Clearing, most: int, now: datetime) -> int:
    goals = _goals(clearing, most, now)
    answered = sum(_answer(clearing, goal, now) for goal in goals)
    if not selectors.left_to_clear(clearing.office_id, clearing.date).exists():
        _finish(clearing, now)
    return answered


def _finish(clearing: Clearing, now: datetime) -> None:
    with transaction.atomic():
        if db.claim(Clearing.objects.filter(pk=clearing.pk, done_at=None, stopped_at=None), done_at=now):
            _record("clearing.done", clearing, by=SYSTEM, now=now)


def _goals(clearing: Clearing, most: int, now: datetime) -> list[_Goal]:
    """The next bookings in the order of booking, with the planned slot first and the others that would do after it."""
    left = selectors.left_to_clear(clearing.office_id, clearing.date).order_by("id").values_list("id", flat=True)
    bookings = list(selectors.whole_bookings(list(left[:most])).order_by("id"))
    if clearing.how == Remedy.CANCEL:
        return [_Goal(one, ()) for one in bookings]
    found = list(map(_plain, _open_slots(clearing.office, {clearing.date}, now).values()))
    parties = list(map(_party, bookings))
    moves = policy.plan_moves(parties, found)
    goals = []
    for booking, party in zip(bookings, parties, strict=True):
        planned = moves.get(booking.pk)
        others = [id_ for id_ in policy.nearest_first(party, found) if id_ != planned]
        goals.append(_Goal(booking, [planned, *others] if planned else others))
    return goals


def _answer(clearing: Clearing, goal: _Goal, now: datetime) -> bool:
    """Move to the first slot that still holds the party; cancel with a place owed if there is none."""
    for slot_id in goal.slot_ids:
        try:
            return db.retry_on_deadlock(partial(_settle, clearing, goal.booking, slot_id, now))
        except Refusal as refused:
            if refused.code not in SEAT_MISSING:
                break
    return db.retry_on_deadlock(partial(_settle, clearing, goal.booking, None, now))


def _settle(clearing: Clearing, booking: Booking, slot_id: int | None, now: datetime) -> bool:
    """One booking's answer; whether it was ours to give. Raises `Refusal` where the slot does not hold the party."""
    with transaction.atomic():
        party = hold_party(booking, {booking.slot_id, slot_id or booking.slot_id}, now=now)
        if not _is_due(clearing, booking):
            return False
        moved_to = _move(clearing, booking, party, slot_id, now) if slot_id else None
        if moved_to is None:
            gone = cancel.give_up(booking, party.live, TicketState.CANCELLED, now=now, is_office_fault=True)
            cancel.record("booking.cancelled_by_office", booking, gone, by=SYSTEM, now=now, reason=clearing.reason)
        ClearedBooking.objects.create(clearing=clearing, booking=booking, moved_to=moved_to, at=now)
        letters.tell_cleared(booking, party.live, moved_to, reason=clearing.reason, now=now)
    return True


def _is_due(clearing: Clearing, booking: Booking) -> bool:
    """Whether the clearing still runs, and the booking, which the transaction holds, still waits for its answer."""
    running = Exists(Clearing.objects.filter(pk=clearing.pk, done_at=None, stopped_at=None))
    return selectors.left_to_clear(clearing.office_id, clearing.date).filter(running, pk=booking.pk).exists()


def _move(clearing: Clearing, booking: Booking, party: Held, slot_id: int, now: datetime) -> Booking:
    request = reschedule.request_for(booking, party.tickets, slot_id, f"cleared-{clearing.pk}-{booking.pk}", SYSTEM)
    event = "booking.moved_by_office"
    moved = reschedule.exchange(booking, party, request, by=SYSTEM, now=now, event=event, is_office_fault=True)
    Booking.objects.filter(pk=moved.pk).update(confirm_due_at=now + TICKET_FOLLOWS)
    moved.account = booking.account  # for the letter
    moved.slot = Slot.objects.select_related("office", "window").get(pk=slot_id)
    return moved


def decline(*, booking: Booking, by: Actor, now: datetime) -> list[Ticket]:
    """Give back seats that an office chose when it could not keep its promise, until the window starts. The office
    owes the party a place as if it had been cancelled at once. Raises `Refusal`."""
    if not permissions.may_change(by, booking):
        raise PermissionDenied
    return db.retry_on_deadlock(partial(_decline, booking, by, now))


def _decline(booking: Booking, by: Actor, now: datetime) -> list[Ticket]:
    with transaction.atomic():
        party = hold_party(booking, {booking.slot_id}, now=now)
        if selectors.clearing_behind(booking) is None:
            raise _refusal("not_moved_by_office")
        asked = [one.id for one in party.visit.live or party.visit.tickets]
        refused = policy.refuse_cancel(party.visit, asked, now)
        if refused:
            raise _refusal(refused)
        gone = cancel.give_up(booking, party.live, TicketState.CANCELLED, now=now, is_office_fault=True)
        cancel.record("booking.declined", booking, gone, by=by, now=now)
        letters.tell_declined(booking, gone, now=now)
    return gone


def _open_slots(office: Office, days: set[date], now: datetime) -> dict[int, SlotFacts]:
    """What anybody could book at the office after the first of these days, by id; the days themselves are left out."""
    found = slots_reads.open_slots(office, now=now, after=min(days)) if days else []
    return {slot.id: slot for slot in found if slot.date not in days}


def _party(booking: Booking) -> Party:
    return Party(booking.pk, len(_live(booking)), booking.slot.window_id, booking.slot.date)


def _plain(slot: SlotFacts) -> OpenSlot:
    return OpenSlot(slot.id, slot.window_id, slot.date, slot.starts_at, slot.left)


def _live(booking: Booking) -> list[Ticket]:
    return [one for one in booking.tickets.all() if one.state == TicketState.CONFIRMED]


def _require(by: Actor, office_id: int) -> None:
    if not permissions.may_clear(by, office_id):
        raise PermissionDenied


def _record(event: str, clearing: Clearing, *, by: Actor, now: datetime, data: dict[str, object] | None = None) -> None:
    audit.record(
        event=event,
        by=by,
        about=f"clearing:{clearing.pk}",
        at=now,
        office_id=clearing.office_id,
        data={"date": clearing.date.isoformat(), **(data or {})},
    )


def _refusal(code: str) -> Refusal:
    return Refusal(code, sentence(code))
