"""A payment gateway reached over HTTP.

Told of each bill by POST with a bearer token, an `Idempotency-Key`, and `{"code", "amount", "currency", "expires_at",
"payer", "description"}`. Any 2xx whose body is `{"code": <the same code>}` is a yes, and so is 409 with that body: the
bill is there already. Other answers of 400-499 are about this bill; everything else, or nothing, means that the gateway
is down.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field

import requests

from giliran.accounts.registries import line
from giliran.payments.gateways.base import Answer, Registration

log = logging.getLogger(__name__)

_DOWN = (401, 403, 404, 405, 408, 425, 429)
"""Of 400-499, what concerns the connection and not one bill."""


@dataclass(frozen=True, slots=True)
class HttpGateway:
    url: str
    token: str = field(default="", repr=False)
    seconds: float = 3.0
    knows_at_once: bool = False

    def register(self, bill: Registration) -> Answer:
        """Ends after `seconds` at the latest, whatever the other side does."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": bill.key,
            "Accept-Encoding": "identity",
        }
        try:
            return _read(bill.code, *line.post_json(self.url, _told(bill), headers, self.seconds))
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


def _read(code: str, status: int, body: bytes) -> Answer:
    if 400 <= status < 500 and status != 409:
        return Answer("down" if status in _DOWN else "refused", f"answered {status}")
    if status != 409 and not 200 <= status < 300:
        return Answer("down", f"answered {status}")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict) and said.get("code") == code:
        return Answer("registered")
    return Answer("refused" if status == 409 else "down", f"answered {status} and nothing clear")
