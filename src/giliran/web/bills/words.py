"""A bill in the words of pages: its state with kind and icon, its code in groups, what there is to say about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from giliran.payments.states import State

if TYPE_CHECKING:
    from giliran.payments.models import Bill

KINDS = {
    State.OPEN: ("soon", "clock"),
    State.PAID: ("free", "circle-check"),
    State.EXPIRED: ("no", "hourglass"),
    State.VOID: ("neutral", "ban"),
    State.PAID_LATE: ("soon", "alert-triangle"),
    State.REFUND: ("soon", "arrow-back-up"),
    State.REFUNDED: ("neutral", "arrow-back-up"),
}
"""State to the kind and icon of its chip."""

ASKED = (State.OPEN, State.PAID, State.PAID_LATE)
"""The bill speaks for its ticket; another one is not made beside it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A bill as a list or a page shows it."""

    bill: Bill
    kind: str
    icon: str
    word: str

    @property
    def is_open(self) -> bool:
        return self.bill.state == State.OPEN

    @property
    def is_paid(self) -> bool:
        return self.bill.state == State.PAID

    @property
    def is_late(self) -> bool:
        return self.bill.state == State.PAID_LATE

    @property
    def is_refund(self) -> bool:
        """Its money is still to be given back."""
        return self.bill.state == State.REFUND

    @property
    def is_withdrawing(self) -> bool:
        """Void here, while the gateway may still take money for it."""
        return self.bill.state == State.VOID and self.bill.register_due_at is not None

    @property
    def is_registering(self) -> bool:
        """The gateway does not know it yet, so that no bank takes its code."""
        return self.is_open and self.bill.registered_at is None


def shown(bill: Bill) -> Shown:
    state = State(bill.state)
    return Shown(bill, *KINDS[state], str(state.label))
