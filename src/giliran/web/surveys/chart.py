"""Months as a drawing, made on the server: bars from 25 to 100, with the lines at which the grades begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from giliran.core import formats
from giliran.feedback import selectors
from giliran.web.surveys.words import language

if TYPE_CHECKING:
    from giliran.feedback.policy import Result

WIDTH, HEIGHT = 720, 230
LEFT, RIGHT, TOP, FLOOR = 40, 8, 18, 190
LEAST, MOST = 25, 100
WIDEST = 84
"""Of a month, where there are few."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A month; `height` 0 where nothing can be said. `middle` is where its words stand."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    index: Decimal | None
    month: str
    year: str


@dataclass(frozen=True, slots=True)
class Line:
    """Where a grade begins."""

    y: int
    grade: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All of it, in the units of the drawing."""

    bars: list[Bar]
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = FLOOR


def chart_of(months: Sequence[tuple[date, Result]]) -> Chart:
    step = min(WIDEST, (WIDTH - LEFT - RIGHT) // max(1, len(months)))
    bars = [_bar(place, step, month, one) for place, (month, one) in enumerate(months)]
    return Chart(bars, [Line(_y(one.least), one.grade) for one in selectors.standard().bands if one.least > LEAST])


def _bar(place: int, step: int, month: date, result: Result) -> Bar:
    x, y = LEFT + place * step, _y(result.index) if result.index is not None else FLOOR
    name = formats.month_name(month.month, language())[:3]
    shows_year = place == 0 or month.month == 1
    return Bar(x + 6, y, step - 12, FLOOR - y, x + step // 2, result.index, name, str(month.year) if shows_year else "")


def _y(index: Decimal) -> int:
    return round(FLOOR - (FLOOR - TOP) * float(index - LEAST) / (MOST - LEAST))
