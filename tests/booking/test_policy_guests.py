"""A list of people: which column is which, and what a cell says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.booking.policy.guests import (
    COLUMNS,
    SlotRoom,
    Vocabulary,
    cells_of,
    choose_slot,
    duplicates,
    plain,
    read_guest,
    read_header,
    safe_cell,
)
from tests.factories.guests import guest

WORDS = Vocabulary(
    {"new": "new", "pasporbaru": "new"}, {"pbe10": "PB_E_10"}, {"holiday": "holiday", "liburan": "holiday"},
    frozenset("AB"),
)  # fmt: skip


def faults(**cells: str) -> list[tuple[str, str]]:
    return [(one.column, one.code) for one in read_guest(guest(0, **cells), WORDS).faults]


def test_columns_are_found_in_any_order_and_in_both_languages() -> None:
    indonesian, english = [[one.name_id for one in COLUMNS], [one.name_en for one in COLUMNS]]
    for names in (indonesian, english, [one.field for one in COLUMNS]):
        backwards = ["", "Something of our own", *reversed(names)]
        header, missing = read_header(backwards)
        assert missing == []
        assert list(header.values()) == [one.field for one in reversed(COLUMNS)]
        assert header[2] == COLUMNS[-1].field


def test_what_a_list_must_have_is_missed_and_what_it_may_have_is_not() -> None:
    _, missing = read_header(["NIK", "Nama lengkap"])
    assert missing == ["kk", "birth_place", "street", "village", "service", "booklet", "purpose"]


def test_short_rows_have_empty_cells() -> None:
    assert cells_of({0: "nik", 2: "kk"}, [" 1 ", "x"]) == {"nik": "1"}


def test_a_good_row_has_no_faults() -> None:
    read = read_guest(guest(0, window="b", guardian="Ya", is_pregnant="no"), WORDS)
    assert read.faults == []
    assert (read.birth_date, read.sex, read.service, read.booklet, read.purpose, read.window) == (
        date(1990, 5, 17), "M", "new", "PB_E_10", "holiday", "B",
    )  # fmt: skip
    assert (read.guardian, read.is_pregnant, read.has_disability) == (True, False, False)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"nik": ""}, [("nik", "missing")]),
        ({"nik": "3.17401E+15"}, [("nik", "number_cut")]),
        ({"nik": "3,17401170590001E+15"}, [("nik", "number_cut")]),
        ({"kk": "3.1740112031800E+15"}, [("kk", "number_cut")]),
        ({"full_name": "=1+1"}, [("full_name", "formula")]),
        ({"street": "@SUM(A1)"}, [("street", "formula")]),
        ({"village": "-2+3"}, [("village", "formula")]),
        ({"phone": "+62 812 3456 7890"}, []),
        ({"phone": "=HYPERLINK(1)"}, [("phone", "formula")]),
        ({"birth_date": "1990-05-17"}, []),
        ({"birth_date": "1990-05-17 00:00:00"}, []),
        ({"birth_date": "17/5/1990"}, []),
        ({"birth_date": ""}, []),
        ({"birth_date": "31-02-1990"}, [("birth_date", "date_unreadable")]),
        ({"birth_date": "17-05-90"}, [("birth_date", "date_unreadable")]),
        ({"sex": "Perempuan"}, []),
        ({"sex": "laki-laki"}, []),
        ({"sex": "?x"}, [("sex", "sex_unreadable")]),
        ({"guardian": "mungkin"}, [("guardian", "yes_or_no")]),
        ({"email": "siti@contoh.id"}, []),
        ({"email": "siti"}, [("email", "email_unreadable")]),
        ({"service": "Paspor Baru"}, []),
        ({"service": "lost"}, [("service", "unknown_service")]),
        ({"booklet": "PB_E_99"}, [("booklet", "unknown_booklet")]),
        ({"purpose": "Liburan"}, []),
        ({"purpose": "jalan-jalan"}, [("purpose", "unknown_purpose")]),
        ({"window": "C"}, [("window", "unknown_window")]),
        (
            {"nik": "", "purpose": "", "sex": "?"},
            [("nik", "missing"), ("purpose", "missing"), ("sex", "sex_unreadable")],
        ),
    ],
)
def test_what_a_cell_says(cells: dict[str, str], found: list[tuple[str, str]]) -> None:
    assert faults(**cells) == found


@given(st.dictionaries(st.sampled_from([one.field for one in COLUMNS]), st.text(max_size=40)))
def test_no_cell_breaks_the_reader_and_no_fault_holds_what_was_typed(cells: dict[str, str]) -> None:
    for fault in read_guest(cells, WORDS).faults:
        assert set(fault.data) <= {"sign"}


def test_the_same_nik_twice_is_told_with_the_first_row_however_it_is_written() -> None:
    niks = [(2, "3174 0117 0590 0001"), (3, "x"), (5, "3174.0117.0590.0001"), (6, ""), (7, ""), (9, "3174011705900001")]
    assert duplicates(niks) == {5: 2, 9: 2}


def test_seats_go_by_time_and_a_wish_goes_first() -> None:
    rooms = [SlotRoom(1, "A", 1), SlotRoom(2, "B", 2), SlotRoom(3, "A", 1)]
    assert choose_slot(rooms, {}, "") == 1
    assert choose_slot(rooms, {1: 1}, "") == 2
    assert choose_slot(rooms, {1: 1}, "A") == 3
    assert choose_slot(rooms, {1: 1, 3: 1}, "A") == 2
    assert choose_slot(rooms, {1: 1, 2: 2, 3: 1}, "A") is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_of_ours_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("Siti") == "Siti"


def test_words_are_compared_by_what_they_say() -> None:
    assert plain("Jenis kelamin (L/P)") == plain("jenis-kelamin") == "jeniskelamin"
