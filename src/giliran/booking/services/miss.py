"""Who did not come gives the person back to themselves: the ticket is missed, and they may book again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.audit import services as audit
from giliran.booking import permissions
from giliran.booking.models import Clearing, Ticket
from giliran.booking.sentences import sentence
from giliran.booking.services import letters
from giliran.booking.states import TicketState
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM, Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.slots.models import Slot
from giliran.slots.states import SlotState

MOST_SIGNS = 200
"""Of a reason."""


def mark_missed(now: datetime) -> int:
    """Tick step: mark the live tickets whose window is over, and with it the time for which the office still lets
    late people in without a reason. Returns how many. Costs nothing but the place (NS02).

    Whoever waits for the answer of an office that closed the day has not missed anything.
    """
    over = Slot.objects.filter(ends_at__lte=now, bookings__tickets__state=TicketState.CONFIRMED)
    waiting = Office.objects.filter(id__in=over.values("office_id"))
    return sum(_mark(office, now) for office in waiting.order_by("id"))


def _mark(office: Office, now: datetime) -> int:
    late = timedelta(minutes=offices.figures_of(office)["gate_late_minutes"])
    slots = Slot.objects.filter(office=office, ends_at__lte=now - late, bookings__tickets__state=TicketState.CONFIRMED)
    slots = slots.exclude(date__in=Clearing.objects.filter(office=office, done_at=None).values("date"))
    return sum(_mark_slot(slot_id, now) for slot_id in slots.order_by("id").distinct().values_list("id", flat=True))


def _mark_slot(slot_id: int, now: datetime) -> int:
    """One slot, whole or not at all. Whoever is let in at this moment is either in or missed, never both; and who
    stayed away from a closed office is held nothing against."""
    with transaction.atomic():
        live = Ticket.objects.filter(booking__slot_id=slot_id, state=TicketState.CONFIRMED)
        tickets = list(live.select_related("booking").order_by("id").select_for_update(of=("self",), no_key=True))
        is_closed = Slot.objects.filter(id=slot_id, state=SlotState.CLOSED).exists()
        Ticket.objects.filter(id__in=[one.id for one in tickets]).update(
            state=TicketState.MISSED, state_at=now, lifted_at=now if is_closed else None
        )
        _record(tickets, now)
    return len(tickets)


def _record(tickets: Sequence[Ticket], now: datetime) -> None:
    audit.record_many(
        audit.Line(
            event="booking.missed",
            by=SYSTEM,
            about=f"booking:{ticket.booking.code}",
            at=now,
            office_id=ticket.office_id,
            data={"label": ticket.label},
        )
        for ticket in tickets
    )


def lift_sanction(*, ticket: Ticket, office: Office, reason: str, by: Actor, now: datetime) -> None:
    """Let somebody who missed a visit book again at once; said at the desk of any `office`, with a reason that stays on
    record and that the person reads. Raises `Refusal`."""
    if not permissions.may_lift(by, office.pk):
        raise PermissionDenied
    why = reason.strip()
    if not why or len(why) > MOST_SIGNS:
        code = "reason_too_long" if why else "reason_missing"
        raise Refusal(code, sentence(code), field="reason")
    with transaction.atomic():
        missed = Ticket.objects.filter(pk=ticket.pk, state=TicketState.MISSED)
        if not db.claim(missed.filter(lifted_at=None), lifted_at=now):
            code = "lifted_already" if missed.exists() else "not_missed"
            raise Refusal(code, sentence(code))
        audit.record(
            event="booking.missed_lifted",
            by=by,
            about=f"booking:{ticket.booking.code}",
            at=now,
            office_id=office.pk,
            data={"label": ticket.label, "reason": why},
        )
        letters.tell_lifted(ticket, reason=why, now=now)
