"""Taking a wrong admission back, within a minute; and a queue card that somebody without a booking gives back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from giliran.audit import services as audit
from giliran.booking.models import Ticket
from giliran.booking.services.cancel import end_provisional
from giliran.booking.states import TicketState
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.onsite import permissions, policy, sentences
from giliran.onsite.models import CheckIn
from giliran.onsite.services.visits import drop_visit
from giliran.payments.services import withdraw_bill


def undo(
    *,
    office: Office,
    check_in_ids: Collection[int],
    reason: str,
    by: Actor,
    now: datetime,
    is_settled: bool = False,
) -> list[CheckIn]:
    """Take admissions back, all of those named or none; their tickets are confirmed again. Whoever walked in and has no
    name yet holds no ticket any more: their seat is free at once.

    Doing it twice is harmless. Raises `Refusal`: `not_allowed`, `undo_reason_needed`, `undo_elsewhere` (not made
    at this office), `undo_too_late` (after one minute), `undo_called` (a counter has called the person),
    `booked_elsewhere` (the person has another live ticket).

    `is_settled`: somebody who may decide has decided about a press without a network, and no minute counts.
    """
    may = permissions.may_settle if is_settled else permissions.may_check_in
    if not may(by, office.id):
        raise _refusal("not_allowed")
    if not reason.strip():
        raise _refusal("undo_reason_needed", field="undo_reason")
    return db.retry_on_deadlock(
        lambda: _undo(office, check_in_ids, reason.strip()[:200], by, now, is_settled=is_settled)
    )


def hand_back(*, office: Office, ticket_id: str, by: Actor, now: datetime) -> Ticket:
    """Somebody who walked in brings their queue card back and goes, before anybody has called them: nothing stays of
    the visit, and their seat is free. `ticket_id` is a public id; twice is harmless. Raises `Refusal`: `not_allowed`,
    `unknown_ticket`, `card_is_named` (it is known who they are: they have left), `undo_called`."""
    if not permissions.may_check_in(by, office.id):
        raise _refusal("not_allowed")
    ticket = Ticket.objects.filter(office=office, public_id=ticket_id).first()
    if ticket is None:
        raise _refusal("unknown_ticket")
    if not ticket.is_provisional:
        raise _refusal("card_is_named")

    def give() -> None:
        with transaction.atomic():
            standing = CheckIn.objects.filter(office=office, ticket=ticket, undone_at=None)
            for one in standing.select_related("ticket__booking"):
                _take_back(one, "card handed back", by, now, is_settled=False, is_timed=False)

    db.retry_on_deadlock(give)
    return ticket


def _undo(
    office: Office, check_in_ids: Collection[int], reason: str, by: Actor, now: datetime, *, is_settled: bool
) -> list[CheckIn]:
    with transaction.atomic():
        found = CheckIn.objects.filter(office=office, id__in=check_in_ids).select_related("ticket__booking")
        check_ins = list(found.order_by("ticket_id"))
        if not check_ins or len(check_ins) < len(set(check_in_ids)):
            raise _refusal("undo_elsewhere")
        for one in check_ins:
            _take_back(one, reason, by, now, is_settled=is_settled, is_timed=not is_settled)
    return check_ins


def _take_back(check_in: CheckIn, reason: str, by: Actor, now: datetime, *, is_settled: bool, is_timed: bool) -> None:
    if check_in.undone_at:
        return
    if is_timed and not policy.may_undo(check_in.at, now):
        raise _refusal("undo_too_late")
    if not db.claim(CheckIn.objects.filter(id=check_in.id, undone_at=None), undone_at=now, undone_reason=reason):
        return
    if not drop_visit(check_in, even_if_called=is_settled):
        raise _refusal("undo_called")
    if check_in.ticket.is_provisional:
        _free(check_in.ticket, reason, by, now)
    else:
        _give_back(check_in.ticket, now)
    audit.record(
        event="gate.undone",
        by=by,
        about=f"booking:{check_in.ticket.booking.code}",
        at=now,
        office_id=check_in.office_id,
        data={"label": check_in.ticket.label, "reason": reason},
    )


def _free(ticket: Ticket, reason: str, by: Actor, now: datetime) -> None:
    """Of a visit without a name nothing is kept: no ticket, no seat, no bill."""
    end_provisional(ticket, now=now)
    withdraw_bill(ticket=ticket, reason=reason, by=by, now=now)


def _give_back(ticket: Ticket, now: datetime) -> None:
    """The ticket holds its NIK and a place of its account again, if nobody else's does by now."""
    attended = Ticket.objects.filter(id=ticket.id, state=TicketState.ATTENDED)
    try:
        with transaction.atomic():
            attended.update(state=TicketState.CONFIRMED, state_at=now)
    except IntegrityError as taken:
        live = Ticket.objects.filter(state=TicketState.CONFIRMED)
        if live.filter(nik_hash=ticket.nik_hash).exists():
            raise _refusal("booked_elsewhere") from taken
        last = live.filter(account_id=ticket.account_id).aggregate(last=Max("account_place"))["last"]
        attended.update(state=TicketState.CONFIRMED, state_at=now, account_place=(last or 0) + 1)


def _refusal(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, sentences.refusal(code), field=field)
