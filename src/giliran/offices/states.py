"""Words about places and those who work there."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OfficeKind(TextChoices):
    OFFICE = "office", _("Immigration office")
    SERVICE_POINT = "point", _("Service point")
    EVENT = "event", _("Mobile event")


class Pool(TextChoices):
    """Who a seat is meant for. The second value is its name for citizens."""

    ONLINE = "online", _("Online")
    ENTITLED = "entitled", _("Entitled")
    PRIORITY = "priority", _("Priority")
    WALK_IN = "walk_in", _("Walk-in")
    EXPRESS = "express", _("Express")
    EVENT = "event", _("Event")


class HolidayKind(TextChoices):
    NATIONAL = "national", _("National holiday")
    JOINT_LEAVE = "cuti_bersama", _("Joint leave")


class Role(TextChoices):
    """What somebody does at an office, or at headquarters (R70-R79)."""

    GATE = "gate", _("Gate officer")
    CUSTOMER_SERVICE = "cs", _("Customer service officer")
    COUNTER = "counter", _("Counter officer")
    ADJUDICATOR = "adjudicator", _("Adjudicator")
    PRODUCTION = "production", _("Printing and lamination officer")
    HANDOVER = "handover", _("Handover officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    HEAD = "head", _("Head of office")
    HEADQUARTERS = "hq", _("Headquarters")


KIOSK = "kiosk"
"""What an enrolled kiosk may do at its own office is written as a role, so that one table says it all; no person can be
given it."""


class EventKind(TextChoices):
    """What an office does elsewhere for some days (R122, R123, EZ01-EZ05, WE01)."""

    EAZY = "eazy", _("Eazy Passport")
    MALL = "mall", _("Immigration Goes to Mall")
    WORKPLACE = "office", _("Immigration Goes to Office")
    WEEKEND = "weekend", _("Weekend service (Paspor Simpatik)")


class OrganisationKind(TextChoices):
    """Who may ask for an event (EZ05)."""

    GOVERNMENT = "government", _("Government institution")
    FORCES = "forces", _("Armed forces or police")
    STATE_FIRM = "state_firm", _("State-owned company")
    FIRM = "firm", _("Private company")
    SCHOOL = "school", _("School or university")
    COMMUNITY = "community", _("Community or association")
    HOUSING = "housing", _("Housing estate or apartment building")


class RequestState(TextChoices):
    """What has become of a request for an event."""

    ASKED = "asked", _("Waiting for an answer")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DONE = "done", _("Has taken place")


MOVES = {
    RequestState.ASKED: {RequestState.APPROVED, RequestState.REFUSED, RequestState.WITHDRAWN},
    RequestState.APPROVED: {RequestState.DONE},
    RequestState.REFUSED: set[RequestState](),
    RequestState.WITHDRAWN: set[RequestState](),
    RequestState.DONE: set[RequestState](),
}
