"""Somebody comes without a booking: a seat, a ticket, a visit and a card in one press, and nobody types a NIK."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from giliran.accounts.models import Applicant
from giliran.accounts.services import visitors
from giliran.audit import services as audit
from giliran.booking.models import Ticket
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.sentences import sentence as booking_sentence
from giliran.booking.services.allocate import Booked, allocate
from giliran.catalogue import policy as catalogue_policy
from giliran.catalogue import selectors as catalogue
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.onsite import selectors as onsite
from giliran.onsite.models import CheckIn, GateDevice, Stage
from giliran.onsite.services.check_in import admit_walk_in
from giliran.payments.models import Bill
from giliran.payments.services.issue import charge
from giliran.slots import selectors as slots
from giliran.walkin import permissions, policy, selectors, sentences
from giliran.walkin.models import WalkIn
from giliran.walkin.states import Reason

PURPOSE = "holiday"
"""What stands on the ticket until the counter asks (R65, R137)."""

_MOST = policy.MOST_AT_A_KIOSK
_ELSEWHERE_FREE = frozenset({"full", "returning", "past", "closed", "not_open", "reserved"})
"""Why one window gives nothing while a later one of the day may."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Who came in by this press; `repeated` says that it was pressed before. `bill` is that of express."""

    walk_in: WalkIn
    check_in: CheckIn
    bill: Bill | None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Wish:
    office: Office
    reason: str
    companion: bool
    service: str
    booklet: str
    nonce: str
    device: GateDevice | None
    by: Actor
    now: datetime

    @property
    def local(self) -> datetime:
        return self.now.astimezone(ZoneInfo(self.office.timezone))

    @property
    def day(self) -> date:
        return self.local.date()


def walk_in(
    *,
    office: Office,
    reason: str,
    service: str,
    nonce: str,
    by: Actor,
    now: datetime,
    companion: bool = False,
    booklet: str = "",
    device: GateDevice | None = None,
) -> Entered:
    """Let somebody in without a booking (R121, R124, R128): whole or not at all.

    They get a seat of their reason's pool, in the window that runs or else the next one of today; a ticket under a name
    that stands in for theirs (`identify` puts the real one there); a visit at its first stage; and, for express, the
    bill. The same `nonce` (up to 64 characters) at an office is the same card again.

    Raises `Refusal`: `not_allowed`, `nothing_pressed`, `unknown_reason`, `unknown_service`, what `policy.refuse` says,
    what payments say of an express fee, or `pool_full` with `data["next"]`, the nearest slot of another day, if any.
    """
    if not permissions.may_walk_in(by, office.id):
        raise _no("not_allowed")
    if not nonce:
        raise _no("nothing_pressed")
    wish = _Wish(office, reason, companion, service, booklet, nonce[:64], device, by, now)
    if before := entered_before(office, wish.nonce):
        return before
    _refuse(wish)
    try:
        return db.retry_on_deadlock(lambda: _enter(wish))
    except (IntegrityError, Refusal):
        if before := entered_before(office, wish.nonce):  # the same press, a moment earlier
            return before
        raise


def entered_before(office: Office, nonce: str) -> Entered | None:
    """What a press gave, if it was pressed; for the office's own doors."""
    found = selectors.by_nonce(office, nonce)
    if found is None:
        return None
    [check_in] = onsite.admissions(office, nonce)
    if check_in.undone_at:
        raise _no("taken_back")
    return Entered(found, check_in, selectors.bill_of(found), repeated=True)


def _refuse(wish: _Wish) -> None:
    if wish.reason not in Reason.values:
        raise _no("unknown_reason", field="reason")
    service = catalogue.service_by_code(wish.service, "id")
    if service is None:
        raise _no("unknown_service", field="service")
    if wish.device and selectors.entered_lately(wish.device, since=wish.now - policy.KIOSK_PAUSE) >= _MOST:
        raise _no("kiosk_pauses")
    figures = offices.figures_of(wish.office)
    minute = wish.local.hour * 60 + wish.local.minute
    code = policy.refuse(policy.Ask(wish.reason, service.kind, wish.companion, wish.day, minute), figures)
    if code.startswith("express_"):
        raise Refusal(code, sentences.express_hours(code, figures), field="reason")
    if code:
        raise _no(code, field="service" if code.startswith("service_") else "reason")


def _enter(wish: _Wish) -> Entered:
    with transaction.atomic():
        ticket = _seat(wish)
        check_in = admit_walk_in(
            ticket=ticket, office=wish.office, nonce=wish.nonce, stage=_stage(wish), by=wish.by, now=wish.now
        )
        row = _write_down(ticket, wish)
        is_express = wish.reason == Reason.EXPRESS
        bill = charge(ticket=ticket, by=wish.by, now=wish.now, is_express=True) if is_express else None
    return Entered(row, check_in, bill)


def _seat(wish: _Wish) -> Ticket:
    """The first seat of today's windows that can be had, under a name that the label gives."""
    pool = policy.pool_of(wish.reason)
    today = slots.at_the_office(wish.office, pool, day=wish.day, now=wish.now)
    if not today:
        raise selectors.pool_full(wish.office, pool, now=wish.now)
    visitor = _visitor(wish)
    for slot in today:
        [outcome] = allocate([_request(slot.id, visitor, wish)], wish.now)
        if isinstance(outcome, Booked):
            ticket = Ticket.objects.select_related("office").get(booking_id=outcome.booking_id)
            _name(ticket, visitor)
            return ticket
        if outcome.code not in _ELSEWHERE_FREE:
            raise Refusal(outcome.code, booking_sentence(outcome.code), field="service")
    raise selectors.pool_full(wish.office, pool, now=wish.now)


def _visitor(wish: _Wish) -> Applicant:
    kind = catalogue.service_by_code(wish.service, "id")
    born = policy.stand_in_birth_date(wish.reason, kind.kind if kind else "", wish.day)
    return visitors.open_visitor(
        name="Pengunjung", stand_in_birth_date=born, by=wish.by, now=wish.now, language=wish.by.language
    )


def _name(ticket: Ticket, visitor: Applicant) -> None:
    name = f"Pengunjung {ticket.label}"
    visitors.name_visitor(visitor, name)
    Ticket.objects.filter(pk=ticket.pk).update(full_name=name)


def _request(slot_id: int, visitor: Applicant, wish: _Wish) -> SeatRequest:
    preferred = catalogue_policy.default_booklet(policy.age_on(visitor.birth_date, wish.day))
    usual = policy.booklet_for(visitor.birth_date, wish.day, catalogue.booklet_ages(), preferred)
    return SeatRequest(
        slot_id=slot_id,
        account_id=visitor.account_id,
        people=(PersonRequest(visitor.pk, wish.service, wish.booklet or usual, PURPOSE),),
        key=wish.nonce,
        door=wish.by.door,
        made_by=wish.by.user_id,
        guardian_present=wish.companion or wish.reason != Reason.SMALL_CHILD,
        on_site=True,
    )


def _stage(wish: _Wish) -> Stage | None:
    """Where it begins: for lost and damaged passports where the office examines them (OP06)."""
    position = offices.figures_of(wish.office)["examination_stage"] if wish.reason == Reason.EXAMINED else 0
    stages = onsite.stages_of(wish.office) if position else []
    return next((one for one in stages if one.position == position and one.closed_at is None), None)


def _write_down(ticket: Ticket, wish: _Wish) -> WalkIn:
    row = WalkIn.objects.create(
        ticket=ticket,
        office=wish.office,
        date=wish.day,
        reason=wish.reason,
        companion=wish.companion,
        nonce=wish.nonce,
        at=wish.now,
        by_id=wish.by.user_id,
        device=wish.device,
    )
    audit.record(
        event="walkin.entered",
        by=wish.by,
        about=f"ticket:{ticket.public_id}",
        at=wish.now,
        office_id=wish.office.id,
        data={"label": ticket.label, "reason": wish.reason, "companion": wish.companion},
    )
    return row


def at_door(by: Actor, door: str) -> Actor:
    """The same actor, acting through this door."""
    return replace(by, door=door)


def _no(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, sentences.sentence(code), field=field)
