"""A NIK that somebody else's account holds comes back to its person, who shows the identity card at a desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.accounts import services as accounts
from giliran.accounts.models import Applicant, User
from giliran.accounts.states import FlagReason
from giliran.audit import services as audit
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import PersonRequest, Refused, SeatRequest
from giliran.booking.services import book
from giliran.booking.services.allocate import allocate
from giliran.booking.services.cancel import end_unasked
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import permissions as offices
from giliran.offices.models import Office
from giliran.opening import selectors
from giliran.opening.models import Entry, EntryPerson
from giliran.opening.selectors import Claims
from giliran.opening.sentences import sentence
from giliran.opening.services import desk_letters
from giliran.opening.services.held import hold, until_it_holds
from giliran.opening.states import Outcome, State
from giliran.slots import services as slots


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What became of it: the person's own booking, if the seat was kept; the ticket and the entry that ended."""

    booking: Booking | None
    ticket: Ticket | None
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class _Order:
    """What an officer has decided about the claims on a person's NIK."""

    person: Applicant
    keeps_seat: bool
    reason: str
    office: Office
    by: Actor
    now: datetime


def take_over_claim(
    *,
    person: Applicant,
    keeps_seat: bool,
    reason: str,
    office: Office,
    by: Actor,
    now: datetime,
    also: Callable[[bytes], set[int]] = lambda nik_hash: set(),
) -> TakenOver:
    """End what another account holds for the NIK of `person`, whose card lies on the desk; the rest of a party stands.

    With `keeps_seat` the person gets that very seat on their own account, in the same transaction: never none, never
    two, with a label and a QR of its own. Without, the seat is given back and the NIK is free. The other account is
    flagged for headquarters, told without blame, and loses the person from its list. `also` is called with the NIK's
    hash under the same locks, for what stands above openings, and answers the accounts that held something there.
    Raises `Refusal`: `no_claim`, `claim_own`,
    `reason_missing`, `seats_being_given`, or why the seat cannot be had; then nothing has changed.
    """
    if not offices.may(by, "take_over", office.pk):
        raise PermissionDenied
    if not reason.strip():
        raise Refusal("reason_missing", sentence("reason_missing"), field="reason")
    order = _Order(person, keeps_seat, reason.strip()[:200], office, by, now)
    return until_it_holds(lambda: _take_over(order, also))


def _take_over(order: _Order, also: Callable[[bytes], set[int]]) -> TakenOver:
    with transaction.atomic():
        nik = bytes(order.person.nik_hash)
        claims = hold(nik, order.person.account_id, now=order.now)
        above = also(nik)
        theirs = claims.of_others(order.person.account_id)
        if not theirs.accounts and not above:
            code = "claim_own" if claims.accounts else "no_claim"
            raise Refusal(code, sentence(code))
        entry = _end_entry(theirs.entered, order) if theirs.entered else None
        booking = _end_ticket(theirs.ticket, order) if theirs.ticket else None
        _tell_accounts(theirs, above, order)
        _record(theirs, booking, order)
    return TakenOver(booking, theirs.ticket, entry)


def _end_entry(entered: EntryPerson, order: _Order) -> Entry:
    """This one of the party is out. A roll stands as it was published; an entry nobody is left in takes no seats."""
    entry, opening = entered.entry, entered.entry.opening
    if selectors.is_giving(opening):
        raise Refusal("seats_being_given", sentence("seats_being_given"))
    EntryPerson.objects.filter(pk=entered.pk).update(is_live=False, week=None, ended_at=order.now)
    is_empty = not EntryPerson.objects.filter(entry=entry, ended_at=None).exists()
    if is_empty and not entry.outcome:
        left = {"withdrawn_at": order.now, "outcome": Outcome.WITHDRAWN, "news": ""}
        gone = {"in_roll": False} if opening.state == State.GATHERING else {}
        Entry.objects.filter(pk=entry.pk).update(**left, **gone)
    return entry


def _end_ticket(ticket: Ticket, order: _Order) -> Booking | None:
    """The ticket ends; its seat becomes the person's own, or is given back. It costs the person nothing."""
    end_unasked(ticket, now=order.now)
    if not order.keeps_seat:
        slots.give_back(ticket.booking.slot_id, 1, now=order.now)
        return None
    slots.hand_on(ticket.booking.slot_id, 1)
    request = _request(ticket, order)
    [outcome] = allocate([request], order.now)
    if isinstance(outcome, Refused):
        raise book.refusal(outcome, request, now=order.now)
    return Booking.objects.select_related("slot__office").get(pk=outcome.booking_id)


def _request(ticket: Ticket, order: _Order) -> SeatRequest:
    """The same seat for the same errand; with a guardian, who has come to the desk with a child's card."""
    return SeatRequest(
        slot_id=ticket.booking.slot_id,
        account_id=order.person.account_id,
        people=(PersonRequest(order.person.pk, ticket.service, ticket.booklet, ticket.purpose),),
        key=f"take-over:{ticket.public_id}",
        door=order.by.door,
        made_by=order.by.user_id,
        guardian_present=True,
        reserved_for=ticket.booking.slot.reserved_for,
    )


def _tell_accounts(theirs: Claims, above: set[int], order: _Order) -> None:
    """Each account that held something is flagged, told, and no longer has this person on its list."""
    concerned = theirs.accounts | above
    nik = bytes(order.person.nik_hash)
    for person in Applicant.objects.filter(account__in=concerned, nik_hash=nik, archived_at=None):
        accounts.archive_person(person, by=order.by, now=order.now)
    for account in User.objects.filter(pk__in=concerned).order_by("pk"):
        accounts.flag_account(account, FlagReason.SEIZED_NIK, about=_about(theirs), by=order.by, now=order.now)
        desk_letters.tell_ended(account, theirs, office=order.office, now=order.now)


def _about(theirs: Claims) -> str:
    if theirs.ticket:
        return f"booking:{theirs.ticket.booking.code}"
    return f"entry:{theirs.entered.entry.public_id}" if theirs.entered else ""


def _record(theirs: Claims, booking: Booking | None, order: _Order) -> None:
    audit.record(
        event="person.claim_taken_over",
        by=order.by,
        about=f"person:{order.person.public_id}",
        at=order.now,
        office_id=order.office.pk,
        data={
            "reason": order.reason,
            "ended": [
                *([f"booking:{theirs.ticket.booking.code}"] if theirs.ticket else []),
                *([f"entry:{theirs.entered.entry.public_id}"] if theirs.entered else []),
            ],
            "given": f"booking:{booking.code}" if booking else "",
        },
    )
