"""Where a printer may stand."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import NamedTuple

RAW_PORT = 9100
"""Where printers of receipts listen, if nothing else is said."""


class PrinterAddress(NamedTuple):
    host: str
    port: int


class Unfit(Exception):
    """Why an address is none: `not_an_address`, `not_a_port`, `not_allowed_there`, `no_networks`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_address(text: str, allowed: Sequence[str]) -> PrinterAddress:
    """`10.1.2.3` or `10.1.2.3:9100` or `[fd00::1]:9100`, inside one of the networks that are allowed (`10.0.0.0/8`).

    Names are not taken: a name may lead elsewhere tomorrow. Raises `Unfit`.
    """
    host, port = _split(text.strip())
    try:
        address = ipaddress.ip_address(host)
    except ValueError as fault:
        raise Unfit("not_an_address") from fault
    if not allowed:
        raise Unfit("no_networks")
    if not any(address in ipaddress.ip_network(one, strict=False) for one in allowed):
        raise Unfit("not_allowed_there")
    return PrinterAddress(str(address), port)


def _split(text: str) -> tuple[str, int]:
    host, mark, port = text.rpartition(":")
    if not mark or (":" in host and not host.startswith("[")):
        return text.strip("[]"), RAW_PORT
    if not (port.isascii() and port.isdecimal()) or not 1 <= int(port[:6]) <= 65_535:
        raise Unfit("not_a_port")
    return host.strip("[]"), int(port)
