"""Give a promise back: of the whole party, or of some of its people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.audit import services as audit
from giliran.booking import permissions, policy
from giliran.booking.models import Booking, Ticket
from giliran.booking.sentences import sentence
from giliran.booking.services import letters, remind
from giliran.booking.services.hold import hold_party
from giliran.booking.states import TicketState
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.slots import services as slots


def cancel_booking(
    *, booking: Booking, by: Actor, now: datetime, tickets: Collection[int] | None = None, reason: str = ""
) -> list[Ticket]:
    """Give back the seats of these tickets (ids; without any, all that are live), until the window starts (CN01).

    A cancelled ticket never lives again. The seats wait a while before they are offered. Whoever does it for
    somebody else says why. Raises `Refusal`.
    """
    if not permissions.may_change(by, booking):
        raise PermissionDenied
    ask_why(booking, by, reason)
    return db.retry_on_deadlock(lambda: _cancel(booking, tickets, by, now, reason))


def _cancel(booking: Booking, tickets: Collection[int] | None, by: Actor, now: datetime, reason: str) -> list[Ticket]:
    with transaction.atomic():
        party = hold_party(booking, [booking.slot_id], now=now)
        asked = [one.id for one in party.visit.live or party.visit.tickets] if tickets is None else list(tickets)
        refused = policy.refuse_cancel(party.visit, asked, now)
        if refused:
            raise Refusal(refused, sentence(refused))
        gone = give_up(booking, [one for one in party.tickets if one.id in asked], TicketState.CANCELLED, now=now)
        record("booking.cancelled", booking, gone, by=by, now=now, reason=reason)
        letters.tell_cancelled(booking, gone, by=by, now=now)
    return gone


def ask_why(booking: Booking, by: Actor, reason: str) -> None:
    """Raises `Refusal` (`reason_needed`) where somebody else than the holder changes a booking and does not say why."""
    if not reason.strip() and not permissions.is_holder(by, booking):
        raise Refusal("reason_needed", sentence("reason_needed"), field="reason")


def give_up(
    booking: Booking, tickets: Sequence[Ticket], state: TicketState, *, now: datetime, is_office_fault: bool = False
) -> list[Ticket]:
    """End these live tickets, which the transaction holds, and give their seats back."""
    ids = [one.id for one in tickets]
    live = Ticket.objects.filter(id__in=ids, state=TicketState.CONFIRMED)
    live.update(state=state, state_at=now, is_office_fault=is_office_fault)
    slots.give_back(booking.slot_id, len(ids), now=now)
    expire_if_off(booking, now=now)
    return list(tickets)


def expire_if_off(booking: Booking, *, now: datetime) -> None:
    """Where nobody of the party holds a seat any more, what was to be told of the visit is not sent; else it names
    those who still do."""
    if Ticket.objects.filter(booking=booking, state=TicketState.CONFIRMED).exists():
        remind.name_who_is_left(booking, now=now)
    else:
        letters.expire_what_waits(booking, now=now)


def end_unasked(ticket: Ticket, *, now: datetime) -> None:
    """End a live ticket, which the transaction holds, that was never its person's own: it costs them nothing. What
    becomes of its seat is for the caller to say."""
    Ticket.objects.filter(id=ticket.id, state=TicketState.CONFIRMED).update(
        state=TicketState.CANCELLED, state_at=now, lifted_at=now
    )
    expire_if_off(ticket.booking, now=now)


def end_provisional(ticket: Ticket, *, now: datetime) -> bool:
    """Somebody who walked in gives the card back before anybody knew who they are: their seat is the next one's at
    once, and only once. In the caller's transaction; whether it was theirs to give."""
    hold_party(ticket.booking, [ticket.booking.slot_id], now=now)
    theirs = Ticket.objects.filter(id=ticket.id, state=TicketState.ATTENDED, nik_last4="")
    if not db.claim(theirs, state=TicketState.CANCELLED, state_at=now, lifted_at=now):
        return False
    slots.hand_on(ticket.booking.slot_id, 1)
    return True


def record(
    event: str, booking: Booking, tickets: Sequence[Ticket], *, by: Actor, now: datetime, reason: str = "", **more: str
) -> None:
    """One line in the log about what became of a party's tickets."""
    data: dict[str, object] = {"labels": [one.label for one in tickets], "slot": booking.slot_id, **more}
    audit.record(
        event=event,
        by=by,
        about=f"booking:{booking.code}",
        at=now,
        office_id=tickets[0].office_id,
        data=data | ({"reason": reason.strip()} if reason.strip() else {}),
    )
