"""Words about a visit: at the door, and on its day."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConflictState(TextChoices):
    """What was decided about an admission without a network that could not stand by itself."""

    OPEN = "open", _("To be decided")
    STANDS = "stands", _("Stands")
    TAKEN_BACK = "taken_back", _("Taken back")


CONFLICT_MOVES = {
    ConflictState.OPEN: {ConflictState.STANDS, ConflictState.TAKEN_BACK},
    ConflictState.STANDS: set[ConflictState](),
    ConflictState.TAKEN_BACK: set[ConflictState](),
}


class VisitState(TextChoices):
    """Where somebody who has come is. A visit that is over may be taken up again: people come back."""

    WAITING = "waiting", _("Waiting")
    CALLED = "called", _("Called")
    SERVING = "serving", _("Being served")
    HELD = "held", _("Asked to stay near the counter")
    PARKED = "parked", _("Fetching something")
    ABSENT = "absent", _("Did not come when called")
    LEFT = "left", _("Has left")
    DONE = "done", _("Finished")


MOVES = {
    VisitState.WAITING: {VisitState.CALLED, VisitState.PARKED, VisitState.LEFT},
    VisitState.CALLED: {VisitState.SERVING, VisitState.WAITING, VisitState.ABSENT, VisitState.LEFT},
    VisitState.SERVING: {
        VisitState.WAITING,
        VisitState.HELD,
        VisitState.PARKED,
        VisitState.LEFT,
        VisitState.DONE,
    },
    VisitState.HELD: {VisitState.SERVING, VisitState.WAITING, VisitState.PARKED, VisitState.LEFT},
    VisitState.PARKED: {VisitState.WAITING, VisitState.LEFT},
    VisitState.ABSENT: {VisitState.WAITING, VisitState.LEFT},
    VisitState.LEFT: {VisitState.WAITING},
    VisitState.DONE: {VisitState.WAITING},
}

INSIDE = (VisitState.WAITING, VisitState.CALLED, VisitState.SERVING, VisitState.HELD, VisitState.PARKED)
"""Whoever is in one of these is still owed something today."""
AT_A_COUNTER = (VisitState.CALLED, VisitState.SERVING, VisitState.HELD)
"""These belong to one counter."""

AWAY = (VisitState.PARKED, VisitState.ABSENT)
MAY_RETURN = (*AWAY, VisitState.LEFT, VisitState.DONE)
"""Whoever is in one of these may stand in line again."""


class Precedence(TextChoices):
    """Who goes first, and by what right (R121, R124)."""

    PRIORITY = "priority", _("Priority: elderly, small child, pregnant or with a disability")
    EXPRESS = "express", _("Express")
    REGULAR = "regular", _("In order of time")


class StageKind(TextChoices):
    """What is done at a stage (R67). The last three need nothing of their own from the product."""

    PAYMENT = "payment", _("Payment")
    DOCUMENTS = "documents", _("Documents")
    DATA = "data", _("Data entry")
    BIOMETRICS = "biometrics", _("Interview and biometrics")
    OTHER = "other", _("Other")


class Deed(TextChoices):
    """What an officer, or the day itself, did to a visit."""

    ARRIVED = "arrived", _("Came in")
    CALLED = "called", _("Called")
    RECALLED = "recalled", _("Called again")
    STARTED = "started", _("Came to the counter")
    FINISHED = "finished", _("Finished here")
    TRANSFERRED = "transferred", _("Sent to another stage")
    SENT_BACK = "sent_back", _("Sent back a stage")
    HELD = "held", _("Asked to stay near the counter")
    RESUMED = "resumed", _("Taken up again")
    PARKED = "parked", _("Sent to fetch something")
    RETURNED = "returned", _("Came back")
    SKIPPED = "skipped", _("Not there; called later")
    ABSENT = "absent", _("Not there when called")
    LEFT = "left", pgettext_lazy("deed of a visit", "Left")
    UNDONE = "undone", _("Taken back")
    RELEASED = "released", _("Given back to the queue")
