"""What a printer does with the bytes of a card."""

from __future__ import annotations

from typing import Protocol


class NotPrinted(Exception):
    """No card, or not a whole one: `unreachable`, `broke_off` (half way), `silent` (nobody knows: it took everything
    and did not answer)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Printer(Protocol):
    @property
    def is_there(self) -> bool:
        """Whether there is a printer at all; else the browser prints."""
        ...

    def send(self, data: bytes) -> None:
        """Print; ends within some seconds. Raises `NotPrinted`."""
        ...
