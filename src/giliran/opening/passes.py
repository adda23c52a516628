"""The pass: what the lane believes without looking anybody up.

A signed text `<body>.<signature>`, both base64url without padding. The body is JSON; the signature is HMAC-SHA256 with
a key of this installation. It is given to the signed-in account that made the entry, serves nobody else, and is short-
lived: the waiting page asks for a fresh one before it runs out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from giliran.booking.policy import PersonRequest
from giliran.core import secrets
from giliran.core.errors import Refusal

LIFETIME = timedelta(minutes=10)
_PURPOSE = "opening.pass"
_DECODER = msgspec.json.Decoder(tuple[int, int, str, str, int, int])


class Claim(NamedTuple):
    """Who may book for which entry: account, opening and entry, the digest of the party as it was entered, how many
    people stood before it in the line, and until when the pass counts."""

    account_id: int
    opening_id: int
    entry: str
    party_digest: str
    ahead: int
    expires_at: datetime


def party_digest(people: Iterable[PersonRequest]) -> str:
    """The same for the same people with the same wishes, in any order."""
    lines = sorted("|".join(map(str, person)) for person in people)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def sign(claim: Claim) -> str:
    body = _encode(json.dumps([*claim[:-1], int(claim.expires_at.timestamp())], separators=(",", ":")).encode())
    return f"{body}.{_encode(_mac(body))}"


def read(token: str, now: datetime) -> Claim:
    """The claim of a pass. Raises `Refusal` pass_invalid or pass_expired."""
    body, _dot, signature = token.partition(".")
    if not token.isascii() or not hmac.compare_digest(_encode(_mac(body)), signature):
        raise Refusal("pass_invalid", _("This pass is not valid. Open your entry again and go on from there."))
    account, opening, entry, digest, ahead, expires = _DECODER.decode(_decode(body))
    claim = Claim(account, opening, entry, digest, ahead, datetime.fromtimestamp(expires, UTC))
    if claim.expires_at <= now:
        raise Refusal("pass_expired", _("This pass has run out. Open your entry again; your place is kept."))
    return claim


def _mac(body: str) -> bytes:
    return hmac.digest(_key(settings.SECRETS_FILE), body.encode(), "sha256")


@lru_cache(maxsize=2)
def _key(file: Path) -> bytes:
    """Comes of the one key that is never rotated, so it is read once and not at every pass."""
    return secrets.keyring(file).blind(_PURPOSE, "key")


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
