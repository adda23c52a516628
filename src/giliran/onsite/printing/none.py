"""No printer of our own: the browser prints."""

from __future__ import annotations

from giliran.onsite.printing.base import NotPrinted


class NoPrinter:
    is_there = False

    def send(self, data: bytes) -> None:
        raise NotPrinted("unreachable")
