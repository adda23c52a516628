"""The monthly recap (R111): months x category x channel x office, with shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

_TENTH = Decimal("0.1")

Side = Literal["category", "channel", "office"]
"""What the lines of a recap are."""

SIDES: tuple[Side, ...] = ("category", "channel", "office")


@dataclass(frozen=True, slots=True)
class Count:
    """So many complaints of one month, category, channel and office; `office` is a code, empty for none."""

    month: date
    category: str
    channel: str
    office: str
    n: int


@dataclass(frozen=True, slots=True)
class Line:
    """One category, channel or office: how many each month, in all, and the share of all in percent."""

    key: str
    months: tuple[int, ...]
    n: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class Recap:
    """`lines` from the most to the fewest; `totals` are those of the months."""

    months: tuple[date, ...]
    lines: tuple[Line, ...]
    totals: tuple[int, ...]
    n: int

    def share_of(self, key: str) -> Decimal:
        return next((one.share for one in self.lines if one.key == key), Decimal("0.0"))


def share(part: int, whole: int) -> Decimal:
    """Percent to one decimal; 0 of nothing."""
    return (Decimal(part * 100) / whole if whole else Decimal(0)).quantize(_TENTH, ROUND_HALF_UP)


def recap(counts: Iterable[Count], months: Sequence[date], by: Side) -> Recap:
    """The counts of these months (each by its first day), laid out by one side of them."""
    cells: Counter[tuple[str, date]] = Counter()
    for one in counts:
        if one.month in months:
            cells[getattr(one, by), one.month] += one.n
    totals = tuple(sum(n for (_, month), n in cells.items() if month == at) for at in months)
    whole = sum(totals)
    lines = [_line(key, cells, months, whole) for key in {key for key, _ in cells}]
    lines.sort(key=lambda one: (-one.n, one.key))
    return Recap(tuple(months), tuple(lines), totals, whole)


def _line(key: str, cells: Counter[tuple[str, date]], months: Sequence[date], whole: int) -> Line:
    each = tuple(cells[key, month] for month in months)
    return Line(key, each, sum(each), share(sum(each), whole))


def crossed(counts: Iterable[Count], rows: Side, columns: Side) -> dict[tuple[str, str], int]:
    """How many for each pair of two sides."""
    pairs: Counter[tuple[str, str]] = Counter()
    for one in counts:
        pairs[getattr(one, rows), getattr(one, columns)] += one.n
    return dict(pairs)
