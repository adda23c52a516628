"""Where a message is on its way."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    QUEUED = "queued", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")


class Channel(TextChoices):
    EMAIL = "email", _("e-mail")


MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.SENDING}),
    State.SENDING: frozenset({State.SENDING, State.SENT, State.QUEUED, State.FAILED}),
    State.SENT: frozenset(),
    State.FAILED: frozenset(),
}
"""From sending to sending: the worker that had it died, another took it over."""
