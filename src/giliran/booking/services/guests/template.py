"""The empty list: one sample row, in a form that spreadsheets leave as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from giliran.booking.policy.guests import COLUMNS, MOST_ROWS
from giliran.booking.services.guests.words import allowed

TEXT = "@"
"""The format of cells whose digits a spreadsheet does not touch."""


def template_csv(language: str) -> bytes:
    """With the mark of UTF-8, by which Excel knows it, and semicolons, as it writes them here."""
    out = io.StringIO()
    write = csv.writer(out, delimiter=";", lineterminator="\r\n").writerow
    write([one.name(language) for one in COLUMNS])
    write([one.sample(language) for one in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def template_xlsx(language: str, *, day: date) -> bytes:
    """The list, all cells text, and a second sheet with what the columns take."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    with translation.override(language):
        sheet.title = _("People")
        _fill_list(sheet, language)
        _fill_help(book.create_sheet(_("How to fill in")), allowed(None, day, language), language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_list(sheet: object, language: str) -> None:
    rows = ([one.name(language) for one in COLUMNS], [one.sample(language) for one in COLUMNS])
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place, value)  # type: ignore[attr-defined]
            cell.number_format = TEXT
            cell.font = Font(bold=number == 1)
    for place, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(12, len(column.name(language)) + 3)  # type: ignore[attr-defined]
        sheet.column_dimensions[letter].number_format = TEXT  # type: ignore[attr-defined]
    sheet.freeze_panes = "A2"  # type: ignore[attr-defined]


def _fill_help(sheet: object, words: Mapping[str, Sequence[tuple[str, str]]], language: str) -> None:
    names = {one.field: one.name(language) for one in COLUMNS}
    lines = [
        (_("One row a person, at most %(most)s rows. Replace the sample row.") % {"most": MOST_ROWS}, "", ""),
        (_("Leave the district code empty where it is that of the NIK."), "", ""),
        (names["service"], _("code"), _("meaning")),
    ]
    for name, choices in words.items():
        lines += [(names[name], code, meaning) for code, meaning in choices]
    for line in lines:
        sheet.append(line)  # type: ignore[attr-defined]
