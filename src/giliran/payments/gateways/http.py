"""A payment gateway reached over HTTP.

Told of each bill by POST with a bearer token, an `Idempotency-Key`, and `{"code", "amount", "currency", "expires_at",
"payer", "description"}`. Any 2xx whose body is `{"code": <the same code>}` is a yes, and so is 409 with that body: the
bill is there already. Other answers of 400-499 are about this bill; everything else, or nothing, means that the gateway
is down.

A bill that became void is taken back by POST of `{"code"}` to `/<code>/cancel` below the address, by a key of its own.
There 404, 409 and 410 with that body are a yes, too: it is not there, or it is paid, which the gateway then reports.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import requests

from giliran.accounts.registries import line
from giliran.payments.gateways.base import Answer, Registration

log = logging.getLogger(__name__)

_DOWN = (401, 403, 404, 405, 408, 425, 429)
"""Of 400-499, what concerns the connection and not one bill."""

_NOTHING_LEFT = (404, 409, 410)
"""With the bill's code: it is not there, it is paid, it is gone."""


@dataclass(frozen=True, slots=True)
class HttpGateway:
    url: str
    token: str = field(default="", repr=False)
    seconds: float = 3.0
    knows_at_once: bool = False

    def register(self, bill: Registration) -> Answer:
        """Ends after `seconds` at the latest, whatever the other side does."""
        return self._ask(self.url, bill.key, _told(bill), _read)

    def cancel(self, bill: Registration) -> Answer:
        """The same."""
        url = f"{self.url.rstrip('/')}/{bill.code}/cancel"
        return self._ask(url, f"{bill.key}-cancel", {"code": bill.code}, _read_cancel)

    def _ask(self, url: str, key: str, told: dict[str, object], read: Callable[[object, int, bytes], Answer]) -> Answer:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": key,
            "Accept-Encoding": "identity",
        }
        try:
            return read(told["code"], *line.post_json(url, told, headers, self.seconds))
        except (line.TooLate, requests.Timeout):
            return Answer("down", f"no answer in {self.seconds:g} s")
        except Exception as fault:  # nothing that happens here may stop a counter
            log.warning("payment gateway: not reached (%s)", type(fault).__name__)
            return Answer("down", f"not reached ({type(fault).__name__})")


def _told(bill: Registration) -> dict[str, object]:
    return {
        "code": bill.code,
        "amount": bill.amount,
        "currency": "IDR",
        "expires_at": bill.expires_at.isoformat(),
        "payer": bill.payer,
        "description": bill.description,
    }


def _read(code: object, status: int, body: bytes) -> Answer:
    if 400 <= status < 500 and status != 409:
        return Answer("down" if status in _DOWN else "refused", f"answered {status}")
    if status != 409 and not 200 <= status < 300:
        return Answer("down", f"answered {status}")
    if _is_about(code, body):
        return Answer("registered")
    return Answer("refused" if status == 409 else "down", f"answered {status} and nothing clear")


def _read_cancel(code: object, status: int, body: bytes) -> Answer:
    if _is_about(code, body) and (200 <= status < 300 or status in _NOTHING_LEFT):
        return Answer("cancelled")
    is_about_it = 400 <= status < 500 and status not in _DOWN
    return Answer("refused" if is_about_it else "down", f"answered {status}")


def _is_about(code: object, body: bytes) -> bool:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("code") == code
