"""Short signed links that need no sign-in: to agree to messages at an address, and to stop them."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from typing import NamedTuple

from django.conf import settings

from giliran.core import secrets
from giliran.notifications.states import Channel, Kind

_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CHANNELS = {Channel.EMAIL: "e", Channel.WHATSAPP: "w", Channel.SMS: "s", Channel.PUSH: "p"}
_KINDS = {kind: sign for sign, kind in zip("abcdefghijklmnopqrst", Kind, strict=False)}
_SEAL = 16


class Stop(NamedTuple):
    """Which messages are meant: those of an account on a channel; `kind` is what the one with the link was."""

    account_id: int
    channel: Channel
    kind: str


def stop_url(account_id: int, channel: str, kind: str) -> str:
    """The address where messages like this one are stopped, for as long as the installation lives."""
    body = f"{_CHANNELS[Channel(channel)]}{_KINDS.get(Kind(kind), '') if kind in Kind else ''}-{_short(account_id)}"
    return f"{settings.PUBLIC_URL}/stop/{_sealed(body, 'stop')}/"


def read_stop(token: str) -> Stop | None:
    """What a link of `stop_url` names; None for every other text."""
    body = _opened(token, "stop")
    head, _, number = (body or "").partition("-")
    channel = next((one for one, sign in _CHANNELS.items() if sign == head[:1]), None)
    kind = next((one.value for one, sign in _KINDS.items() if sign == head[1:]), "")
    return Stop(int(number, 36), channel, kind) if channel and number else None


def agree_url(way_id: int) -> str:
    """The address where whoever holds a telephone agrees to messages on it."""
    return f"{settings.PUBLIC_URL}/agree/{_sealed(_short(way_id), 'agree')}/"


def read_agree(token: str) -> int | None:
    """The way that a link of `agree_url` names."""
    body = _opened(token, "agree")
    return int(body, 36) if body else None


def _sealed(body: str, purpose: str) -> str:
    return f"{body}-{_seal(body, purpose)}"


def _opened(token: str, purpose: str) -> str | None:
    body, seal = token[: -_SEAL - 1], token[-_SEAL:]
    is_ours = token[-_SEAL - 1 : -_SEAL] == "-" and hmac.compare_digest(seal.encode(), _seal(body, purpose).encode())
    return body if is_ours else None


def _seal(body: str, purpose: str) -> str:
    """96 bits: more than anybody can try."""
    return urlsafe_b64encode(secrets.keyring().blind(body, f"link:{purpose}")[:12]).decode()


def _short(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _SIGNS[digit] + digits
    return digits or "0"
