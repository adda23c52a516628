"""All offices as a table and as files: one list of rows for the page, the CSV and the spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from giliran.web.surveys import words

if TYPE_CHECKING:
    from giliran.feedback.policy import Result
    from giliran.feedback.selectors import Country
    from giliran.offices.models import Office

BY_INDEX, BEST, BY_NAME = "worst", "best", "name"


def ordered(country: Country, by: str) -> list[tuple[Office, Result]]:
    """The lines of the page: the lowest index first, the highest, or by name; offices of which too little is known
    stand last."""
    if by == BY_NAME:
        return list(country.lines)
    known = [line for line in country.lines if line[1].index is not None]
    known.sort(key=lambda line: line[1].index or Decimal(), reverse=by == BEST)
    return known + [line for line in country.lines if line[1].index is None]


def head() -> list[str]:
    codes = [f"{one.code} {one.name(words.language())}" for one in words.elements()]
    return [_("Office"), _("Answers"), _("Index (IKM)"), _("Grade"), *codes]


def row_of(name: str, result: Result, least: int) -> list[Any]:
    """Name, number of answers, index, grade, and the mean of each element; numbers are numbers."""
    if result.index is None or result.band is None:
        return [name, result.n, words.too_few(least), "", *[""] * len(words.elements())]
    return [name, result.n, result.index, words.grade(result.band).text, *result.means]


def rows(country: Country, by: str) -> Iterator[list[Any]]:
    """The table whole: head, offices, and all of them together."""
    yield head()
    yield from (row_of(office.name, one, country.least) for office, one in ordered(country, by))
    yield row_of(_("All offices"), country.total, country.least)
