"""The link in a message about a found place: whoever has the message may decline the place without signing in."""

from __future__ import annotations

import base64
import hmac
from functools import lru_cache

from django.conf import settings

from giliran.core import secrets
from giliran.core.types import Actor
from giliran.waiting.models import WaitingParty

_PURPOSE = "waiting.decline"
_BYTES = 18


def url_of(party: WaitingParty) -> str:
    return f"{settings.PUBLIC_URL}/waiting/{party.public_id}/{token_of(party)}/"


def token_of(party: WaitingParty) -> str:
    digest = hmac.digest(_key(secrets.keyring()), party.public_id.encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:_BYTES]).decode()


def is_of(party: WaitingParty, token: str) -> bool:
    return token.isascii() and hmac.compare_digest(token_of(party), token)


def holder_by_link(party: WaitingParty) -> Actor:
    """Somebody who holds the link acts for the account, in nothing but this."""
    return Actor(party.account_id, f"account {party.account_id} by link", "web")


@lru_cache(maxsize=2)
def _key(keyring: secrets.Keyring) -> bytes:
    return keyring.blind(_PURPOSE, "key")
