"""Tables that leave the house as files. No cell of them can be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from giliran.reports.policy import safe_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets guess the letters."""

Rows = Iterable[Sequence[Any]]
"""The first is the head."""


def csv_text(rows: Rows) -> str:
    text = io.StringIO()
    text.write(_BYTE_ORDER_MARK)
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def csv_response(name: str, rows: Rows) -> HttpResponse:
    return _download(name, csv_text(rows), "text/csv; charset=utf-8")


def xlsx_response(name: str, sheets: Mapping[str, Rows]) -> HttpResponse:
    """A sheet for each name, with numbers as numbers, to be reckoned with."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        _fill(book.create_sheet(title), rows)
    written = io.BytesIO()
    book.save(written)
    return _download(name, written.getvalue(), XLSX)


def _fill(sheet: Worksheet, rows: Rows) -> None:
    for row in rows:
        sheet.append([cell if isinstance(cell, int | Decimal) else safe_cell(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.column_dimensions["A"].width = 44
    sheet.freeze_panes = "B2"


def _download(name: str, content: str | bytes, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
