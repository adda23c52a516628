"""Files that strangers send, as rows of texts. What a file is, is told from its content, not from its name.

Nothing is believed before it is measured: the size of the file, the size that a spreadsheet unpacks to, the number
of its rows and the length of a row. Formulas are texts here; nothing is computed.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from giliran.booking.policy.guests import MOST_ROWS
from giliran.booking.sentences import list_refusal

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 200
MOST_COLUMNS = 60
MOST_EMPTY = 20_000
"""Rows that are looked through, empty ones among them."""

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXACT = 10**15
"""Whole numbers from here on are not kept exactly by spreadsheets."""

Row = tuple[int, list[str]]
"""The number of the row, as the spreadsheet shows it, and its cells."""


def read_table(content: bytes) -> list[Row]:
    """The rows that are not empty, the header first. Raises `Refusal` with a sentence for whatever cannot be read."""
    if not content.strip():
        raise list_refusal("list_empty")
    if len(content) > MOST_BYTES:
        raise list_refusal("list_too_big", megabytes=MOST_BYTES // 1024**2)
    if content.startswith(_PICTURES) or content[8:12] in (b"WEBP", b"heic"):
        raise list_refusal("list_is_picture")
    if content.startswith(b"%PDF-"):
        raise list_refusal("list_is_pdf")
    if content.startswith(_OLD_OFFICE):
        raise list_refusal("list_locked_or_old")
    rows = list(_bounded(_spreadsheet(content) if content.startswith(b"PK") else _text(content)))
    if len(rows) < 2:
        raise list_refusal("list_empty")
    return rows


def _bounded(rows: Iterator[Sequence[Any]]) -> Iterator[Row]:
    found = 0
    for number, row in enumerate(rows, 1):
        cells = [_as_text(cell) for cell in row[:MOST_COLUMNS]]
        if any(cells):
            found += 1
            yield number, cells
        if found > MOST_ROWS + 1 or number > MOST_EMPTY:
            raise list_refusal("list_too_long", most=MOST_ROWS)


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return str(cell).replace("\x00", "").strip()


def _number(cell: float) -> str:
    """Whole numbers as digits; those that a spreadsheet cannot keep exactly, so that one sees it."""
    if abs(cell) >= _EXACT:
        return f"{cell:.14E}"
    return str(int(cell)) if cell == int(cell) else str(cell)


def _text(content: bytes) -> Iterator[Sequence[Any]]:
    text = _decoded(content)
    header = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=header.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as fault:
        raise list_refusal("list_unreadable") from fault


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else Windows-1252, which Excel writes."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(sign < " " and sign not in "\t\r\n" for sign in text):
            break
        return text
    raise list_refusal("list_wrong_encoding")


def _spreadsheet(content: bytes) -> Iterator[Sequence[Any]]:
    _measure(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        yield from sheet.iter_rows(values_only=True)
    except (InvalidFileException, zipfile.BadZipFile, DefusedXmlException, ParseError, KeyError, ValueError, IndexError,
            TypeError, AttributeError, EOFError, OSError, OverflowError) as fault:  # fmt: skip
        raise list_refusal("list_unreadable") from fault


def _measure(content: bytes) -> None:
    """Look at what the file says it unpacks to, before anything is unpacked; `zipfile` reads no further than that."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as fault:
        raise list_refusal("list_unreadable") from fault
    if any(part.flag_bits & 1 for part in parts):
        raise list_refusal("list_locked_or_old")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise list_refusal("list_bomb")
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise list_refusal("list_unreadable")
