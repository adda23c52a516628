"""What the digits of a region code mean: PP province, RR regency or city, SS district."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["province", "regency", "district"]
Standing = Literal["current", "retired", "unknown"]


@dataclass(frozen=True, slots=True)
class RegionCodes:
    """Every code that is in use and every one that was, as digits only (`31`, `3174`, `317401`)."""

    provinces: frozenset[str]
    regencies: frozenset[str]
    districts: frozenset[str]
    retired: frozenset[str]

    def standing(self, nik6: str) -> tuple[Standing, Level]:
        """How a number of six digits stands, and at which level that was decided.

        A number keeps the code of the place of first registration, so "retired" and "unknown" say nothing
        against the person who has it.
        """
        if nik6 in self.districts:
            return "current", "district"
        if nik6 in self.retired or nik6[:4] in self.retired:
            return "retired", "district" if nik6 in self.retired else "regency"
        if nik6[:2] not in self.provinces:
            return "unknown", "province"
        return "unknown", "district" if nik6[:4] in self.regencies else "regency"


def digits_of(code: str) -> str:
    """`31.74.01` -> `317401`."""
    return code.replace(".", "")


def dotted(digits: str) -> str:
    """`317401` -> `31.74.01`; also for two and four digits."""
    return ".".join(digits[at : at + 2] for at in range(0, len(digits), 2))
