"""The decision at the office (R75, R76): granted, not granted, or a question that only headquarters can answer."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from giliran.core.types import Actor
from giliran.issuance import permissions, policy, selectors
from giliran.issuance.models import Case, CentralQuestion
from giliran.issuance.services import letters
from giliran.issuance.services.move import asked, move, refusal, require
from giliran.issuance.states import CaseState, CentralReason
from giliran.offices import selectors as offices
from giliran.offices.models import Office


def approve(*, case: Case, by: Actor, now: datetime) -> Case:
    """Grant the passport: it waits to be printed. Raises `Refusal`."""
    require(permissions.may_adjudicate(by, case.office_id))
    with transaction.atomic():
        move(case, _from(case, CaseState.TO_PRINT), by=by, now=now, event="case.approved")
    return case


def refuse(*, case: Case, reason: str, by: Actor, now: datetime) -> Case:
    """Do not grant it; the person reads why (PR09). Raises `Refusal`."""
    require(permissions.may_adjudicate(by, case.office_id))
    why = asked(reason, "reason_for_person_missing")
    with transaction.atomic():
        made = move(case, _from(case, CaseState.REFUSED), by=by, now=now, event="case.refused", reason=why)
        letters.tell_refused(case, made, now=now)
    return case


def send_to_headquarters(*, case: Case, why: str, question: str, by: Actor, now: datetime) -> Case:
    """Ask headquarters (R80, R103), which has some working days to answer; the person is told. `why` is one of
    `CentralReason`. Raises `Refusal`."""
    require(permissions.may_adjudicate(by, case.office_id))
    if why not in CentralReason.values:
        raise refusal("central_reason_missing", field="why")
    words = asked(question, "reason_missing", field="question")
    due = answer_by(case.office, now)
    with transaction.atomic():
        made = move(
            case,
            _from(case, CaseState.HEADQUARTERS),
            by=by,
            now=now,
            event="case.sent_to_headquarters",
            reason=words,
            data={"why": why},
        )
        CentralQuestion.objects.create(
            case=case, reason=why, question=words, asked_at=now, asked_by_id=by.user_id, due_date=due
        )
        letters.tell_sent(case, made, CentralReason(why), due, now=now)
    return case


def _from(case: Case, to: CaseState) -> CaseState:
    """An office decides what lies with it: not what headquarters has, nor what is decided."""
    if case.state != CaseState.ADJUDICATION:
        raise refusal("not_now")
    return to


def answer_by(office: Office, now: datetime) -> date:
    """The day until which headquarters answers what an office asks now."""
    today = selectors.local_day(office, now)
    calendar = offices.calendar_of(office, today, today + timedelta(days=policy.LOOK_AHEAD))
    return policy.due_date(calendar, today, offices.national_figure("central_days"))
