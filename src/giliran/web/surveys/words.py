"""Results as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from giliran.core import formats
from giliran.feedback import selectors
from giliran.feedback.policy import score_of

if TYPE_CHECKING:
    from giliran.feedback.policy import Band, Element, Result

KINDS = {"A": ("info", "circle-check"), "B": ("info", "circle-check"), "C": ("soon", "alert-triangle"),
         "D": ("no", "alert-circle")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grade:
    """A band with its sign; `text` is `B, baik`."""

    kind: str
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class ElementLine:
    """One element: its official name, the mean of 1 to 4, the same of 25 to 100, and the grade of that. `width` is the
    part of the bar, in percent."""

    code: str
    name: str
    mean: Decimal
    score: Decimal
    grade: Grade
    width: str


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month by its name, and what its answers say."""

    name: str
    result: Result
    grade: Grade | None


def language() -> str:
    return get_language() or "id"


def grade(band: Band) -> Grade:
    kind, icon = KINDS[band.grade]
    return Grade(kind, icon, f"{band.grade} ({band.name(language())})")


def grade_of(result: Result) -> Grade | None:
    return grade(result.band) if result.band else None


def elements() -> tuple[Element, ...]:
    return selectors.standard().elements


def element_lines(result: Result) -> list[ElementLine]:
    """Nothing while there are too few answers."""
    return [_element_line(*pair) for pair in zip(elements(), result.means, strict=False)]


def _element_line(element: Element, mean: Decimal) -> ElementLine:
    score = score_of(mean)
    band = selectors.standard().band_of(score)
    width = (score - 25) * 100 / 75
    return ElementLine(element.code, element.name(language()), mean, score, grade(band), f"{width:.1f}")


def month_words(month: date) -> str:
    """`November 2026`."""
    return f"{formats.month_name(month.month, language())} {month.year}"


def span_words(first: date, last: date) -> str:
    """`Desember 2025 sampai November 2026`, or one month."""
    if first == last:
        return month_words(first)
    return _("%(first)s to %(last)s") % {"first": month_words(first), "last": month_words(last)}


def too_few(least: int) -> str:
    """Why nothing is said yet."""
    return _("Not enough answers yet (at least %(least)d are needed)") % {"least": least}


def month_lines(months: tuple[tuple[date, Result], ...]) -> list[MonthLine]:
    return [MonthLine(month_words(month), one, grade_of(one)) for month, one in months]


def band_lines() -> list[tuple[Grade, str]]:
    """The official bands, each with the index from which it holds."""
    return [(grade(one), f"{one.least}") for one in selectors.standard().bands]
