from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from giliran.core import formats

MOMENT = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "words"), [(0, "Rp0"), (500, "Rp500"), (650000, "Rp650.000"), (1950000, "Rp1.950.000")]
)
def test_rupiah(amount: int, words: str) -> None:
    assert formats.rupiah(amount) == words


@pytest.mark.parametrize(
    ("tz", "lang", "words"),
    [
        ("Asia/Jakarta", "id", "Jumat, 27 November 2026, 14.00 WIB"),
        ("Asia/Makassar", "id", "Jumat, 27 November 2026, 15.00 WITA"),
        ("Asia/Jayapura", "id", "Jumat, 27 November 2026, 16.00 WIT"),
        ("Asia/Jakarta", "en", "Friday, 27 November 2026, 14:00 WIB"),
        ("Asia/Jayapura", "en-gb", "Friday, 27 November 2026, 16:00 WIT"),
    ],
)
def test_moment_words(tz: str, lang: str, words: str) -> None:
    assert formats.moment_words(MOMENT, tz, lang) == words


def test_the_day_is_the_local_one() -> None:
    late = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert formats.moment_words(late, "Asia/Jakarta", "id") == "Kamis, 31 Desember 2026, 23.30 WIB"
    assert formats.moment_words(late, "Asia/Jayapura", "id") == "Jumat, 1 Januari 2027, 01.30 WIT"


def test_span_words() -> None:
    end = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
    assert formats.span_words(MOMENT, end, "Asia/Jakarta", "id") == "14.00–16.30 WIB"
    assert formats.span_words(MOMENT, end, "Asia/Jakarta", "en") == "14:00–16:30 WIB"


@pytest.mark.parametrize(("lang", "words"), [("id", "Minggu, 2 Agustus 2026"), ("en", "Sunday, 2 August 2026")])
def test_date_words(lang: str, words: str) -> None:
    assert formats.date_words(date(2026, 8, 2), lang) == words


def test_names_of_days_and_months_agree_with_dates() -> None:
    assert (formats.weekday_name(4, "id"), formats.day_name(date(2026, 11, 27), "id")) == ("Jumat", "Jumat")
    assert (formats.month_name(5, "id"), formats.month_name(5, "en")) == ("Mei", "May")


def test_a_zone_abroad_keeps_its_name() -> None:
    assert formats.zone_name("Asia/Dili") == "Asia/Dili"
