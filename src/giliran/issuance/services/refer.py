"""At a counter a central system cannot read a NIK or biometrics, or reports a duplicate (R103): headquarters is asked
while the visit waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from giliran.core import db
from giliran.core.types import Actor
from giliran.issuance import policy, selectors
from giliran.issuance.models import Case, CaseMove, CentralQuestion
from giliran.issuance.services import letters
from giliran.issuance.services.adjudicate import answer_by
from giliran.issuance.services.move import asked, hold, move, record, refusal
from giliran.issuance.services.open import due_date, made_at
from giliran.issuance.states import CaseState, CentralReason
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.onsite.models import Duty, Visit
from giliran.onsite.policy.presses import LONGEST_PARKING
from giliran.onsite.services import serve

COME_BACK_WITHIN = 5
"""Working days after the day of the answer for which the visit stays open."""
LAST_HOUR = time(16)


def refer_from_counter(
    *, duty: Duty, visit_ids: Sequence[int], why: str, question: str, by: Actor, now: datetime
) -> list[Visit]:
    """Park those who are served and ask headquarters about each of them, both or neither; they are told when it
    answers and until when to come back. `why` is one of `CentralReason`.

    Raises `Refusal`: `central_reason_missing`, `reason_missing`, `too_long`, `asked_already`, `not_now`, and what
    `serve.park` raises.
    """
    if why not in CentralReason.values:
        raise refusal("central_reason_missing", field="why")
    words = asked(question, "reason_missing", field="question")
    due = answer_by(made_at(duty.counter.office), now)
    until = _come_back_until(duty.counter.office, due, now)

    def refer() -> list[Visit]:
        with transaction.atomic():
            reason = str(CentralReason(why).label)
            parked = serve.park(
                duty=duty, visit_ids=visit_ids, until=until, reason=reason, by=by, now=now, is_told_here=False
            )
            for visit in parked:
                case = _case_of(visit, by, now)
                made = CentralQuestion.objects.create(
                    case=case, reason=why, question=words, asked_at=now, asked_by_id=by.user_id, due_date=due
                )
                record("case.referred", case, by=by, now=now, reason=words, data={"why": why})
                letters.tell_referred(case, made, until, now=now)
            return parked

    return db.retry_on_deadlock(refer)


def _case_of(visit: Visit, by: Actor, now: datetime) -> Case:
    """The case of a visit that is not finished: a new one, or the one that was begun when it seemed to be."""
    case = selectors.whole().filter(ticket=visit.ticket_id).first()
    if case is None:
        return _begin(visit, by, now)
    hold(case)
    if CentralQuestion.objects.filter(case=case, answered_at=None).exists():
        raise refusal("asked_already")
    if case.state != CaseState.VISIT:
        move(case, CaseState.VISIT, by=by, now=now, event="case.suspended")
    return case


def _begin(visit: Visit, by: Actor, now: datetime) -> Case:
    """The promise is reckoned anew when the visit is finished."""
    office = made_at(visit.office)
    case = Case.objects.create(
        ticket=visit.ticket,
        office=office,
        state=CaseState.VISIT,
        state_at=now,
        visited_at=now,
        opened_at=now,
        due_date=due_date(office, visit.ticket.service, now),
    )
    CaseMove.objects.create(case=case, at=now, by_id=by.user_id, to_state=CaseState.VISIT)
    return selectors.whole().get(pk=case.pk)


def _come_back_until(office: Office, due: date, now: datetime) -> datetime:
    calendar = offices.calendar_of(office, due, due + timedelta(days=policy.LOOK_AHEAD))
    last = policy.due_date(calendar, due, COME_BACK_WITHIN)
    return min(datetime.combine(last, LAST_HOUR, ZoneInfo(office.timezone)), now + LONGEST_PARKING)
