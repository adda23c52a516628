"""What the product says when it cannot do what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """A rule said no.

    `code` is stable and the same on pages, in the API and in the lane; `sentence` is for the citizen, in the
    language of the request (pass a lazy translation); `field` names the input it belongs to; `data` holds what a
    door may need to help further (for example `alternatives`).
    """

    def __init__(
        self, code: str, sentence: Any, *, field: str | None = None, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.data = dict(data or {})

    def __str__(self) -> str:
        return str(self.sentence)
