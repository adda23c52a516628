from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.accounts.policy import Reason, Unfit, compare_nik, parse_kk, parse_nik
from giliran.regions.policy import RegionCodes

TODAY = date(2026, 11, 22)
CODES = RegionCodes(
    provinces=frozenset({"31", "91"}),
    regencies=frozenset({"3174"}),
    districts=frozenset({"317401"}),
    retired=frozenset({"910101"}),
)

birth_dates = st.dates(date(1927, 1, 1), TODAY)
serials = st.integers(1, 9999)
regions = st.integers(0, 999_999).map("{:06d}".format)
separators = st.sampled_from(["", " ", ".", "-", "\u2013", "\u00a0", "\u202a", "\ufeff", "\n"])


def nik_of(region: str, born: date, sex: str, serial: int) -> str:
    return f"{region}{born.day + 40 * (sex == 'F'):02d}{born:%m%y}{serial:04d}"


@given(regions, birth_dates, st.sampled_from("FM"), serials)
def test_every_nik_reads_back(region: str, born: date, sex: str, serial: int) -> None:
    reading = parse_nik(nik_of(region, born, sex, serial), TODAY, CODES)
    assert reading.district_code.replace(".", "") == region
    assert (reading.birth_date, reading.sex) == (born, sex)
    assert compare_nik(reading, born, sex) == []


@given(birth_dates, serials, st.lists(separators, min_size=17, max_size=17))
def test_separators_change_nothing(born: date, serial: int, between: list[str]) -> None:
    digits = nik_of("317401", born, "M", serial)
    typed = "".join(sep + sign for sep, sign in zip(between, digits, strict=False)) + between[16]
    assert parse_nik(typed, TODAY, CODES).digits == digits


@given(st.text())
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    for parse in (parse_nik, parse_kk):
        try:
            reading = parse(text, TODAY, CODES).digits
        except Unfit as unfit:
            reading = unfit.reason.code
        assert reading.startswith(("nik_", "kk_")) or (reading.isdigit() and len(reading) == 16)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", Reason("nik_missing")),
        (" .- ", Reason("nik_missing")),
        ("317401450190000", Reason("nik_length", {"count": 15})),
        ("31740145019000011", Reason("nik_length", {"count": 17})),
        ("1" * 10_000, Reason("nik_length", {"count": 10_000})),
        ("317401450190000l", Reason("nik_not_digits")),
        ("O174014501900001", Reason("nik_not_digits")),
        ("٣١٧٤٠١٤٥٠١٩٠٠٠٠١", Reason("nik_not_digits")),
        ("😀", Reason("nik_not_digits")),
        ("3174010001900001", Reason("nik_date_impossible")),  # day 0
        ("3174013201900001", Reason("nik_date_impossible")),  # day 32
        ("3174017201900001", Reason("nik_date_impossible")),  # day 72
        ("3174010113900001", Reason("nik_date_impossible")),  # month 13
        ("3174013102900001", Reason("nik_date_impossible")),  # 31 February
        ("3174012902010001", Reason("nik_date_impossible")),  # no leap day in 2001 nor 1901
        ("3174014501900000", Reason("nik_serial")),
    ],
)
def test_what_is_impossible_is_refused(typed: str, reason: Reason) -> None:
    with pytest.raises(Unfit) as refused:
        parse_nik(typed, TODAY, CODES)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("date_digits", "born"),
    [
        ("220826", date(2026, 8, 22)),
        ("221126", date(2026, 11, 22)),  # born today
        ("231126", date(1926, 11, 23)),  # tomorrow cannot be, 99 years ago can
        ("010127", date(1927, 1, 1)),
        ("290200", date(2000, 2, 29)),
    ],
)
def test_the_century_makes_the_age_possible(date_digits: str, born: date) -> None:
    assert parse_nik(f"317401{date_digits}0001", TODAY, CODES).birth_date == born


@pytest.mark.parametrize(
    ("region", "warnings"),
    [
        ("317401", ()),
        ("910101", (Reason("nik_region_retired", {"code": "91.01.01", "level": "district"}),)),
        ("317499", (Reason("nik_region_unknown", {"code": "31.74.99", "level": "district"}),)),
        ("999999", (Reason("nik_region_unknown", {"code": "99.99.99", "level": "province"}),)),
    ],
)
def test_a_region_code_only_warns(region: str, warnings: tuple[Reason, ...]) -> None:
    assert parse_nik(f"{region}0501900001", TODAY, CODES).warnings == warnings


def test_a_card_that_disagrees_warns() -> None:
    reading = parse_nik("3174014501900001", TODAY, CODES)
    assert compare_nik(reading, date(1991, 1, 5), "M") == [
        Reason("nik_birth_date_differs", {"nik": "1990-01-05", "given": "1991-01-05"}),
        Reason("nik_sex_differs", {"nik": "F", "given": "M"}),
    ]


def test_a_hundred_years_more_are_no_disagreement() -> None:
    reading = parse_nik("3174010501200001", TODAY, CODES)
    assert reading.birth_date == date(2020, 1, 5)
    assert compare_nik(reading, date(1920, 1, 5), "M") == []


def test_a_reading_names_its_places_and_hides_its_number() -> None:
    reading = parse_nik("3174014501900001", TODAY, CODES)
    assert (reading.province_code, reading.regency_code, reading.district_code) == ("31", "31.74", "31.74.01")
    assert repr(reading) == "NikReading(...0001)"


def test_a_family_card_tells_the_day_of_recording() -> None:
    reading = parse_kk("3174 0105.0112-0007", TODAY, CODES)
    assert (reading.recorded_date, reading.district_code) == (date(2012, 1, 5), "31.74.01")
    assert reading.warnings == ()
    assert repr(reading) == "KkReading(...0007)"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", Reason("kk_missing")),
        ("317401050112000", Reason("kk_length", {"count": 15})),
        ("3174014501120007", Reason("kk_date_impossible")),  # no 40 for women here
        ("317401050112000x", Reason("kk_not_digits")),
        ("3174010501120000", Reason("kk_serial")),
    ],
)
def test_what_no_family_card_has_is_refused(typed: str, reason: Reason) -> None:
    with pytest.raises(Unfit) as refused:
        parse_kk(typed, TODAY, CODES)
    assert refused.value.reason == reason


def test_the_nik_typed_again_as_kk_warns() -> None:
    reading = parse_kk("3174010501900001", TODAY, CODES, nik="3174010501900001")
    assert reading.warnings == (Reason("kk_is_the_nik"),)
