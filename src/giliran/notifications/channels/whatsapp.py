"""WhatsApp over Meta's Cloud API: a template that was approved beforehand, filled with four texts."""

from __future__ import annotations

from typing import Any

import requests
from django.conf import settings

from giliran.core import clock
from giliran.notifications import policy
from giliran.notifications.channels import asking
from giliran.notifications.channels.base import SendFailed
from giliran.notifications.letters import Letter

_BUSY = {4, 80007, 130429, 131048, 131056, 131057, 133016}
_OURS = {0, 3, 10, 190, 368, 131005, 131031, 131042, 131045, 132001, 132007, 132015, 132016, 133010}
_MOST = 900


def is_configured() -> bool:
    return bool(settings.WHATSAPP_PHONE_ID and settings.WHATSAPP_TOKEN)


class Sender(asking.Asking):
    def send(self, letter: Letter) -> str:
        url = f"{settings.WHATSAPP_URL}/{settings.WHATSAPP_PHONE_ID}/messages"
        signed = {"Authorization": f"Bearer {settings.WHATSAPP_TOKEN}"}
        answer = self.post(url, json=_body(letter), headers=signed)
        _refuse(answer)
        asking.refuse(answer)
        return _provider_id(answer)


def _body(letter: Letter) -> dict[str, Any]:
    texts = (letter.subject, letter.short or letter.subject, letter.url or settings.PUBLIC_URL, letter.stop_url or "-")
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": letter.address.lstrip("+"),
        "type": "template",
        "biz_opaque_callback_data": letter.name.strip("<>"),
        "template": {
            "name": settings.WHATSAPP_TEMPLATE,
            "language": {"code": letter.language},
            "components": [{"type": "body", "parameters": [_parameter(text) for text in texts]}],
        },
    }


def _parameter(text: str) -> dict[str, str]:
    """A parameter may hold neither line breaks nor runs of spaces."""
    return {"type": "text", "text": " ".join(text.split())[:_MOST]}


def _refuse(answer: requests.Response) -> None:
    """The API's own code says more than the status does."""
    error = _read(answer).get("error")
    if not isinstance(error, dict):
        return
    said = f"{error.get('code')} {error.get('message')}"[:300]
    if error.get("code") in _BUSY:
        wait = policy.retry_after(answer.headers, clock.now())
        raise SendFailed(f"busy: {said}", wait=wait, is_down=True)
    if error.get("code") in _OURS:
        raise SendFailed(f"ours: {said}", unreachable=True)


def _provider_id(answer: requests.Response) -> str:
    try:
        return str(_read(answer)["messages"][0]["id"])[:200]
    except (KeyError, IndexError, TypeError):
        asking.garbage(answer)


def _read(answer: requests.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
