"""The satisfaction index (IKM) of Permenpan RB 14/2017: nine elements from 1 to 4, all of the same weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TO_INDEX = 25
"""From a mean of 1 to 4 to an index of 25 to 100."""

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Named:
    name_id: str
    name_en: str

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_id


@dataclass(frozen=True, slots=True)
class Step(_Named):
    """One of the four answers."""

    value: int


@dataclass(frozen=True, slots=True)
class Element(_Named):
    """One of the nine things asked about."""

    code: str
    hint_id: str
    hint_en: str

    def hint(self, language: str) -> str:
        return self.hint_en if language.startswith("en") else self.hint_id


@dataclass(frozen=True, slots=True)
class Band(_Named):
    """A grade, and the index at which it begins."""

    grade: str
    least: Decimal


@dataclass(frozen=True, slots=True)
class Standard:
    """What the regulation fixes; `bands` from the best to the worst."""

    scale: tuple[Step, ...]
    elements: tuple[Element, ...]
    bands: tuple[Band, ...]

    def band_of(self, index: Decimal) -> Band:
        return next((one for one in self.bands if index >= one.least), self.bands[-1])


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answered, and the sum of their scores for each element."""

    n: int = 0
    sums: tuple[int, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        if not (self.sums and other.sums):
            return Tally(self.n + other.n, self.sums or other.sums)
        return Tally(self.n + other.n, tuple(a + b for a, b in zip(self.sums, other.sums, strict=True)))


@dataclass(frozen=True, slots=True)
class Result:
    """What is said of some answers. Too few of them say nothing: then everything but `n` is empty.

    `index` is 25 to 100, `means` are 1 to 4 for each element, both to two decimals.
    """

    n: int
    index: Decimal | None = None
    band: Band | None = None
    means: tuple[Decimal, ...] = ()


def result(tally: Tally, standard: Standard, least: int) -> Result:
    """The index is the mean of the means of the elements, times 25, rounded once, at the end; so is each mean.

    `least` answers are the fewest of which anything is said.
    """
    if tally.n < max(1, least):
        return Result(tally.n)
    index = _rounded(Decimal(sum(tally.sums) * TO_INDEX) / (tally.n * len(tally.sums)))
    means = tuple(_rounded(Decimal(one) / tally.n) for one in tally.sums)
    return Result(tally.n, index, standard.band_of(index), means)


def score_of(mean: Decimal) -> Decimal:
    """A mean of 1 to 4 on the scale of the index."""
    return _rounded(mean * TO_INDEX)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_HUNDREDTH, ROUND_HALF_UP)


def unanswered(scores: Sequence[int | None], standard: Standard) -> list[int]:
    """The places (from 0) of the elements that have no answer, or none of the four."""
    known = {one.value for one in standard.scale}
    return [place for place in range(len(standard.elements)) if place >= len(scores) or scores[place] not in known]
