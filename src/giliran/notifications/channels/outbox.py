"""Sends nothing: in demo the letters are read at `/demo/outbox/`."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from giliran.notifications.letters import Letter


class Sender:
    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def send(self, letter: Letter) -> str:
        return "outbox"
