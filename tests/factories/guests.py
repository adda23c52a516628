"""Lists of people for an event, as organisations send them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from giliran.booking.policy.guests import COLUMNS
from tests.factories import world

HEADER = [one.name_id for one in COLUMNS]
_FIELDS = [one.field for one in COLUMNS]


def guest(number: int = 0, **cells: Any) -> dict[str, Any]:
    """The cells of one person, different for each number."""
    return {
        "nik": world.a_nik(number), "kk": "3174011203180001", "full_name": f"Peserta {_word(number)}",
        "birth_place": "Jakarta", "birth_date": "17-05-1990", "sex": "L", "phone": "0812 3456 7890",
        "street": "Jl. Tebet Raya No. 1", "rt": "001", "rw": "002", "village": "Tebet Barat", "service": "new",
        "booklet": "PB_E_10", "purpose": "holiday",
    } | cells  # fmt: skip


def _word(number: int) -> str:
    """A name has no digits: 0 -> A, 27 -> BB."""
    return "".join(chr(ord("A") + int(digit)) for digit in str(number))


def rows_of(people: Sequence[dict[str, Any]]) -> list[list[Any]]:
    return [[one.get(name, "") for name in _FIELDS] for one in people]


def a_csv(people: Sequence[dict[str, Any]], *, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    write = csv.writer(out, delimiter=delimiter)
    write.writerow(HEADER)
    write.writerows(rows_of(people))
    return out.getvalue().encode(encoding)


def an_xlsx(people: Sequence[dict[str, Any]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    for row in rows_of(people):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
