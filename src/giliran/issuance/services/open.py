"""A visit is finished: its case is opened, with the day on which the passport is promised."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.catalogue import selectors as catalogue
from giliran.catalogue.states import ServiceKind
from giliran.core.types import SYSTEM, Actor
from giliran.issuance import permissions, policy, selectors
from giliran.issuance.models import Case, CaseMove
from giliran.issuance.services import letters
from giliran.issuance.services.move import record, refusal, require
from giliran.issuance.states import CaseState
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.offices.states import OfficeKind
from giliran.onsite.models import Visit
from giliran.onsite.states import VisitState

GRACE = timedelta(minutes=10)
"""A visit that was finished by mistake is taken up again within these; then its case is opened."""

LOOK_BACK = timedelta(days=14)
AT_ONCE = 200


def open_case(*, ticket: Ticket, visited_at: datetime, by: Actor, now: datetime) -> Case:
    """The case of somebody whose visit ended at `visited_at`; the same again gives the same case.

    For the tick, and for those who decide at the office. Raises `Refusal` (`not_attended`).
    """
    whole = Ticket.objects.select_related("office__parent", "booking__account").get(pk=ticket.pk)
    office = made_at(whole.office)
    require(by == SYSTEM or permissions.may_adjudicate(by, office.pk))
    if whole.state != TicketState.ATTENDED:
        raise refusal("not_attended")
    promised = due_date(office, whole.service, visited_at)
    try:
        with transaction.atomic():
            _write_down(whole, office, promised, visited_at, by, now)
    except IntegrityError:
        pass  # somebody else has opened it
    return selectors.whole().get(ticket=ticket.pk)


def made_at(office: Office) -> Office:
    """Where a passport is made: an event has no desk of its own afterwards."""
    return office.parent if office.kind == OfficeKind.EVENT and office.parent else office


def due_date(office: Office, service: str, visited_at: datetime) -> date:
    """Four working days after the visit (PR01), the same day for express (PR04), or what the office has chosen."""
    figures, visited_on = offices.figures_of(office), selectors.local_day(office, visited_at)
    known = catalogue.service_by_code(service, "id")
    is_express = known is not None and known.kind == ServiceKind.EXPRESS
    days = figures["express_issue_days" if is_express else "issue_days"]
    calendar = offices.calendar_of(office, visited_on, visited_on + timedelta(days=policy.LOOK_AHEAD))
    return policy.due_date(calendar, visited_on, days)


def _write_down(ticket: Ticket, office: Office, promised: date, visited_at: datetime, by: Actor, now: datetime) -> None:
    case = Case.objects.create(
        ticket=ticket, office=office, state_at=now, visited_at=visited_at, opened_at=now, due_date=promised
    )
    made = CaseMove.objects.create(case=case, at=now, by_id=by.user_id, to_state=CaseState.ADJUDICATION)
    record("case.opened", case, by=by, now=now, data={"due": promised.isoformat()})
    letters.tell_opened(case, made, now=now)


def open_due(now: datetime) -> int:
    """Tick step: open the case of everybody whose visit is finished. Returns how many."""
    places = list(Office.objects.values_list("id", flat=True))
    finished = Visit.objects.filter(
        office_id__in=places,
        date__gte=(now - LOOK_BACK).date(),
        state=VisitState.DONE,
        since__lte=now - GRACE,
        ticket__state=TicketState.ATTENDED,
        ticket__case=None,
    )
    due = list(finished.select_related("ticket").order_by("since", "id")[:AT_ONCE])
    for visit in due:
        open_case(ticket=visit.ticket, visited_at=visit.since, by=SYSTEM, now=now)
    return len(due)
