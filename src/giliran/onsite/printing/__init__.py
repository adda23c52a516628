"""Where cards are printed besides the browser, behind one interface: nowhere (`none`), or on a printer in the network.

A printer is named by address and port; only networks that the operator has allowed are reached, so that nobody makes
the product talk to something else.
"""

from __future__ import annotations

from collections.abc import Sequence

from giliran.onsite.printing.address import PrinterAddress, Unfit, read_address
from giliran.onsite.printing.base import NotPrinted, Printer
from giliran.onsite.printing.escpos import CardText, card_bytes
from giliran.onsite.printing.network import NetworkPrinter
from giliran.onsite.printing.none import NoPrinter

__all__ = [
    "CardText",
    "NetworkPrinter",
    "NoPrinter",
    "NotPrinted",
    "Printer",
    "PrinterAddress",
    "Unfit",
    "card_bytes",
    "printer_at",
    "read_address",
]


def printer_at(address: str, allowed: Sequence[str]) -> Printer:
    """The printer at this address (`10.1.2.3:9100`); none if it is empty. Raises `Unfit` for what may not be reached,
    since the networks that are allowed may have changed after it was written down."""
    if not address:
        return NoPrinter()
    found = read_address(address, allowed)
    return NetworkPrinter(found.host, found.port)
