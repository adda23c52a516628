"""The ways to reach a person: each file here that bears the name of a channel is one."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from django.conf import settings

from giliran.notifications.channels import base, outbox
from giliran.notifications.channels.base import Sender
from giliran.notifications.states import Channel

_CHANNELS: dict[str, base.Channel] = {
    name.value: cast(base.Channel, import_module(f"{__name__}.{name.value}")) for name in Channel
}

READ_HERE = frozenset({Channel.INBOX.value})
"""What is written here is delivered: no worker takes it anywhere."""


def ready() -> dict[str, Callable[[], Sender]]:
    """The channels that can send now. In demo, one without a server keeps its letters in the outbox."""
    return {
        name: channel.Sender if channel.is_configured() else outbox.Sender
        for name, channel in _CHANNELS.items()
        if channel.is_configured() or settings.DEMO
    }


def is_ready(name: str) -> bool:
    """Whether people can choose this channel at this installation."""
    return settings.DEMO or _CHANNELS[name].is_configured()


def sendable() -> list[str]:
    """The channels on which something is sent, set up or not."""
    return [name for name in _CHANNELS if name not in READ_HERE]


def sent_from_here() -> list[str]:
    """The channels that a worker takes messages to, now that the process has started: settings do not change."""
    return [name for name in ready() if name not in READ_HERE]
