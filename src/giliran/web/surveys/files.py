"""All offices as a table and as files: one list of rows for the page, the CSV and the spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from giliran.reports.policy import safe_cell
from giliran.web.files import csv_text
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


def _rows(country: Country, by: str) -> Iterator[list[Any]]:
    yield from (row_of(office.name, one, country.least) for office, one in ordered(country, by))
    yield row_of(_("All offices"), country.total, country.least)


def as_csv(country: Country, by: str) -> str:
    return csv_text([head(), *_rows(country, by)])


def as_xlsx(country: Country, by: str) -> bytes:
    """The same with numbers as numbers, to be reckoned with."""
    book = Workbook()
    sheet = book.active
    sheet.title = "IKM"
    for row in [head(), *_rows(country, by)]:
        sheet.append(_cells(row))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.column_dimensions["A"].width = 44
    sheet.freeze_panes = "B2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cells(row: Sequence[Any]) -> list[Any]:
    return [cell if isinstance(cell, int | Decimal) else safe_cell(cell) for cell in row]
