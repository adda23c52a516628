"""Words about complaints: where they stand (after SP4N-LAPOR!), what they are about, how they came, who says it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a complaint stands. `forwarded`: handed to headquarters, or back to an office."""

    SUBMITTED = "submitted", _("Received")
    VERIFIED = "verified", _("Checked")
    REJECTED = "rejected", _("Not accepted")
    FORWARDED = "forwarded", _("Forwarded")
    IN_PROGRESS = "in_progress", _("Being worked on")
    RESPONDED = "responded", _("Answered")
    RESOLVED = "resolved", _("Closed")
    REOPENED = "reopened", _("Reopened")


MOVES = {
    State.SUBMITTED: {
        State.VERIFIED,
        State.REJECTED,
        State.FORWARDED,
        State.IN_PROGRESS,
        State.RESPONDED,
        State.RESOLVED,
    },
    State.VERIFIED: {State.REJECTED, State.FORWARDED, State.IN_PROGRESS, State.RESPONDED, State.RESOLVED},
    State.FORWARDED: {State.REJECTED, State.FORWARDED, State.IN_PROGRESS, State.RESPONDED, State.RESOLVED},
    State.IN_PROGRESS: {State.REJECTED, State.FORWARDED, State.IN_PROGRESS, State.RESPONDED, State.RESOLVED},
    State.RESPONDED: {State.FORWARDED, State.IN_PROGRESS, State.RESPONDED, State.RESOLVED},
    State.REOPENED: {State.REJECTED, State.FORWARDED, State.IN_PROGRESS, State.RESPONDED, State.RESOLVED},
    State.RESOLVED: {State.REOPENED},
    State.REJECTED: {State.REOPENED},
}
"""Whoever takes or answers what just came in has verified it by that.

A state that leads to itself is worked on further: taken by somebody else, answered once more."""

OPEN = (State.SUBMITTED, State.VERIFIED, State.FORWARDED, State.IN_PROGRESS, State.REOPENED)
"""Somebody has to do something."""

OVER = (State.RESOLVED, State.REJECTED)


class Category(TextChoices):
    """What a complaint is about; the recap counts by it."""

    UNREACHABLE = "unreachable", _("App or website cannot be reached or does not work")
    SEATS = "seats", _("No seats, or the way seats are given")
    BOOKING = "booking", _("Booking, ticket or change of a visit")
    ACCOUNT = "account", _("Account, sign-in or personal data")
    WAITING = "waiting", _("Waiting time or order at the office")
    CONDUCT = "conduct", _("Conduct of staff")
    FACILITIES = "facilities", _("Rooms and facilities of the office")
    PAYMENT = "payment", _("Payment")
    PASSPORT = "passport", _("Passport after the visit")
    BROKER = "broker", _("Brokers who offer or sell places")
    LEVY = "levy", _("Money asked for beyond the official fee")
    COLLUSION = "collusion", _("Staff who help brokers or take money")
    INFORMATION = "information", _("A question")
    SUGGESTION = "suggestion", _("A wish or suggestion")
    OTHER = "other", _("Something else")


IN_CONFIDENCE = frozenset({Category.BROKER, Category.LEVY, Category.COLLUSION})
"""Go straight to headquarters; neither the office nor its head ever sees them (R18-R20)."""


class ComplaintClass(TextChoices):
    """By which its time is reckoned: 5, 5, 14 or 60 working days."""

    INFORMATION = "information", _("Request for information")
    ASPIRATION = "aspiration", _("Aspiration")
    ORDINARY = "ordinary", _("Complaint without supervisory content")
    SUPERVISORY = "supervisory", _("Complaint with supervisory content")


CLASS_OF = {
    Category.INFORMATION: ComplaintClass.INFORMATION,
    Category.SUGGESTION: ComplaintClass.ASPIRATION,
    Category.CONDUCT: ComplaintClass.SUPERVISORY,
    Category.BROKER: ComplaintClass.SUPERVISORY,
    Category.LEVY: ComplaintClass.SUPERVISORY,
    Category.COLLUSION: ComplaintClass.SUPERVISORY,
}
"""The class of a category as it comes in; every other is `ordinary`. Whoever verifies may say otherwise."""


class Channel(TextChoices):
    """The way by which it came: the web form, and the nine of R110."""

    WEB = "web", _("Web form")
    CALL_CENTRE = "call_centre", _("Call centre")
    DESK = "desk", _("Customer service")
    LINE = "line", "Line"
    WHATSAPP = "whatsapp", "WhatsApp"
    FACEBOOK = "facebook", "Facebook"
    TWITTER = "twitter", "Twitter/X"
    INSTAGRAM = "instagram", "Instagram"
    EMAIL = "email", _("E-mail")
    LAPOR = "lapor", "LAPOR!"


class Mode(TextChoices):
    """Who may know who complains."""

    NAMED = "named", _("With my name")
    CONFIDENTIAL = "confidential", _("Confidentially")
    ANONYMOUS = "anonymous", _("Anonymously")


class Side(TextChoices):
    """Who says something about a complaint."""

    COMPLAINANT = "complainant", _("The person who complains")
    OFFICE = "office", _("The office")
    HEADQUARTERS = "hq", _("Headquarters")
    SYSTEM = "system", _("Giliran")


class ReplyKind(TextChoices):
    """`answer`, `interim` and `question` are read by the person, `internal` by those who work on it only."""

    ANSWER = "answer", _("Answer")
    INTERIM = "interim", _("First answer")
    QUESTION = "question", _("Question")
    MESSAGE = "message", _("Message of the person")
    INTERNAL = "internal", _("Internal note")
