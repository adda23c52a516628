"""Where a message is on its way."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    QUEUED = "queued", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")
    EXPIRED = "expired", _("expired, not sent")


class Channel(TextChoices):
    """The ways to reach a person; each is a file of this name in `channels`."""

    EMAIL = "email", _("e-mail")
    WHATSAPP = "whatsapp", "WhatsApp"
    SMS = "sms", "SMS"
    PUSH = "push", _("browser notification")
    INBOX = "inbox", _("inbox")


MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.SENDING, State.EXPIRED}),
    State.SENDING: frozenset({State.SENDING, State.SENT, State.QUEUED, State.FAILED, State.EXPIRED}),
    State.SENT: frozenset(),
    State.FAILED: frozenset(),
    State.EXPIRED: frozenset(),
}
"""From sending to sending: the worker that had it died, another took it over."""


class Kind(TextChoices):
    """What a message is about; people choose by it what reaches them."""

    CONFIRMATION = "confirmation", _("Bookings and tickets")
    RESULT = "result", _("Results of an opening")
    TURN = "turn", _("My turn in an opening")
    REMINDER = "reminder", _("Reminders before a visit")
    CHANGE = "change", _("Changes and cancellations")
    CLOSURE = "closure", _("An office that closes a day")
    FOUND = "found", _("A place found on the waiting list")
    PAYMENT = "payment", _("What is to be paid")
    PASSPORT = "passport", _("My passport after the visit")
    SURVEY = "survey", _("The survey after a visit")
    COMPLAINT = "complaint", _("My complaints")
    FOLLOWED = "followed", _("An opening of an office that I follow")
