"""A case follows its visit: who is taken up again at the counters is not done, whatever has been begun."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from giliran.booking.states import TicketState
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM
from giliran.issuance import selectors
from giliran.issuance.models import Case, CentralQuestion
from giliran.issuance.services import letters
from giliran.issuance.services.move import hold, move
from giliran.issuance.services.open import GRACE, due_date
from giliran.issuance.states import AT_WORK, CaseState
from giliran.onsite.states import INSIDE, VisitState

AT_ONCE = 200


def follow_visits(now: datetime) -> int:
    """Tick step: stop what is made for a visit that was taken up again or taken back, and go on when it is finished;
    nothing is opened twice. What is ready stays ready. Returns how many cases were moved."""
    stopped = sum(_stop(case, now) for case in astray()[:AT_ONCE])
    return stopped + sum(_go_on(case, now) for case in finished_again(now)[:AT_ONCE])


def astray() -> QuerySet[Case]:
    """Cases that are worked on although the visit was taken up again after they were opened, or taken back."""
    open_again = Q(ticket__visit__state__in=(*INSIDE, VisitState.ABSENT), ticket__visit__since__gt=F("opened_at"))
    found = selectors.whole().filter(open_again | ~Q(ticket__state=TicketState.ATTENDED), state__in=AT_WORK)
    return found.order_by("id")


def finished_again(now: datetime) -> QuerySet[Case]:
    """Cases that wait for a visit which has been finished for a while."""
    done = {"ticket__visit__state": VisitState.DONE, "ticket__visit__since__lte": now - GRACE}
    found = selectors.whole().filter(state=CaseState.VISIT, ticket__state=TicketState.ATTENDED, **done)
    return found.select_related("ticket__visit").order_by("id")


def _stop(case: Case, now: datetime) -> bool:
    with suppress(Refusal), transaction.atomic():  # somebody is faster: the next round looks again
        move(case, CaseState.VISIT, by=SYSTEM, now=now, event="case.suspended")
        return True
    return False


def _go_on(case: Case, now: datetime) -> bool:
    """To where it is examined, or to headquarters where that has not answered yet; promised anew."""
    ended = case.ticket.visit.since
    case.due_date = due_date(case.office, case.ticket.service, ended)
    with suppress(Refusal), transaction.atomic():
        hold(case)
        is_asked = CentralQuestion.objects.filter(case=case, answered_at=None).exists()
        made = move(
            case,
            CaseState.HEADQUARTERS if is_asked else CaseState.ADJUDICATION,
            by=SYSTEM,
            now=now,
            event="case.resumed",
            data={"due": case.due_date.isoformat()},
            visited_at=ended,
            due_date=case.due_date,
            late_told_at=None,
        )
        letters.tell_opened(case, made, now=now)
        return True
    return False
