"""Service and kind of passport of a promised visit are chosen anew, by an officer who has seen the card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.accounts.policy import age_on
from giliran.audit import services as audit
from giliran.booking import policy
from giliran.booking.models import Ticket
from giliran.booking.policy import PersonRequest
from giliran.booking.sentences import sentence
from giliran.booking.services import letters
from giliran.booking.states import TicketState
from giliran.catalogue import selectors as catalogue
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import permissions as offices


@dataclass(frozen=True, slots=True)
class Needs:
    """Codes of the catalogue."""

    service: str
    booklet: str


def change_needs(
    *, ticket: Ticket, needs: Needs, reason: str, by: Actor, now: datetime, also: Callable[[Ticket], None]
) -> Ticket:
    """Give a live ticket another service or kind of passport that suits its person's age on the day of the visit; the
    account is told what changed and what it costs now.

    Label, time and QR stay. `also` is called under the ticket's lock with its new needs, for what stands above
    bookings, and may refuse. Raises `Refusal`: `reason_needed`, one of `cancelled_already` and the like,
    `needs_unchanged`, or what does not suit (`service_age`, `booklet_age`, ...) at its field.
    """
    if not offices.may(by, "correct_person", ticket.office_id):
        raise PermissionDenied
    if not reason.strip():
        raise _refusal("reason_needed", "reason")
    return db.retry_on_deadlock(lambda: _change(ticket.pk, needs, reason.strip()[:200], by, now, also))


def _change(
    ticket_id: int, needs: Needs, reason: str, by: Actor, now: datetime, also: Callable[[Ticket], None]
) -> Ticket:
    with transaction.atomic():
        held = Ticket.objects.select_for_update(no_key=True, of=("self",)).get(pk=ticket_id)
        before = Needs(held.service, held.booklet)
        refused, field = _refuse(held, before, needs)
        if refused:
            raise _refusal(refused, field)
        held.service, held.booklet = needs.service, needs.booklet
        Ticket.objects.filter(pk=held.pk, state=TicketState.CONFIRMED).update(
            service=needs.service, booklet=needs.booklet
        )
        audit.record(
            event="booking.needs_changed",
            by=by,
            about=f"booking:{held.booking.code}",
            at=now,
            office_id=held.office_id,
            data={
                "label": held.label, "service": [before.service, needs.service],
                "booklet": [before.booklet, needs.booklet], "reason": reason,
            },
        )  # fmt: skip
        letters.tell_needs_changed(held, before.service, before.booklet, now=now)
        also(held)
    return held


def _refuse(ticket: Ticket, before: Needs, needs: Needs) -> tuple[str, str | None]:
    """Why not, as a code, and at which field; empty if it can be."""
    over = policy.refuse_ended(ticket.state)
    if over:
        return over, None
    if needs == before:
        return "needs_unchanged", "booklet"
    services, booklets = catalogue.service_rules(), catalogue.booklet_ages()
    if needs.service not in services or not services[needs.service].bookable:
        return "unknown_service", "service"
    if needs.booklet not in booklets or not catalogue.price_of(needs.service, needs.booklet, ticket.date, "id").lines:
        return "unknown_booklet", "booklet"
    asked = PersonRequest(ticket.applicant_id or 0, needs.service, needs.booklet, ticket.purpose)
    fault = policy.age_fault(asked, age_on(ticket.birth_date, ticket.date), services, booklets)
    return fault, {"service_age": "service", "booklet_age": "booklet"}.get(fault)


def _refusal(code: str, field: str | None) -> Refusal:
    return Refusal(code, sentence(code), field=field)
