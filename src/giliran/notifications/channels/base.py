"""What a channel is. To add one, copy `sms.py` under its name, and give that name a word in `states.Channel`."""

from __future__ import annotations

from datetime import timedelta
from types import TracebackType
from typing import Protocol, Self

from giliran.notifications.letters import Letter


class SendFailed(Exception):
    """A letter did not leave.

    `final`: asking again is useless. `unreachable`: nobody was there who could have taken it; it is not counted.
    `is_down`: the next letters on this channel would fare no better now. `wait`: the server asked to be left alone for
    so long, by everybody.
    """

    def __init__(
        self,
        reason: str,
        *,
        final: bool = False,
        unreachable: bool = False,
        is_down: bool = False,
        wait: timedelta | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final
        self.unreachable = unreachable
        self.is_down = is_down or unreachable or wait is not None
        self.wait = wait


class Sender(Protocol):
    """Keeps its connection from one letter to the next, until it is left."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, letter: Letter) -> str:
        """The provider's name for what was sent; else `SendFailed`."""
        ...


class Channel(Protocol):
    """A file of `channels`: whether this installation has what it needs, and who sends."""

    Sender: type[Sender]

    def is_configured(self) -> bool: ...
