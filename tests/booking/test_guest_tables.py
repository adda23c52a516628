"""Files that strangers send are read as texts, or refused with a sentence."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from giliran.booking.policy.guests import COLUMNS, MOST_ROWS
from giliran.booking.services.guests import tables, template_csv, template_xlsx
from giliran.booking.services.guests.tables import read_table
from giliran.core.errors import Refusal
from tests.factories import catalogue
from tests.factories.guests import HEADER, a_csv, an_xlsx, guest, rows_of

PEOPLE = [guest(1, full_name="Siti Nuräini"), guest(2)]
WANTED = [(1, HEADER), *((number, row) for number, row in enumerate(rows_of(PEOPLE), 2))]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_however_it_was_saved(delimiter: str, encoding: str) -> None:
    assert read_table(a_csv(PEOPLE, delimiter=delimiter, encoding=encoding)) == WANTED


def test_a_spreadsheet_says_the_same() -> None:
    assert read_table(an_xlsx(PEOPLE)) == WANTED


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers() -> None:
    content = a_csv([PEOPLE[0], {}, PEOPLE[1]])
    assert [number for number, _ in read_table(content)] == [1, 2, 4]


def test_numbers_that_a_spreadsheet_cannot_keep_are_seen_to_be_cut() -> None:
    rows = read_table(an_xlsx([guest(1, nik=3174011705900001, rt=1)]))
    assert rows[1][1][0] == "3.17401170590000E+15"
    assert rows[1][1][HEADER.index("RT")] == "1"


def test_a_formula_is_not_computed() -> None:
    rows = read_table(an_xlsx([guest(1, full_name='=HYPERLINK("http://x","Siti")')]))
    assert rows[1][1][2] == ""  # what it came to was never stored
    assert read_table(a_csv([guest(1, full_name="=1+1")]))[1][1][2] == "=1+1"


def refused(content: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        read_table(content)
    assert len(str(caught.value)) > 20
    return caught.value.code


def a_zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def an_evil_xlsx(sheet: bytes) -> bytes:
    """A real spreadsheet with another sheet inside."""
    good = zipfile.ZipFile(io.BytesIO(an_xlsx(PEOPLE)))
    parts = {name: good.read(name) for name in good.namelist()}
    return a_zip(parts | {"xl/worksheets/sheet1.xml": sheet})


_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
<c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "list_empty"),
        (b"  \n\n", "list_empty"),
        (a_csv([]), "list_empty"),
        (an_xlsx([]), "list_empty"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF a photo", "list_is_picture"),
        (b"\x89PNG\r\n\x1a\n a picture", "list_is_picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "list_is_picture"),
        (b"%PDF-1.7 a list", "list_is_pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked", "list_locked_or_old"),
        (b"PK\x03\x04 nothing behind it", "list_unreadable"),
        (a_zip({"a.txt": b"hello"}), "list_unreadable"),
        (a_zip({"xl/workbook.xml": b"<broken"}), "list_unreadable"),
        (a_zip({"xl/workbook.xml": b"<x/>", "bomb": bytes(tables.MOST_UNPACKED + 1)}), "list_bomb"),
        (a_zip({"xl/workbook.xml": b"<x/>", **{f"{n}": b"" for n in range(tables.MOST_PARTS)}}), "list_bomb"),
        (an_evil_xlsx(b"<worksheet"), "list_unreadable"),
        (an_evil_xlsx(_LAUGHS), "list_unreadable"),
        (b"NIK;Nama\n\x00\x01\x02\x03\n", "list_wrong_encoding"),
        (b"NIK;Nama\n\x81\x8d\x8f;x\n", "list_wrong_encoding"),
        (b"\xff\xfeN\x00I\x00K", "list_wrong_encoding"),
        (b"x" * (tables.MOST_BYTES + 1), "list_too_big"),
        (b"NIK\n" + b"1\n" * (MOST_ROWS + 1), "list_too_long"),
        (b"NIK\n" + b"\n" * tables.MOST_EMPTY + b"1\n", "list_too_long"),
        (b"NIK\n" + b'"' + b"x" * 200_000, "list_unreadable"),
    ],
)
def test_what_cannot_be_a_list_is_told_from_its_content(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_a_spreadsheet_with_a_password_says_so() -> None:
    content = bytearray(an_xlsx(PEOPLE))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1  # the mark of an encrypted part
        at = content.find(b"PK\x01\x02", at + 1)
    assert refused(bytes(content)) == "list_locked_or_old"


def test_exactly_so_many_rows_are_taken() -> None:
    assert len(read_table(b"NIK;Nama\n" + b"1;x\n" * MOST_ROWS)) == MOST_ROWS + 1


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_templates_are_lists_that_are_read_again(language: str) -> None:
    catalogue.a_catalogue()
    header = [one.name(language) for one in COLUMNS]
    sample = [one.sample(language) for one in COLUMNS]
    content = template_xlsx(language, day=catalogue.PP_45)
    assert read_table(template_csv(language)) == read_table(content) == [(1, header), (2, sample)]
    book = load_workbook(io.BytesIO(content))
    assert {cell.number_format for cell in book.worksheets[0][2]} == {"@"}
    told = [[str(cell.value) for cell in row] for row in book.worksheets[1].iter_rows()]
    assert any(row[1] == "PB_E_10" for row in told)
    assert not any(row[1] == "lost" for row in told)


def test_only_the_first_sheet_is_read() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["NIK"])
    book.active.append(["1"])
    book.create_sheet("More").append(["NIK", "2"])
    out = io.BytesIO()
    book.save(out)
    assert read_table(out.getvalue()) == [(1, ["NIK"]), (2, ["1"])]
