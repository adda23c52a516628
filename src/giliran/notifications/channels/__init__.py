"""The ways to reach a person."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from giliran.notifications.channels import email, outbox
from giliran.notifications.channels.base import Sender
from giliran.notifications.states import Channel

_CHANNELS = {Channel.EMAIL: email}


def ready() -> dict[str, Callable[[], Sender]]:
    """The channels that can send now. In demo, one without a server keeps its letters in the outbox."""
    senders: dict[str, Callable[[], Sender]] = {}
    for name, channel in _CHANNELS.items():
        if channel.is_configured():
            senders[name] = channel.EmailSender
        elif settings.DEMO:
            senders[name] = outbox.OutboxSender
    return senders
