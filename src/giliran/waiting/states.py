"""Words about waiting for a seat that comes free."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    WAITING = "waiting", _("Waiting")
    FOUND = "found", _("Place found")
    DECLINED = "declined", _("Declined")
    LEFT = "left", _("Left the list")
    EXPIRED = "expired", _("Ended")


MOVES = {
    State.WAITING: {State.FOUND, State.LEFT, State.EXPIRED},
    State.FOUND: {State.DECLINED},
    State.DECLINED: set[State](),
    State.LEFT: set[State](),
    State.EXPIRED: set[State](),
}
"""Whoever wants to wait again joins again, as a new party: their place in the order is the same as before."""


class Ending(TextChoices):
    """Why a party left the list without having asked to."""

    BOOKED = "booked", _("Somebody in the party has a booking now")
    ENTERED = "entered", _("Somebody in the party is in an opening now")
    OVER = "over", _("The days that were wanted are over")
