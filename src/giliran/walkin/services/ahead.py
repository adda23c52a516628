"""Where today has no priority seat left: one of another day, at once, with the identity card on the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from giliran.accounts.models import Applicant
from giliran.accounts.services.people import PersonDraft
from giliran.audit import services as audit
from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest, Refused, SeatRequest
from giliran.booking.sentences import sentence as booking_sentence
from giliran.booking.services.allocate import allocate
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.offices.services import assist
from giliran.slots import selectors as slots
from giliran.walkin import permissions, policy, sentences
from giliran.walkin.services.identify import Needs
from giliran.walkin.states import Reason


@dataclass(frozen=True, slots=True)
class _Wish:
    office: Office
    reason: str
    draft: PersonDraft
    needs: Needs
    slot_id: int
    key: str
    by: Actor
    now: datetime


def book_ahead(
    *,
    office: Office,
    reason: str,
    draft: PersonDraft,
    needs: Needs,
    slot_id: int,
    key: str,
    by: Actor,
    now: datetime,
) -> Booking:
    """A priority seat of another day for somebody at the desk (R121); `key` makes a repeated press the same booking.

    Raises `PersonRefused` with the fields that are wrong, and `Refusal`: `not_allowed`, `priority_only`, `slot_gone`,
    `not_elderly`, `not_small_child`, or what the allocator says.
    """
    if not permissions.may_book_ahead(by, office.id):
        raise _no("not_allowed")
    if reason not in policy.PRIORITY:
        raise _no("priority_only", field="reason")
    wish = _Wish(office, reason, draft, needs, slot_id, key, by, now)
    return db.retry_on_deadlock(lambda: _book(wish))


def _book(wish: _Wish) -> Booking:
    known = slots.facts_of(wish.slot_id)
    if known is None or known[0].office_id != wish.office.pk or known[0].pool != policy.pool_of(wish.reason):
        raise _no("slot_gone")
    slot, facts = known
    if before := Booking.objects.filter(key=wish.key, slot=slot, made_by=wish.by.user_id).first():
        return before
    with transaction.atomic():
        person = _person(wish)
        if code := policy.contradicts(wish.reason, person.birth_date, facts.date):
            raise _no(code, field="birth_date")
        [outcome] = allocate([_request(person, wish)], wish.now)
        if isinstance(outcome, Refused):
            raise _refused(outcome)
        audit.record(
            event="walkin.booked_ahead",
            by=wish.by,
            about=f"booking:{outcome.code}",
            at=wish.now,
            office_id=wish.office.pk,
            data={"reason": wish.reason},
        )
        return Booking.objects.get(pk=outcome.booking_id)


def _person(wish: _Wish) -> Applicant:
    """As the desk has them already on an account of their own, else written down now."""
    for found in assist.find_person(wish.draft.nik, office=wish.office, by=wish.by, now=wish.now):
        if found.account.email is None and found.relation == "self":
            return found
    return assist.add_person(wish.draft, office=wish.office, by=wish.by, now=wish.now)


def _request(person: Applicant, wish: _Wish) -> SeatRequest:
    return SeatRequest(
        slot_id=wish.slot_id,
        account_id=person.account_id,
        people=(PersonRequest(person.pk, wish.needs.service, wish.needs.booklet, wish.needs.purpose),),
        key=wish.key,
        door=wish.by.door,
        made_by=wish.by.user_id,
        guardian_present=wish.reason == Reason.SMALL_CHILD,
        on_site=True,
    )


def _refused(outcome: Refused) -> Refusal:
    if outcome.code in ("full", "returning", "past", "closed", "not_open", "reserved", "unknown_slot"):
        return _no("slot_gone")
    field = {"service_age": "service", "booklet_age": "booklet", "already_booked": "nik"}.get(outcome.code)
    return Refusal(outcome.code, booking_sentence(outcome.code), field=field)


def _no(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, sentences.sentence(code), field=field)
