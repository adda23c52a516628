"""Money on the way through the stages: who comes to a payment stage is asked, and nobody leaves it without paying."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from giliran.audit import services as audit
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.onsite import permissions
from giliran.onsite.models import Stage, Visit
from giliran.onsite.sentences import floor as sentences
from giliran.onsite.states import StageKind
from giliran.payments import permissions as payments_permissions
from giliran.payments import selectors as payments
from giliran.payments.services import issue_bill


def ask(visit: Visit, stage: Stage | None, *, by: Actor, now: datetime) -> None:
    """Issue the bill of somebody who comes to a payment stage, in the caller's transaction.

    What the catalogue or the ticket does not allow stops nobody on the way there: the counter says it.
    """
    if stage is None or stage.kind != StageKind.PAYMENT or visit.fee_waived:
        return
    if not payments_permissions.may_take(by, visit.office_id):
        return
    with suppress(Refusal), transaction.atomic():
        issue_bill(ticket=visit.ticket, by=by, now=now)


def demand_paid(visit: Visit) -> None:
    """Raises `Refusal` (`not_paid`) where the visit is at a payment stage and neither paid nor excused."""
    if visit.stage is None or visit.stage.kind != StageKind.PAYMENT or visit.fee_waived:
        return
    if visit.ticket_id not in payments.is_paid([visit.ticket_id]):
        raise Refusal("not_paid", sentences.not_paid(visit))


def waive(*, visit: Visit, reason: str, by: Actor, now: datetime) -> Visit:
    """A supervisor lets somebody go on without having paid here, with a reason; an open bill stays open.

    Raises `Refusal`: `not_the_floor`, `reason_needed`.
    """
    if not permissions.may_run_floor(by, visit.office_id):
        raise Refusal("not_the_floor", sentences.refusal("not_the_waiver"))
    text = " ".join(reason.split())[:200]
    if not text:
        raise Refusal("reason_needed", sentences.refusal("visit_reason_needed"), field="reason")
    with transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(fee_waived=text)
        audit.record(
            event="visit.fee_waived",
            by=by,
            about=f"visit:{visit.ticket.label}@{visit.date}",
            at=now,
            office_id=visit.office_id,
            data={"reason": text},
        )
    visit.fee_waived = text
    return visit
