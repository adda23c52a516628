"""SMS through whatever gateway the installation has: one POST, whose shape is a setting."""

from __future__ import annotations

import json
from typing import Any

import requests
from django.conf import settings

from giliran.notifications.channels import asking
from giliran.notifications.letters import Letter

BODY = '{"to": "{to}", "text": "{text}", "reference": "{name}"}'
"""What a gateway is sent unless it wants something else."""


def is_configured() -> bool:
    return bool(settings.SMS_URL)


class Sender(asking.Asking):
    """Fills `{to}`, `{text}` and `{name}` into the body that the gateway wants; `Idempotency-Key` is the same each
    time the same message is sent."""

    def send(self, letter: Letter) -> str:
        shape = "json" if settings.SMS_FORMAT == "json" else "data"
        answer = self.ask(settings.SMS_URL, headers=_headers(letter), **{shape: _body(letter)})
        return _provider_id(answer) if settings.SMS_ID_FIELD else letter.name


def text_of(letter: Letter) -> str:
    """Subject, address, and how to stop: in signs that cost one SMS letter each."""
    stop = f" Stop: {letter.stop_url}" if letter.stop_url else ""
    text = f"{letter.subject} {letter.url}{stop}"
    return " ".join(text.translate(_PLAIN).split())


_PLAIN = str.maketrans({"\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{RIGHT SINGLE QUOTATION MARK}": "'", "…": "..."})


def _headers(letter: Letter) -> dict[str, str]:
    signed = {"Authorization": settings.SMS_AUTHORIZATION} if settings.SMS_AUTHORIZATION else {}
    return signed | {"Idempotency-Key": letter.name.strip("<>")}


def _body(letter: Letter) -> Any:
    words = {"to": letter.address, "text": text_of(letter), "name": letter.name.strip("<>")}
    return _filled(json.loads(settings.SMS_BODY or BODY), words)


def _filled(shape: Any, words: dict[str, str]) -> Any:
    if isinstance(shape, dict):
        return {key: _filled(value, words) for key, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(value, words) for value in shape]
    if isinstance(shape, str):
        return words.get(shape[1:-1], shape) if shape[:1] == "{" and shape[-1:] == "}" else shape
    return shape


def _provider_id(answer: requests.Response) -> str:
    """What stands under the dotted name of the setting (`messages.0.id`)."""
    try:
        found: Any = answer.json()
        for part in settings.SMS_ID_FIELD.split("."):
            found = found[int(part)] if isinstance(found, list) else found[part]
    except (ValueError, KeyError, IndexError, TypeError):
        asking.garbage(answer)
    return str(found)[:200]
