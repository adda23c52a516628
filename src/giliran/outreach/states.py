"""Words about what people are told without asking."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IncidentKind(TextChoices):
    """What is down."""

    ACCESS = "access", _("Site and app cannot be reached")
    BOOKING = "booking", _("Booking and entries")
    MESSAGES = "messages", _("E-mails, codes and messages")
    PAYMENT = "payment", _("Payment")
    OFFICE = "office", _("An office cannot serve")
    OTHER = "other", _("Something else")


class IncidentSource(TextChoices):
    """Who noticed it first."""

    OFFICER = "officer", _("An officer")
    COMPLAINTS = "complaints", _("Complaints")
    PROBE = "probe", _("Probes of our own address")
    FAULTS = "faults", _("Errors of the product")
    BACKLOG = "backlog", _("Messages that wait")


class IncidentState(TextChoices):
    """How far an incident is. Only what an officer has confirmed is told to people."""

    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Going on")
    RESOLVED = "resolved", _("Over")
    DISMISSED = "dismissed", _("Dismissed")


INCIDENT_MOVES = {
    IncidentState.PROPOSED: {IncidentState.CONFIRMED, IncidentState.DISMISSED},
    IncidentState.CONFIRMED: {IncidentState.RESOLVED},
    IncidentState.RESOLVED: set[IncidentState](),
    IncidentState.DISMISSED: set[IncidentState](),
}

INCIDENT_OPEN = (IncidentState.PROPOSED, IncidentState.CONFIRMED)


class ActivityKind(TextChoices):
    """How an office became known (R92, R118)."""

    MEETING = "meeting", _("Meeting face to face")
    STAND = "stand", _("Stand at a fair or market")
    SCHOOL = "school", _("Visit to a school or company")
    RADIO = "radio", _("Radio or television")
    SOCIAL = "social", _("Social media")
    PRINT = "print", _("Posters and brochures handed out")
    OTHER = "other", pgettext_lazy("activity", "Something else")
