"""Who may take money for an office, and undo what was asked."""

from __future__ import annotations

from giliran.core.types import Actor
from giliran.offices import permissions as offices


def may_take(actor: Actor, office_id: int) -> bool:
    """Issue bills, see them, and enter receipts."""
    return offices.may(actor, "take_payment", office_id)


def may_void(actor: Actor, office_id: int) -> bool:
    """A second pair of eyes: void a bill, decide a late payment, put a refused call aside."""
    return offices.may(actor, "void_bill", office_id)
