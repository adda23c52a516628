"""What an identity registry is asked and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from giliran.accounts.policy import Reason
from giliran.accounts.states import IdentityCheck


@dataclass(frozen=True, slots=True)
class RegistryQuery:
    """One person as on the identity card. Does not show itself in logs."""

    nik: str = field(repr=False)
    kk: str = field(repr=False)
    full_name: str = field(repr=False)
    birth_date: date = field(repr=False)
    sex: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RegistryAnswer:
    """One of plausible, matched, mismatched, unavailable, and why. None of them ends the road (R88, R103)."""

    outcome: IdentityCheck
    reasons: tuple[Reason, ...] = ()


class Registry(Protocol):
    def check(self, person: RegistryQuery) -> RegistryAnswer:
        """Compare a person with the registry. Never raises."""
        ...
