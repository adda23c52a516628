"""Deciding about an admission without a network that could not stand by itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.audit import services as audit
from giliran.booking.states import TicketState
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.onsite import permissions, selectors, sentences
from giliran.onsite.models import CheckIn, GateConflict
from giliran.onsite.services.check_in import check_in
from giliran.onsite.services.undo import undo
from giliran.onsite.states import ConflictState

_OPEN = (TicketState.CONFIRMED, TicketState.MISSED)


def settle(*, office: Office, conflict_id: int, stands: bool, reason: str, by: Actor, now: datetime) -> GateConflict:
    """It stands, or it is taken back; once.

    What stands lets the person in as of the moment at the door, if the ticket is still good for it; a ticket that was
    used, cancelled or moved stays as it is, and the decision is on record. Taken back, an admission whose undoing came
    too late is undone. Raises `Refusal`: `not_allowed`, `unknown_conflict`, `settled`, `settle_reason_needed`, and what
    `check_in` and `undo` raise.
    """
    if not permissions.may_settle(by, office.id):
        raise _refusal("not_allowed")
    if not reason.strip():
        raise _refusal("settle_reason_needed", field="reason")
    reason = reason.strip()[:200]
    with transaction.atomic():
        whole = GateConflict.objects.select_related("press__device", "ticket__booking", "press__by", "decided_by")
        conflict = whole.filter(office=office, id=conflict_id).first()
        if conflict is None:
            raise _refusal("unknown_conflict")
        if conflict.press.undoes:
            if not stands:
                _undo(conflict, reason, by, now)
        elif stands:
            _admit(conflict, reason, by)
        state = ConflictState.STANDS if stands else ConflictState.TAKEN_BACK
        is_open = GateConflict.objects.filter(id=conflict.id, state=ConflictState.OPEN)
        if not db.claim(is_open, state=state, decided_at=now, decided_by_id=by.account_id, decision_reason=reason):
            raise _refusal("settled")
        _record(conflict, state, reason, by, now)
    return conflict


def _admit(conflict: GateConflict, reason: str, by: Actor) -> None:
    ticket, press = conflict.ticket, conflict.press
    if ticket is None or ticket.office_id != conflict.office_id or ticket.state not in _OPEN:
        return
    if ticket.date != selectors.local_day(conflict.office, press.at):
        return
    check_in(
        office=conflict.office,
        ticket_ids=[ticket.public_id],
        nonce=press.nonce,
        by=by,
        now=press.at,
        override_reason=reason,
        card_differs=press.card_differs,
        was_offline=True,
    )


def _undo(conflict: GateConflict, reason: str, by: Actor, now: datetime) -> None:
    standing = CheckIn.objects.filter(
        office=conflict.office, nonce=conflict.press.undoes, ticket=conflict.ticket, undone_at=None
    )
    ids = list(standing.values_list("id", flat=True))
    if ids:
        undo(office=conflict.office, check_in_ids=ids, reason=reason, by=by, now=now, is_settled=True)


def _record(conflict: GateConflict, state: ConflictState, reason: str, by: Actor, now: datetime) -> None:
    about = f"booking:{conflict.ticket.booking.code}" if conflict.ticket else f"gate:{conflict.office.code}"
    label = conflict.ticket.label if conflict.ticket else ""
    told = {"conflict": conflict.code, "decision": str(state), "reason": reason, "label": label}
    audit.record(event="gate.conflict_settled", by=by, about=about, at=now, office_id=conflict.office_id, data=told)


def _refusal(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, sentences.refusal(code), field=field)
