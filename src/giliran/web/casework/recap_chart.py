"""Months as a drawing, made on the server: a column each, in which the most frequent lines stand on one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from giliran.core import formats
from giliran.web.surveys.words import language

if TYPE_CHECKING:
    from giliran.complaints.policy.recap import Recap

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, FLOOR = 44, 8, 18, 218
WIDEST = 96
TOLD_APART = 3
"""Lines with a shade of their own; the others are one."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a column; `shade` counts from the most frequent line."""

    y: int
    height: int
    shade: int


@dataclass(frozen=True, slots=True)
class Column:
    """A month with its number on top. `middle` is where its words stand."""

    x: int
    width: int
    middle: int
    top: int
    n: int
    blocks: list[Block]
    month: str
    year: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All of it, in the units of the drawing; `legend` are shades and names, `lines` heights and the numbers there."""

    columns: list[Column]
    legend: list[tuple[int, str]]
    lines: list[tuple[int, int]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = FLOOR


def chart_of(recap: Recap, names: Mapping[str, str]) -> Chart:
    most = _round_up(max(recap.totals, default=0))
    step = min(WIDEST, (WIDTH - LEFT - RIGHT) // max(1, len(recap.months)))
    columns = [_column(recap, place, step, most) for place in range(len(recap.months))]
    legend = [(shade, names[line.key]) for shade, line in enumerate(recap.lines[:TOLD_APART])]
    if len(recap.lines) > TOLD_APART:
        legend.append((TOLD_APART, _("All others")))
    return Chart(columns, legend, [(_y(part, most), part) for part in (most // 2, most) if part])


def _column(recap: Recap, place: int, step: int, most: int) -> Column:
    month, at, blocks = recap.months[place], 0, []
    ranked = [line.months[place] for line in recap.lines]
    for shade, n in enumerate([*ranked[:TOLD_APART], sum(ranked[TOLD_APART:])]):
        if n:
            y = _y(at + n, most)
            blocks.append(Block(y, _y(at, most) - y, shade))
            at += n
    x, name = LEFT + place * step, formats.month_name(month.month, language())[:3]
    year = str(month.year) if place == 0 or month.month == 1 else ""
    gap = max(1, min(6, step // 5))
    return Column(x + gap, step - 2 * gap, x + step // 2, _y(at, most), at, blocks, name, year)


def _round_up(n: int) -> int:
    """The next number with one digit that is not nothing, and even: 450 -> 600, 7 -> 8."""
    unit = 10 ** max(0, len(str(n)) - 1)
    return -(-n // (2 * unit)) * 2 * unit


def _y(n: int, most: int) -> int:
    return round(FLOOR - (FLOOR - TOP) * n / most) if most else FLOOR
