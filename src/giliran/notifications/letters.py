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
    """What a channel sends. `name` is the same every time the same message is sent.

    Where there is room for little, `subject`, `short` (a sentence, or empty) and `url` are the message. `stop_url` is
    where its reader says that no more shall come; empty for what was asked for, such as a code to sign in.
    """

    name: str
    address: str
    language: str
    subject: str
    text: str
    html: str
    files: tuple[File, ...] = ()
    short: str = ""
    url: str = ""
    stop_url: str = ""


def write_letter(message: Message) -> Letter:
    """Render the templates of the message's event."""
    subject, short, text, html = _render(message, "subject.txt", "short.txt", "body.txt", "body.html")
    return Letter(
        name=name_of(message.key),
        address=message.address,
        language=message.language,
        subject=" ".join(subject.split()),
        text=text.strip() + "\n",
        html=html,
        files=tuple(File(file.filename, file.mimetype, bytes(file.content)) for file in message.files.all()),
        short=" ".join(short.split()),
        url=str(message.data.get("url", "")),
        stop_url=str(message.data.get("stop_url", "")),
    )


def write_lines(message: Message) -> tuple[str, str]:
    """Subject and text without what frames a letter, for those who read it here."""
    subject, text = _render(message, "subject.txt", "body.txt", layout="notifications/bare.txt")
    return " ".join(subject.split()), text.strip()


def _render(message: Message, *parts: str, layout: str = "notifications/layout.txt") -> list[str]:
    context = {**message.data, "language": message.language, "support": settings.SUPPORT_CONTACT, "layout": layout}
    with translation.override(message.language):
        return [render_to_string(f"notifications/{message.event}/{part}", context) for part in parts]


def name_of(key: str) -> str:
    """The Message-ID of the message with this idempotency key; a second sending carries it again."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "giliran.invalid"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
