"""The index by hand, the bands at their edges, and what is blacked out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.core.months import months_to
from giliran.feedback.policy import Tally, mask_personal, result, score_of, unanswered
from giliran.feedback.selectors import standard

BY_HAND = (
    (3, 3, 2, 4, 3, 4, 4, 3, 2),
    (4, 3, 3, 4, 3, 3, 4, 3, 3),
    (3, 2, 2, 4, 4, 4, 3, 3, 2),
)
"""Three people. Sums 10 8 7 12 10 11 11 9 7, together 85; 85 / (3 x 9) = 3.148148...; times 25 = 78.7037..."""


def tally(rows: tuple[tuple[int, ...], ...]) -> Tally:
    return sum((Tally(1, row) for row in rows), Tally())


def test_the_index_is_what_a_hand_reckons() -> None:
    found = result(tally(BY_HAND), standard(), 1)
    assert (found.n, found.index, found.band and found.band.grade) == (3, Decimal("78.70"), "B")
    assert [str(one) for one in found.means] == ["3.33", "2.67", "2.33", "4.00", "3.33", "3.67", "3.67", "3.00", "2.33"]
    assert score_of(Decimal("3.33")) == Decimal("83.25")


def test_no_weight_is_rounded_before_the_end() -> None:
    """With the printed weight of 0.11 four times nine would be 99.00."""
    assert result(Tally(7, (28,) * 9), standard(), 1).index == Decimal("100.00")


@pytest.mark.parametrize(
    ("index", "grade"),
    [("100", "A"), ("88.31", "A"), ("88.30", "B"), ("76.61", "B"), ("76.60", "C"), ("65.00", "C"), ("64.99", "D"),
     ("25.00", "D")],
)  # fmt: skip
def test_the_bands_begin_where_the_regulation_says(index: str, grade: str) -> None:
    assert standard().band_of(Decimal(index)).grade == grade


def test_between_two_bands_the_rounded_index_decides() -> None:
    """88.305 lies between 88.30 and 88.31; to two decimals it is 88.31. 9 x 200 answers: 6358 / 1800 x 25 = 88.3055."""
    found = result(Tally(200, (706, 706, 706, 706, 706, 707, 707, 707, 707)), standard(), 1)
    assert (found.index, found.band and found.band.grade) == (Decimal("88.31"), "A")


def test_too_few_answers_say_nothing_but_how_many() -> None:
    found = result(Tally(9, (36,) * 9), standard(), 10)
    assert (found.n, found.index, found.band, found.means) == (9, None, None, ())
    assert result(Tally(10, (40,) * 9), standard(), 10).index == Decimal("100.00")
    assert result(Tally(), standard(), 0).index is None


@given(st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=30))
def test_the_index_stays_on_its_scale_and_months_add_up(rows: list[list[int]]) -> None:
    whole = tally(tuple(map(tuple, rows)))
    half = len(rows) // 2
    assert tally(tuple(map(tuple, rows[:half]))) + tally(tuple(map(tuple, rows[half:]))) == whole
    index = result(whole, standard(), 1).index
    assert index is not None and Decimal(25) <= index <= Decimal(100)


def test_the_words_are_the_official_ones() -> None:
    assert [one.name("id") for one in standard().elements] == [
        "Persyaratan", "Sistem, mekanisme, dan prosedur", "Waktu penyelesaian", "Biaya/tarif",
        "Produk spesifikasi jenis pelayanan", "Kompetensi pelaksana", "Perilaku pelaksana",
        "Penanganan pengaduan, saran, dan masukan", "Sarana dan prasarana",
    ]  # fmt: skip
    assert [one.name("id") for one in standard().scale] == ["Tidak baik", "Kurang baik", "Baik", "Sangat baik"]
    assert [one.name("en") for one in standard().scale] == ["Not good", "Less than good", "Good", "Very good"]


def test_every_element_wants_one_of_the_four() -> None:
    assert unanswered((3, None, 0, 5, 3, 3, 3, 3), standard()) == [1, 2, 3, 8]
    assert unanswered((1, 2, 3, 4, 1, 2, 3, 4, 1), standard()) == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("NIK saya 3174015705900001.", "NIK saya *********."),
        ("nik 3174 0157 0590 0001", "nik *********"),
        ("Hubungi 0812-3456-7890 ya", "Hubungi ********* ya"),
        ("+62 (812) 3456 7890", "*********"),
        ("(0812) 34567890", "*********"),
        ("tulis ke siti.r@contoh.co.id, terima kasih", "tulis ke ***@***, terima kasih"),
        ("paspor lama C1234567 hilang", "paspor lama ******** hilang"),
        ("kode 820261123000123", "kode *********"),
        ("Bayar Rp1.650.000 pada 23-11-2026, antre A-012", "Bayar Rp1.650.000 pada 23-11-2026, antre A-012"),
        ("jam 08.00 sampai 12.00", "jam 08.00 sampai 12.00"),
    ],
)
def test_numbers_and_addresses_of_people_are_blacked_out(typed: str, read: str) -> None:
    assert mask_personal(typed) == read


def test_twelve_months_end_with_this_one() -> None:
    span = months_to(date(2026, 11, 23), 12)
    assert (span[0], span[1], span[-1], len(span)) == (date(2025, 12, 1), date(2026, 1, 1), date(2026, 11, 1), 12)
