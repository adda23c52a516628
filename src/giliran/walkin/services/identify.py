"""At the counter, with the identity card: whoever walked in gets a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from giliran.accounts import services as accounts
from giliran.accounts.models import Applicant, User
from giliran.accounts.services.people import PersonDraft
from giliran.audit import services as audit
from giliran.booking import policy as booking
from giliran.booking import selectors as bookings
from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.onsite.services import visits
from giliran.payments import selectors as payments
from giliran.payments.states import LIVE
from giliran.walkin import permissions, policy, sentences
from giliran.walkin.models import WalkIn


@dataclass(frozen=True, slots=True)
class Needs:
    """What the person comes for, as the counter hears it: codes of the catalogue."""

    service: str
    booklet: str
    purpose: str


def identify(
    *, walk_in: WalkIn, draft: PersonDraft, needs: Needs, reason_holds: bool, by: Actor, now: datetime
) -> WalkIn:
    """Put the real NIK, name and birth date on the ticket and its person, once for all.

    `reason_holds`: what the officer sees of a reason that no card proves. Where it does not hold, or the birth date
    says otherwise, the visit goes on in order of time; the seat is given already.

    Raises `PersonRefused` with the fields that are wrong, and `Refusal`: `not_the_counter`, `identified_already`,
    `nik_held` (a live ticket elsewhere), `attended_today`, `walked_in_already`, `service_age`, `booklet_age`,
    `bill_stands`.
    """
    if not permissions.may_identify(by, walk_in.office_id):
        raise _no("not_the_counter")
    try:
        return db.retry_on_deadlock(lambda: _identify(walk_in.pk, draft, needs, reason_holds, by, now))
    except IntegrityError as taken:
        raise _no("walked_in_already", field="nik") from taken


def _identify(
    walk_in_id: int, draft: PersonDraft, needs: Needs, reason_holds: bool, by: Actor, now: datetime
) -> WalkIn:
    row = WalkIn.objects.select_related("ticket__applicant", "ticket__office").get(pk=walk_in_id)
    person = row.ticket.applicant
    if row.identified_at or person is None:
        raise _no("identified_already")
    with transaction.atomic():

        def guard() -> None:
            """`person` has its new values here, and is not written yet."""
            _hold(row, person)
            _claim(row, person, reason_holds, by, now)
            _refuse(row, person, needs)
            _bring_over(row, person, needs, now)
            _record(row, reason_holds, by, now)

        accounts.change_person(person, draft, by=by, now=now, guard=guard)
    row.refresh_from_db()
    return row


def _hold(row: WalkIn, person: Applicant) -> None:
    """Account, then ticket: the order in which everybody holds them."""
    list(User.objects.filter(pk=person.account_id).select_for_update(no_key=True).values_list("pk"))
    list(Ticket.objects.filter(pk=row.ticket_id).select_for_update(no_key=True).values_list("pk"))


def _claim(row: WalkIn, person: Applicant, reason_holds: bool, by: Actor, now: datetime) -> None:
    """Ours to identify, and the NIK's first walk-in of the day: the index says so."""
    unknown = WalkIn.objects.filter(pk=row.pk, identified_at=None)
    mine = db.claim(
        unknown, identified_at=now, identified_by_id=by.user_id, nik_hash=person.nik_hash, holds=reason_holds
    )
    if not mine:
        raise _no("identified_already")


def _refuse(row: WalkIn, person: Applicant, needs: Needs) -> None:
    held = Ticket.objects.filter(nik_hash=person.nik_hash).exclude(pk=row.ticket_id).select_related("office")
    if live := held.filter(state=TicketState.CONFIRMED).first():
        told = sentences.nik_held(live.office.name, live.arrives_at, live.office.timezone)
        raise Refusal("nik_held", told, field="nik")
    if held.filter(state=TicketState.ATTENDED, date=row.date).exists():
        raise _no("attended_today", field="nik")
    _refuse_needs(row, person, needs)


def _refuse_needs(row: WalkIn, person: Applicant, needs: Needs) -> None:
    known = bookings.knowledge_of_people([])
    known.people = {0: booking.Person(0, person.full_name, person.birth_date, b"", person.nik_last4)}
    asked = booking.PersonRequest(0, needs.service, needs.booklet, needs.purpose)
    request = booking.SeatRequest(0, 0, (asked,), "", "desk", guardian_present=True, on_site=True)
    if refused := booking.refuse_party(request, known, row.date):
        raise _no(refused.code, field=_FIELD_OF.get(refused.code))
    ticket = row.ticket
    bill = payments.bill_of(ticket)
    if bill and bill.state in LIVE and (needs.service, needs.booklet) != (ticket.service, ticket.booklet):
        raise _no("bill_stands", field="booklet")


_FIELD_OF = {
    "service_age": "service", "unknown_service": "service", "booklet_age": "booklet", "unknown_booklet": "booklet",
    "unknown_purpose": "purpose",
}  # fmt: skip


def _bring_over(row: WalkIn, person: Applicant, needs: Needs, now: datetime) -> None:
    """The ticket says what the person says, and the visit goes by what they are."""
    Ticket.objects.filter(pk=row.ticket_id).update(
        full_name=person.full_name,
        birth_date=person.birth_date,
        nik_hash=person.nik_hash,
        nik_last4=person.nik_last4,
        service=needs.service,
        booklet=needs.booklet,
        purpose=needs.purpose,
    )
    User.objects.filter(pk=person.account_id).update(name=person.full_name, phone=person.phone)
    disproved = bool(policy.contradicts(row.reason, person.birth_date, row.date))
    ticket = Ticket.objects.select_related("booking__slot").get(pk=row.ticket_id)
    ticket.applicant = person
    visits.judge_again(ticket, by_seat=not disproved and _holds(row.pk))


def _holds(walk_in_id: int) -> bool:
    return WalkIn.objects.filter(pk=walk_in_id, holds=True).exists()


def _record(row: WalkIn, reason_holds: bool, by: Actor, now: datetime) -> None:
    audit.record(
        event="walkin.identified",
        by=by,
        about=f"ticket:{row.ticket.public_id}",
        at=now,
        office_id=row.office_id,
        data={"label": row.ticket.label, "reason": row.reason, "holds": reason_holds},
    )


def _no(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, sentences.sentence(code), field=field)
