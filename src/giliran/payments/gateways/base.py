"""What a payment gateway is told of a bill, and what it answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple, Protocol


class Registration(NamedTuple):
    """A bill as a gateway needs it. `key` is the same at every try; `amount` in rupiah."""

    key: str
    code: str
    amount: int
    expires_at: datetime
    payer: str
    description: str


class Answer(NamedTuple):
    """`registered`, `cancelled`: done, now or before. `refused`: not this bill, others may pass. `down`: nothing will
    pass for a while. `words`: why, for the log."""

    outcome: Literal["registered", "cancelled", "refused", "down"]
    words: str = ""


class Gateway(Protocol):
    @property
    def knows_at_once(self) -> bool:
        """Whether a bill needs no registering."""
        ...

    def register(self, bill: Registration) -> Answer:
        """Tell the gateway of a bill. Never raises, and ends in time."""
        ...

    def cancel(self, bill: Registration) -> Answer:
        """Have the gateway take no money for a bill any more. Never raises, and ends in time."""
        ...
