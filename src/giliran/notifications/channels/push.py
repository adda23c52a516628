"""Web push: a message sealed for one browser (RFC 8291), left at the push service that the browser named."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush

from giliran.core import secrets
from giliran.notifications.channels import asking
from giliran.notifications.channels.base import SendFailed
from giliran.notifications.letters import Letter

KEPT_FOR = 24 * 3600
"""Seconds for which the push service keeps a message for a browser that is off."""

LONGEST = 2_000
"""Signs of an address."""

_MOST = 600


def is_configured() -> bool:
    return bool(settings.PUSH_CONTACT)


class Sender(asking.Asking):
    """An address is the subscription that the browser gave, as JSON."""

    def __init__(self) -> None:
        super().__init__()
        self._session.max_redirects = 0

    def send(self, letter: Letter) -> str:
        subscription = _subscription(letter.address)
        try:
            answer: Any = webpush(
                subscription,
                data=_payload(letter),
                vapid_private_key=Vapid02(private_key=secrets.keyring().push_key()),
                vapid_claims={"sub": f"mailto:{settings.PUSH_CONTACT}"},
                timeout=asking.TIMEOUT,
                ttl=KEPT_FOR,
                headers={"Topic": _topic(letter), "Urgency": "high"},
                requests_session=self._session,
            )
        except requests.TooManyRedirects as fault:
            raise SendFailed("final: the push service sent us elsewhere", final=True) from fault
        except requests.RequestException as fault:
            raise asking.failure(fault) from fault
        except WebPushException as fault:
            raise _refused(fault) from fault
        except ValueError as fault:  # keys that are none
            raise SendFailed(f"final: {type(fault).__name__}", final=True) from fault
        return str(answer.headers.get("Location") or letter.name)[:200]


def may_ask(endpoint: str) -> bool:
    """Whether this is the address of a push service that we know: a stranger's address is asked nothing."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme != "https" and host != "127.0.0.1":
        return False
    known = any(host == one or host.endswith(f".{one}") for one in settings.PUSH_HOSTS)
    return known and (port in (None, 443) or host == "127.0.0.1") and not parts.username


def is_subscription(address: str) -> bool:
    """Whether an address is one that we would send to: a known push service, and keys that are some."""
    try:
        keys = _subscription(address)["keys"]
        sizes = [len(urlsafe_b64decode(keys[name] + "==")) for name in ("p256dh", "auth")]
    except (SendFailed, KeyError, TypeError, ValueError):
        return False
    return len(address) <= LONGEST and sizes == [65, 16]


def public_key() -> str:
    """What browsers are told, so that they take messages from us only."""
    point = secrets.keyring().push_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()


def _subscription(address: str) -> dict[str, Any]:
    try:
        found = json.loads(address)
        if may_ask(str(found["endpoint"])):
            return {"endpoint": found["endpoint"], "keys": dict(found["keys"])}
    except (ValueError, KeyError, TypeError) as fault:
        raise SendFailed("final: not a subscription", final=True) from fault
    raise SendFailed("final: not a push service that is known", final=True)


def _payload(letter: Letter) -> str:
    return json.dumps(
        {
            "title": letter.subject[:_MOST],
            "body": letter.short[:_MOST],
            "url": letter.url or settings.PUBLIC_URL,
            "tag": _topic(letter),
            "lang": letter.language,
        }
    )


def _topic(letter: Letter) -> str:
    """32 signs that are the same each time the same message is sent: a second one takes the place of the first."""
    return urlsafe_b64encode(sha256(letter.name.encode()).digest())[:32].decode()


def _refused(fault: WebPushException) -> SendFailed:
    answer = fault.response
    if not isinstance(answer, requests.Response):
        return SendFailed(f"final: {str(fault)[:300]}", final=True)
    if answer.status_code in (404, 410):
        return SendFailed(f"gone: {answer.status_code}", final=True)
    try:
        asking.refuse(answer)
    except SendFailed as refused:
        return refused
    return SendFailed(f"failed: {answer.status_code}")
