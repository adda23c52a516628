"""Tables that leave the house as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from giliran.reports.policy import safe_cell

_BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets guess the letters."""


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """No cell can be taken for a formula."""
    text = io.StringIO()
    text.write(_BYTE_ORDER_MARK)
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def csv_response(name: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    response = HttpResponse(csv_text(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
