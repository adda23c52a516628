"""Who may see a booking, and who may change it."""

from __future__ import annotations

from giliran.accounts.models import User
from giliran.booking.models import Booking
from giliran.core.types import Actor
from giliran.offices import permissions as offices


def may_see(actor: Actor, booking: Booking) -> bool:
    """Its holder, and those who see the agenda of its office."""
    return booking.account_id == actor.user_id or may_see_agenda(actor, booking.slot.office_id)


def may_book_for(actor: Actor, account: User) -> bool:
    """The account itself; for one without an address of its own, whoever helps people at a desk, for every office."""
    return account.pk == actor.user_id or (account.email is None and offices.may_somewhere(actor, "assist"))


def may_print(actor: Actor, booking: Booking) -> bool:
    """Those who see it; and for an account without an address, whoever helps people at a desk."""
    return may_see(actor, booking) or may_book_for(actor, booking.account)


def may_change(actor: Actor, booking: Booking) -> bool:
    """Its holder, and those who help people at the desk of its office."""
    return booking.account_id == actor.user_id or offices.may(actor, "assist", booking.slot.office_id)


def may_move_specially(actor: Actor, booking: Booking) -> bool:
    """Those who answer for its office: moving a visit beyond the rules (RS05)."""
    return offices.may(actor, "move_specially", booking.slot.office_id)


def is_holder(actor: Actor, booking: Booking) -> bool:
    return booking.account_id == actor.user_id


def may_see_agenda(actor: Actor, office_id: int) -> bool:
    return offices.may(actor, "see_agenda", office_id)


def may_see_missed(actor: Actor, office_id: int) -> bool:
    """Those who help people at the desk: somebody may appeal at any office."""
    return offices.may(actor, "assist", office_id)


def may_lift(actor: Actor, office_id: int) -> bool:
    """A second pair of eyes at the desk: supervisor or head."""
    return offices.may(actor, "lift_sanction", office_id)


def may_clear(actor: Actor, office_id: int) -> bool:
    """Those who may close a day of the office say what becomes of its bookings."""
    return offices.may(actor, "set_calendar", office_id)


def may_clear_everywhere(actor: Actor) -> bool:
    return offices.may_at_headquarters(actor, "set_calendar")


def may_assist(actor: Actor, office_id: int) -> bool:
    """Help people who have their identity card with them, at the desk of the office."""
    return offices.may(actor, "assist", office_id)
