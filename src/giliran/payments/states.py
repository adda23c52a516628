"""Words about bills and the money that comes for them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    OPEN = "open", _("To be paid")
    PAID = "paid", _("Paid")
    EXPIRED = "expired", _("Ran out")
    VOID = "void", _("Void")
    PAID_LATE = "paid_late", _("Paid late, to be decided")
    REFUND = "refund", _("Money to be given back")
    REFUNDED = "refunded", _("Money given back")


MOVES = {
    State.OPEN: {State.PAID, State.EXPIRED, State.VOID, State.PAID_LATE},
    State.PAID: set[State](),
    State.EXPIRED: {State.PAID, State.PAID_LATE},
    State.VOID: {State.PAID_LATE},
    State.PAID_LATE: {State.PAID, State.REFUND},
    State.REFUND: {State.REFUNDED},
    State.REFUNDED: set[State](),
}
"""An expired bill is paid after all when its money was there in time and only the news was late."""

LIVE = (State.OPEN, State.PAID)
"""At most one bill of a ticket is in one of these."""

WITH_MONEY = (State.PAID, State.PAID_LATE, State.REFUND, State.REFUNDED)

UNSETTLED = (State.PAID_LATE, State.REFUND)
"""Money that waits for somebody at the office."""


class Method(TextChoices):
    """How it is known that a bill is paid."""

    OFFICER = "officer", _("Receipt number entered by an officer")
    GATEWAY = "gateway", _("Told by the payment gateway")
    FREE = "free", _("Nothing to pay")


class Outcome(TextChoices):
    """What became of a call of the gateway."""

    PAID = "paid", _("Paid")
    PAID_LATE = "paid_late", _("Paid late, to be decided")
    KNOWN = "known", _("Was on record already")
    UNKNOWN = "bill_unknown", _("There is no bill with this code")
    AMOUNT = "amount_differs", _("Another amount than the bill's")
    DOUBLE = "paid_already", _("Paid a second time, with another receipt number")
    NTPN_USED = "ntpn_used", _("The receipt number stands on another bill")


REFUSED = (Outcome.UNKNOWN, Outcome.AMOUNT, Outcome.DOUBLE, Outcome.NTPN_USED)
"""Calls that a person should look at."""
