"""Words about a promised visit."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TicketState(TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    ATTENDED = "attended", _("Attended")
    CANCELLED = "cancelled", _("Cancelled")
    MOVED = "moved", _("Moved")
    MISSED = "missed", _("Missed")


MOVES = {
    TicketState.CONFIRMED: {
        TicketState.ATTENDED,
        TicketState.CANCELLED,
        TicketState.MOVED,
        TicketState.MISSED,
    },
    TicketState.ATTENDED: {TicketState.CONFIRMED},
    TicketState.CANCELLED: set[TicketState](),
    TicketState.MOVED: set[TicketState](),
    TicketState.MISSED: {TicketState.ATTENDED},
}


class Door(TextChoices):
    """Where a booking was made."""

    WEB = "web", _("Web")
    API = "api", _("App")
    DESK = "desk", _("At the desk")
    LANE = "lane", _("Opening")
    JOBS = "jobs", _("By the system")


class Cause(TextChoices):
    """Why an office moves a visit beyond the rules: the fault is not the person's (RS05)."""

    OFFICER_ERROR = "officer_error", _("An officer made a mistake")
    SYSTEM_FAULT = "system_fault", _("A system was down, or data were missing")
    FORCE_MAJEURE = "force_majeure", _("Force majeure: illness, flood, accident")


class Remedy(TextChoices):
    """What becomes of those who hold a seat on a day that an office cannot keep."""

    MOVE = "move", _("Move everybody to the nearest open seats")
    CANCEL = "cancel", _("Cancel, and owe everybody a place")
