"""What a channel is. To add one, copy `email.py` and name it in `__init__`."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from giliran.notifications.letters import Letter


class SendFailed(Exception):
    """A letter did not leave. `final`: asking again is useless. `unreachable`: no server was there to ask."""

    def __init__(self, reason: str, *, final: bool = False, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final
        self.unreachable = unreachable


class Sender(Protocol):
    """Keeps its connection from one letter to the next, until it is left."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, letter: Letter) -> str:
        """The provider's name for what was sent; else `SendFailed`."""
        ...
