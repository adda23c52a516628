"""Why a rule said no, or "are you sure"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code with the values that its sentence needs; days are ISO texts, so that it fits in JSON.

    The sentences are in `accounts.sentences`. No value ever holds a NIK or KK.
    """

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


class Unfit(ValueError):
    """What somebody typed cannot be what was asked for, and why."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.reason = Reason(code, params)
