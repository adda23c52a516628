"""What WhatsApp tells us over Meta's Cloud API: messages of people, with their pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import requests
from django.conf import settings

from giliran.complaints.gateways.base import Inbound, InboundFile

CHANNEL = "whatsapp"
TIMEOUT = 3.0
MOST_BYTES = 16_000_000
_MEDIA = ("image", "document")
_MOST_MESSAGES = 100


class Unreadable(ValueError):
    """The body is not what WhatsApp sends."""


def read(body: bytes) -> list[Inbound]:
    """The messages of one call; what else it tells (such as what became of ours) is left out. Raises `Unreadable`."""
    try:
        told = json.loads(body)
        return [_message(one, names) for one, names in _messages(told)][:_MOST_MESSAGES]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise Unreadable(type(fault).__name__) from fault


def _messages(told: Any) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    if told["object"] != "whatsapp_business_account":
        raise Unreadable("object")
    for entry in told.get("entry", []):
        for change in entry.get("changes", []):
            value = change.get("value", {})
            if change.get("field") != "messages" or not _is_ours(value):
                continue
            names = {
                str(one.get("wa_id")): str(one.get("profile", {}).get("name", "")) for one in value.get("contacts", [])
            }
            yield from ((one, names) for one in value.get("messages", []))


def _is_ours(value: dict[str, Any]) -> bool:
    """An account of WhatsApp may have several numbers; ours is the one that letters are sent from."""
    number = str(value.get("metadata", {}).get("phone_number_id", ""))
    return not settings.WHATSAPP_PHONE_ID or number == settings.WHATSAPP_PHONE_ID


def _message(one: dict[str, Any], names: dict[str, str]) -> Inbound:
    kind, sender = str(one.get("type", "")), str(one["from"])
    if not sender.isdecimal() or not 6 <= len(sender) <= 15:
        raise Unreadable("from")
    media = one.get(kind, {}) if kind in _MEDIA else {}
    files = tuple(filter(None, [_fetched(str(media["id"]), str(media.get("filename", "")))])) if media else ()
    return Inbound(
        key=f"whatsapp:{one['id']}"[:200],
        channel=CHANNEL,
        sender=f"+{sender}",
        name=" ".join(names.get(sender, "").split())[:150],
        subject="",
        text=_text(one, kind, media).replace("\0", "").strip(),
        files=files,
        lost=int(kind not in ("text", "button", "interactive") and not files),
    )


def _text(one: dict[str, Any], kind: str, media: dict[str, Any]) -> str:
    match kind:
        case "text":
            return str(one["text"]["body"])
        case "button":
            return str(one["button"].get("text", ""))
        case _:
            return str(media.get("caption", ""))


def _fetched(media: str, name: str) -> InboundFile | None:
    """A file by its id, in two steps; None if it cannot be had now."""
    signed = {"Authorization": f"Bearer {settings.WHATSAPP_TOKEN}"}
    if not (settings.WHATSAPP_TOKEN and media.isalnum()):
        return None
    try:
        with requests.Session() as session:
            session.trust_env = False
            told = session.get(
                f"{settings.WHATSAPP_URL}/{media}", headers=signed, timeout=TIMEOUT, allow_redirects=False
            )
            url = str(told.json()["url"])
            if told.status_code != 200 or not url.startswith(("https://", settings.WHATSAPP_URL)):
                return None
            answer = session.get(url, headers=signed, timeout=TIMEOUT, allow_redirects=False, stream=True)
            content = answer.raw.read(MOST_BYTES + 1, decode_content=True)
    except (requests.RequestException, ValueError, KeyError, TypeError, OSError):
        return None
    return InboundFile(name[:120], content) if answer.status_code == 200 and len(content) <= MOST_BYTES else None
