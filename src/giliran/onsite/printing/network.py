"""A printer in the network that takes raw bytes, as receipt printers do on port 9100."""

from __future__ import annotations

import socket
import time

from giliran.onsite.printing.base import NotPrinted
from giliran.onsite.printing.escpos import ASK_WHETHER_DONE

PATIENCE = 3.0
"""Seconds for everything together: somebody stands there and waits for a card."""


class NetworkPrinter:
    """Sends the card and then asks for the printer's state, in the same order: the answer comes when all before it has
    been printed. A connection that ends earlier has printed half a card at most; no answer means that nobody knows."""

    is_there = True

    def __init__(self, host: str, port: int, *, patience: float = PATIENCE) -> None:
        self._place, self._patience = (host, port), patience

    def send(self, data: bytes) -> None:
        ends_at = time.monotonic() + self._patience
        try:
            connection = socket.create_connection(self._place, timeout=self._patience)
        except OSError as fault:
            raise NotPrinted("unreachable") from fault
        with connection:
            self._hand_over(connection, data + ASK_WHETHER_DONE, ends_at)

    def _hand_over(self, connection: socket.socket, data: bytes, ends_at: float) -> None:
        try:
            connection.settimeout(_left(ends_at))
            connection.sendall(data)
            connection.settimeout(_left(ends_at))
            answer = connection.recv(1)
        except TimeoutError as fault:
            raise NotPrinted("silent") from fault
        except OSError as fault:
            raise NotPrinted("broke_off") from fault
        if not answer:
            raise NotPrinted("broke_off")


def _left(ends_at: float) -> float:
    return max(0.001, ends_at - time.monotonic())
