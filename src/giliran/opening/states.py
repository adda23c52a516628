"""Words about the weekly release."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Method(TextChoices):
    """How an opening gives its places."""

    TURNS = "turns", _("Turns in drawn order")
    BALLOT = "ballot", _("Ballot")
    OPEN = "open", _("First come, first served")


class State(TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    GATHERING = "gathering", _("Taking entries")
    FROZEN = "frozen", _("Entries closed")
    DRAWN = "drawn", _("Drawn")
    RUNNING = "running", _("Open")
    CLOSED = "closed", _("Over")
    CANCELLED = "cancelled", _("Cancelled")


MOVES = {
    State.SCHEDULED: {State.GATHERING, State.RUNNING, State.CANCELLED},
    State.GATHERING: {State.FROZEN, State.CANCELLED},
    State.FROZEN: {State.DRAWN, State.CANCELLED},
    State.DRAWN: {State.RUNNING, State.CANCELLED},
    State.RUNNING: {State.CLOSED, State.CANCELLED},
    State.CLOSED: set[State](),
    State.CANCELLED: set[State](),
}
"""`open` has nothing to gather and goes from scheduled to running."""

LIVE = (State.SCHEDULED, State.GATHERING, State.FROZEN, State.DRAWN, State.RUNNING)
"""While an opening is in one of these, its seats are its entries'."""


class Outcome(TextChoices):
    """What an entry came to; empty while nothing is decided.

    `turn` is a seat that the party chose itself; in a ballot, one of those that were left afterwards.
    """

    ENTITLED = "entitled", _("Entitled seat")
    BALLOT = "ballot", _("Seat by ballot")
    TURN = "turn", _("Seat chosen")
    NONE = "none", _("No seat")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    VOID = "void", _("Not counted")


class News(TextChoices):
    """What an entry's people are to be told next."""

    RESULT = "result", _("The draw is done")
    TURN = "turn", _("The turn has come")
    OVER = "over", _("The opening is over")
    CANCELLED = "cancelled", _("The opening is cancelled")


class Act(TextChoices):
    """What two people at headquarters must agree on."""

    CANCEL = "cancel", _("Cancel the opening")
    BEACON = "beacon", _("Enter the beacon")
