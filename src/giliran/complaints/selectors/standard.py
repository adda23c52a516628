"""The terms as the product is shipped with them (`data/complaints_sla.json`), and the calendar they are counted on."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from giliran import data
from giliran.complaints.models import Complaint
from giliran.complaints.policy import Deadlines, Terms, deadlines, working_days_later
from giliran.complaints.policy.deadlines import LOOK_AHEAD
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.offices.policy import Calendar

NATIONAL_ZONE = "Asia/Jakarta"
"""By which the terms of what concerns no single office are told."""

_MONDAY_TO_FRIDAY = frozenset(range(5))


@cache
def terms() -> Terms:
    found = data.document("complaints_sla")["deadlines"]
    steps = {one["code"]: one["days"] for one in found if "step" in one}
    return Terms(
        verify=steps["verify"],
        first_answer=steps["first_answer"],
        finish={one["code"]: one["days"] for one in found if "class" in one},
        silence=steps["silence"],
    )


def zone_of(office: Office | None) -> str:
    return office.timezone if office else NATIONAL_ZONE


def calendar_of(office: Office | None, since: datetime) -> Calendar:
    """The days that count: those of the office, or Monday to Friday without holidays."""
    first = since.astimezone(ZoneInfo(zone_of(office))).date()
    last = first + timedelta(days=LOOK_AHEAD)
    if office is not None:
        return offices.calendar_of(office, first, last)
    holidays = {one.date: (one.name_id, one.name_en) for one in offices.holidays_between(first, last) if one.is_off}
    return Calendar(_MONDAY_TO_FRIDAY, holidays, {})


def offices_to_name() -> list[Office]:
    """Offices about which somebody can complain by name: those that are open, by province and name."""
    return [one for one in offices.all_offices() if one.is_open]


def deadlines_for(office: Office | None, klass: str, filed_at: datetime) -> Deadlines:
    return deadlines(calendar_of(office, filed_at), filed_at, zone_of(office), klass, terms())


def deadlines_of(complaint: Complaint) -> Deadlines:
    """The terms that a complaint has."""
    return Deadlines(complaint.verify_due_at, complaint.first_answer_due_at, complaint.close_due_at)


def working_days_from(office: Office | None, since: datetime, days: int) -> datetime:
    """The end of the `days`-th working day of the office after `since`."""
    return working_days_later(calendar_of(office, since), since, zone_of(office), days)
