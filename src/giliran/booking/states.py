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
    TicketState.ATTENDED: {TicketState.CONFIRMED, TicketState.CANCELLED},
    TicketState.CANCELLED: set[TicketState](),
    TicketState.MOVED: set[TicketState](),
    TicketState.MISSED: {TicketState.ATTENDED},
}
"""What was attended is cancelled only for somebody without a name who gives the queue card back at the door."""


class Door(TextChoices):
    """Where a booking was made."""

    WEB = "web", _("Web")
    API = "api", _("App")
    DESK = "desk", _("At the desk")
    GATE = "gate", _("At the door")
    KIOSK = "kiosk", _("At a kiosk")
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


class GuestState(TextChoices):
    """What became of one row of a list of people for an event."""

    WAITING = "waiting", _("Being worked on")
    SEATED = "seated", _("Has a seat")
    KNOWN = "known", _("Had a seat already")
    REFUSED = "refused", _("No seat")


GUEST_MOVES = {
    GuestState.WAITING: {GuestState.SEATED, GuestState.KNOWN, GuestState.REFUSED},
    GuestState.SEATED: set[GuestState](),
    GuestState.KNOWN: set[GuestState](),
    GuestState.REFUSED: set[GuestState](),
}
