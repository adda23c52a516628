"""How an office does, for its public page (R12): waits, visits, passports in time, complaints. One read."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate

from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.complaints.models import Complaint
from giliran.issuance.models import Case, CaseMove
from giliran.issuance.states import CaseState
from giliran.offices.models import Office
from giliran.onsite.models import VisitMove
from giliran.onsite.states import Deed
from giliran.reports.policy import Pace, Share, pace_of

VISITS_BACK = timedelta(days=28)
PASSPORTS_BACK = timedelta(days=90)
COMPLAINTS_BACK = timedelta(days=365)

_COLUMNS = ("what", "name_id", "name_en", "place", "minute", "n")


@dataclass(frozen=True, slots=True)
class Performance:
    """`waits` until somebody was called and `services` at a counter, by stage in its order, over four weeks; `came` of
    those who had a seat then; `in_time` of the passports whose promise ran out in the last ninety days; `answered` in
    its term of the complaints of a year whose term is over, `open` those still within theirs.

    What goes to headquarters in confidence is in no figure of an office.
    """

    waits: tuple[Pace, ...]
    services: tuple[Pace, ...]
    came: Share
    in_time: Share
    answered: Share
    open: int


def performance_of(office: Office, *, now: datetime) -> Performance:
    zone = ZoneInfo(office.timezone)
    today = now.astimezone(zone).date()
    parts = (_moves(office, now), _tickets(office, today), _cases(office, today, zone), _complaints(office, now))
    rows = parts[0].union(*parts[1:], all=True)
    counts: Counter[tuple[str, str]] = Counter()
    minutes: defaultdict[tuple[str, int, str, str], list[tuple[int, int]]] = defaultdict(list)
    for what, name_id, name_en, place, minute, n in rows:
        if what in (Deed.CALLED, Deed.FINISHED):
            minutes[what, place, name_id, name_en].append((minute, n))
        else:
            counts[what, name_id] += n
    came, missed = (counts["ticket", one] for one in (TicketState.ATTENDED, TicketState.MISSED))
    kept, late = counts["case", "kept"], counts["case", "late"]
    answered, owed = counts["complaint", "kept"], counts["complaint", "late"]
    return Performance(
        _paces(minutes, Deed.CALLED),
        _paces(minutes, Deed.FINISHED),
        Share(came, came + missed),
        Share(kept, kept + late),
        Share(answered, answered + owed),
        counts["complaint", "open"],
    )


def _paces(minutes: dict[tuple[str, int, str, str], list[tuple[int, int]]], deed: str) -> tuple[Pace, ...]:
    found = (pace_of(key[2], key[3], minutes[key]) for key in sorted(minutes) if key[0] == deed)
    return tuple(one for one in found if one is not None)


def _counted(rows: QuerySet[Any], what: Any, name: Any, **more: Any) -> QuerySet[Any, Any]:
    """Rows of `_COLUMNS`, counted by all that stands before the number."""
    named = {"name_en": Value(""), "place": Value(0), "minute": Value(0), **more}
    told = rows.order_by().annotate(what=what, name_id=name, **named).values(*_COLUMNS[:-1])
    return told.annotate(n=Count("pk")).values_list(*_COLUMNS)


def _moves(office: Office, now: datetime) -> QuerySet[Any, Any]:
    """How long those waited who were called, and how long a service took that was finished."""
    made = Q(deed=Deed.CALLED, from_state="waiting") | Q(deed=Deed.FINISHED)
    rows = VisitMove.objects.filter(made, stage__office=office, at__gte=now - VISITS_BACK)
    return _counted(
        rows, F("deed"), F("stage__name_id"), name_en=F("stage__name_en"), place=F("stage__position"),
        minute=F("seconds") / 60,
    )  # fmt: skip


def _tickets(office: Office, today: date) -> QuerySet[Any, Any]:
    over = (TicketState.ATTENDED, TicketState.MISSED)
    rows = Ticket.objects.filter(office=office, date__gte=today - VISITS_BACK, date__lt=today, state__in=over)
    return _counted(rows, Value("ticket"), F("state"))


def _cases(office: Office, today: date, zone: ZoneInfo) -> QuerySet[Any, Any]:
    """Passports by whether they were ready on the promised day; those not granted were promised to nobody."""
    rows = Case.objects.filter(office=office, due_date__gte=today - PASSPORTS_BACK, due_date__lt=today)
    rows = rows.exclude(state__in=(CaseState.VISIT, CaseState.REFUSED))
    ready = CaseMove.objects.filter(case=OuterRef("pk"), to_state=CaseState.READY)
    in_time = ready.annotate(day=TruncDate("at", tzinfo=zone)).filter(day__lte=OuterRef("due_date"))
    return _counted(rows, Value("case"), _one_of(kept=Exists(in_time), otherwise="late"))


def _complaints(office: Office, now: datetime) -> QuerySet[Any, Any]:
    rows = Complaint.objects.filter(
        office=office, filed_at__gte=now - COMPLAINTS_BACK, in_confidence=False, merged_into=None
    )
    kept = Q(answered_at__lte=F("close_due_at"))
    still = Q(answered_at=None, close_due_at__gt=now)
    return _counted(rows, Value("complaint"), _one_of(kept=kept, open=still, otherwise="late"))


def _one_of(*, otherwise: str, **conditions: Any) -> models.Case:
    """The name of the first condition that holds."""
    return models.Case(
        *(models.When(condition, then=Value(name)) for name, condition in conditions.items()),
        default=Value(otherwise), output_field=models.CharField(),
    )  # fmt: skip
