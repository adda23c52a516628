"""From a message, which is data, to what is sent: rendered at delivery, in the language of its reader."""

from __future__ import annotations

import hashlib
from email.utils import parseaddr
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from giliran.notifications.models import Message


class File(NamedTuple):
    filename: str
    mimetype: str
    content: bytes


class Letter(NamedTuple):
    """What a channel sends. `name` is the same every time the same message is sent."""

    name: str
    address: str
    language: str
    subject: str
    text: str
    html: str
    files: tuple[File, ...]


def write_letter(message: Message) -> Letter:
    """Render the three templates of the message's event."""
    context = {**message.data, "language": message.language, "support": settings.SUPPORT_CONTACT}
    folder = f"notifications/{message.event}"
    with translation.override(message.language):
        subject, text, html = (
            render_to_string(f"{folder}/{part}", context) for part in ("subject.txt", "body.txt", "body.html")
        )
    return Letter(
        name=name_of(message.key),
        address=message.address,
        language=message.language,
        subject=" ".join(subject.split()),
        text=text.strip() + "\n",
        html=html,
        files=tuple(File(file.filename, file.mimetype, bytes(file.content)) for file in message.files.all()),
    )


def name_of(key: str) -> str:
    """The Message-ID of the message with this idempotency key; a second sending carries it again."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "giliran.invalid"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
