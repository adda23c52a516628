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


class WritingKind(TextChoices):
    """What something written is."""

    ANNOUNCEMENT = "announcement", _("Announcement")
    MAINTENANCE = "maintenance", _("Planned maintenance")
    GUIDE = "guide", _("Guide")
    QUESTION = "question", _("Question and answer")


class Topic(TextChoices):
    """What questions are about, in the order of the page."""

    BOOKING = "booking", _("Booking")
    CHANGE = "change", _("Changing and cancelling")
    OPENING = "opening", _("The opening and the draw")
    PAPERS = "papers", _("Papers")
    FEES = "fees", _("Fees and kinds of passport")
    VISIT = "visit", _("At the office")
    PASSPORT = "passport", _("The finished passport")
    DATA = "data", _("Your data")
    EVENTS = "events", _("Events, contact and trouble")


class WritingState(TextChoices):
    """Whether the public may read it; from when to when is a matter of the clock."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


WRITING_MOVES = {
    WritingState.DRAFT: {WritingState.PUBLISHED},
    WritingState.PUBLISHED: {WritingState.PUBLISHED, WritingState.WITHDRAWN},
    WritingState.WITHDRAWN: {WritingState.PUBLISHED},
}
"""From published to published: a newer version, or other days."""

ANNOUNCED = (WritingKind.ANNOUNCEMENT, WritingKind.MAINTENANCE)
