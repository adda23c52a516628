"""What an office's numbers say to the public: plain counts in, plain words' worth of numbers out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST = 20
"""Of fewer people nothing is said: they could be told apart."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long something took at a stage: within `half` minutes for half of `n` people, `most` for nine of ten."""

    name_id: str
    name_en: str
    n: int
    half: int
    most: int

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_id


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; nothing is said of a part of few."""

    part: int = 0
    of: int = 0

    @property
    def is_told(self) -> bool:
        return self.of >= LEAST

    @property
    def percent(self) -> int:
        """To the nearest whole; 0 of nothing is 0."""
        return (200 * self.part + self.of) // (2 * self.of) if self.of else 0


def pace_of(name_id: str, name_en: str, minutes: Sequence[tuple[int, int]]) -> Pace | None:
    """`minutes` pairs a full minute with how many took that long and less than one more. None for too few people."""
    n = sum(count for _, count in minutes)
    if n < LEAST:
        return None
    return Pace(name_id, name_en, n, within(minutes, 1, 2), within(minutes, 9, 10))


def within(minutes: Iterable[tuple[int, int]], part: int, of: int) -> int:
    """The smallest number of minutes within which `part` of `of` people were through."""
    ordered = sorted(minutes)
    n, so_far = sum(count for _, count in ordered), 0
    for minute, count in ordered:
        so_far += count
        if so_far * of >= n * part:
            return minute + 1
    return 0
