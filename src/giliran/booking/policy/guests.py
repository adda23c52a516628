"""A list of people for an event: its columns, and what each cell says. Plain texts in, reasons out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

MOST_ROWS = 5_000
MOST_CELL = 300


class Column(NamedTuple):
    """A column of the template; `field` is its name in the product."""

    field: str
    name_id: str
    name_en: str
    sample_id: str
    sample_en: str = ""
    is_required: bool = True

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_id

    def sample(self, language: str) -> str:
        return self.sample_en or self.sample_id if language.startswith("en") else self.sample_id


COLUMNS = (
    Column("nik", "NIK", "NIK", "3174015705900001"),
    Column("kk", "Nomor KK", "KK number", "3174011203180001"),
    Column("full_name", "Nama lengkap", "Full name", "Siti Aminah"),
    Column("birth_place", "Tempat lahir", "Place of birth", "Jakarta"),
    Column("birth_date", "Tanggal lahir", "Date of birth", "17-05-1990", is_required=False),
    Column("sex", "Jenis kelamin (L/P)", "Sex (M/F)", "P", "F", is_required=False),
    Column("phone", "Telepon", "Telephone", "0812 3456 7890", is_required=False),
    Column("email", "Email", "E-mail", "siti@contoh.id", is_required=False),
    Column("street", "Jalan dan nomor rumah", "Street and house number", "Jl. Tebet Raya No. 1"),
    Column("rt", "RT", "RT", "001", is_required=False),
    Column("rw", "RW", "RW", "002", is_required=False),
    Column("village", "Kelurahan atau desa", "Village", "Tebet Barat"),
    Column("district", "Kode kecamatan", "District code", "31.74.01", is_required=False),
    Column("has_disability", "Disabilitas (ya/tidak)", "Disability (yes/no)", "tidak", "no", is_required=False),
    Column("is_pregnant", "Hamil (ya/tidak)", "Pregnant (yes/no)", "tidak", "no", is_required=False),
    Column("guardian", "Pendamping anak (ya/tidak)", "Guardian comes along (yes/no)", "tidak", "no", is_required=False),
    Column("service", "Layanan", "Service", "new"),
    Column("booklet", "Buku paspor", "Passport book", "PB_E_10"),
    Column("purpose", "Keperluan", "Purpose of travel", "holiday"),
    Column("window", "Sesi", "Session", "A", is_required=False),
)
"""What a list holds of each person, in the order of the template."""

_BY_FIELD = {one.field: one for one in COLUMNS}


class GuestFault(NamedTuple):
    """What is wrong with a row: the column (its field), a code, and what its sentence needs. Never holds a NIK."""

    column: str
    code: str
    data: Mapping[str, str | int] = {}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may stand in the columns of needs, by the word as people write it: codes and names in both languages."""

    services: Mapping[str, str]
    booklets: Mapping[str, str]
    purposes: Mapping[str, str]
    windows: frozenset[str]


@dataclass(slots=True)
class Guest:
    """One person of a list, as far as the cells could be read; what is wrong stands in `faults`."""

    texts: dict[str, str]
    birth_date: date | None = None
    sex: str = ""
    has_disability: bool = False
    is_pregnant: bool = False
    guardian: bool = False
    service: str = ""
    booklet: str = ""
    purpose: str = ""
    window: str = ""
    faults: list[GuestFault] = field(default_factory=list)


def plain(word: str) -> str:
    """A word as it is compared: without what stands in brackets, in lower case, letters and digits only."""
    return "".join(sign for sign in re.sub(r"\(.*?\)", "", word).lower() if sign.isalnum())


_NAMES = {plain(name): one.field for one in COLUMNS for name in (one.field, one.name_id, one.name_en)}


def read_header(cells: Sequence[str]) -> tuple[dict[int, str], list[str]]:
    """Place to field for the columns that are known, and the fields that a list must have and this one lacks."""
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        name = _NAMES.get(plain(cell))
        if name and name not in found.values():
            found[place] = name
    return found, [one.field for one in COLUMNS if one.is_required and one.field not in found.values()]


def cells_of(header: Mapping[int, str], row: Sequence[str]) -> dict[str, str]:
    """Field to text, cut to a bearable length, white space at the ends left out."""
    return {name: row[place].strip()[:MOST_CELL] for place, name in header.items() if place < len(row)}


def digits_of(text: str) -> str:
    """A number as it is compared: what parts its digits left out."""
    return re.sub(r"[\s.\-]", "", text)


def duplicates(niks: Iterable[tuple[int, str]]) -> dict[int, int]:
    """Row to the earlier row that has the same NIK; `niks` are rows with what stands in that column."""
    first: dict[str, int] = {}
    found: dict[int, int] = {}
    for row, nik in niks:
        digits = digits_of(nik)
        if digits and first.setdefault(digits, row) != row:
            found[row] = first[digits]
    return found


_CUT = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_EMAIL = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s,;<>\"'.]{2,}")
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ]00:00(?::00)?)?"),
    re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4})"),
)
_SEXES = {"l": "M", "lakilaki": "M", "pria": "M", "m": "M", "male": "M", "p": "F", "perempuan": "F", "wanita": "F",
          "f": "F", "female": "F"}  # fmt: skip
_YES = frozenset({"ya", "y", "yes", "1", "x", "true", "benar"})
_NO = frozenset({"", "tidak", "tdk", "t", "no", "n", "0", "false", "salah"})


def read_guest(cells: Mapping[str, str], words: Vocabulary) -> Guest:
    """A row as a person with needs. What `accounts` judges - NIK, KK, names, address - is only carried."""
    guest = Guest({one.field: cells.get(one.field, "") for one in COLUMNS})
    guest.faults = [*_missing(guest.texts), *_formulas(guest.texts), *_cut_numbers(guest.texts)]
    spoilt = {one.column for one in guest.faults}
    for name, read in _READERS.items():
        if name in spoilt:
            continue
        value = read(guest.texts[name], words)
        if isinstance(value, GuestFault):
            guest.faults.append(value)
        elif name != "email":
            setattr(guest, name, value)
    return guest


def _missing(texts: Mapping[str, str]) -> list[GuestFault]:
    return [GuestFault(one.field, "missing") for one in COLUMNS if one.is_required and not texts[one.field]]


def _formulas(texts: Mapping[str, str]) -> list[GuestFault]:
    """A cell that begins like a formula is taken as text, and nothing that is asked for begins so; but a telephone
    number may begin with a plus."""
    signs = {"phone": "=-@"}
    return [
        GuestFault(name, "formula", {"sign": text[0]})
        for name, text in texts.items()
        if text and text[0] in signs.get(name, "=+-@")
    ]


def _cut_numbers(texts: Mapping[str, str]) -> list[GuestFault]:
    return [GuestFault(name, "number_cut") for name in ("nik", "kk") if _CUT.fullmatch(texts[name])]


def _read_date(text: str, words: Vocabulary) -> date | GuestFault | None:
    if not text:
        return None
    for shape in _DATES:
        if found := shape.fullmatch(text):
            try:
                return date(*(int(found[part]) for part in ("year", "month", "day")))
            except ValueError:
                break
    return GuestFault("birth_date", "date_unreadable")


def _read_sex(text: str, words: Vocabulary) -> str | GuestFault:
    return _SEXES.get(plain(text), GuestFault("sex", "sex_unreadable")) if text else ""


def _yes_or_no(name: str):  # type: ignore[no-untyped-def]
    def read(text: str, words: Vocabulary) -> bool | GuestFault:
        word = plain(text)
        return True if word in _YES else False if word in _NO else GuestFault(name, "yes_or_no")

    return read


def _read_email(text: str, words: Vocabulary) -> str | GuestFault:
    return text if not text or _EMAIL.fullmatch(text) else GuestFault("email", "email_unreadable")


def _word_of(name: str, known: str):  # type: ignore[no-untyped-def]
    def read(text: str, words: Vocabulary) -> str | GuestFault:
        return getattr(words, known).get(plain(text)) or GuestFault(name, f"unknown_{name}")

    return read


def _read_window(text: str, words: Vocabulary) -> str | GuestFault:
    letter = text.upper()
    return letter if not letter or letter in words.windows else GuestFault("window", "unknown_window")


_READERS = {
    "birth_date": _read_date,
    "sex": _read_sex,
    "email": _read_email,
    **{name: _yes_or_no(name) for name in ("has_disability", "is_pregnant", "guardian")},
    "service": _word_of("service", "services"),
    "booklet": _word_of("booklet", "booklets"),
    "purpose": _word_of("purpose", "purposes"),
    "window": _read_window,
}


class SlotRoom(NamedTuple):
    """A window of an event on one day with what is free in it."""

    slot_id: int
    letter: str
    free: int


def choose_slot(rooms: Sequence[SlotRoom], given: Mapping[int, int], wanted: str) -> int | None:
    """The first window, in the order of time, that still has a seat after those `given`; one of the wanted letter
    before all others."""
    free = [room for room in rooms if room.free > given.get(room.slot_id, 0)]
    chosen = next((room for room in free if wanted and room.letter == wanted), None) or next(iter(free), None)
    return chosen.slot_id if chosen else None


def column_name(field_name: str, language: str) -> str:
    """The name of a column as it stands in the template; other fields of a person keep the column they come from."""
    known = _BY_FIELD.get({"district_code": "district"}.get(field_name, field_name))
    return known.name(language) if known else field_name


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
