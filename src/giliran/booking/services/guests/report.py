"""What could not be seated, as a file: row, name, last digits of the NIK, column and reason."""

from __future__ import annotations

import csv
import io

from django.utils import translation
from django.utils.translation import gettext as _

from giliran.booking import selectors
from giliran.booking.models import GuestList
from giliran.booking.policy.guests import column_name, safe_cell


def wrong_rows_csv(guests: GuestList, language: str) -> bytes:
    """A line a fault, as Excel reads it; no cell of it is taken for a formula."""
    out = io.StringIO()
    write = csv.writer(out, delimiter=";", lineterminator="\r\n").writerow
    with translation.override(language):
        write([_("Row"), _("Name"), _("Last four digits of the NIK"), _("Column"), _("What is wrong")])
    for row in selectors.wrong_guests(guests):
        for fault in row.faults:
            said = fault["en" if language.startswith("en") else "id"]
            cells = (str(row.number), row.full_name, row.nik_last4, column_name(fault["column"], language), said)
            write([safe_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")
