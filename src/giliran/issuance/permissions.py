"""Who does what with a passport on its way (R67, R68, R76, R79)."""

from __future__ import annotations

from giliran.booking.models import Booking
from giliran.booking.permissions import may_see as may_see_booking
from giliran.core.types import Actor
from giliran.offices import permissions as offices


def may_see(actor: Actor, office_id: int) -> bool:
    return offices.may(actor, "see_cases", office_id)


def may_follow(actor: Actor, booking: Booking) -> bool:
    """Whose booking it is, and those who work with it."""
    return may_see_booking(actor, booking)


def may_adjudicate(actor: Actor, office_id: int) -> bool:
    return offices.may(actor, "adjudicate", office_id)


def may_produce(actor: Actor, office_id: int) -> bool:
    """Print, test and laminate."""
    return offices.may(actor, "produce", office_id)


def may_hand_over(actor: Actor, office_id: int) -> bool:
    return offices.may(actor, "hand_over", office_id)


def may_cancel(actor: Actor, office_id: int) -> bool:
    """A second pair of eyes for a passport that nobody collects."""
    return offices.may(actor, "cancel_unclaimed", office_id)


def may_answer(actor: Actor) -> bool:
    """The central adjudicator (R79)."""
    return offices.may_at_headquarters(actor, "adjudicate_centrally")
