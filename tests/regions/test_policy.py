from __future__ import annotations

import pytest

from giliran.regions.policy import RegionCodes, digits_of, dotted

CODES = RegionCodes(
    provinces=frozenset({"31", "91"}),
    regencies=frozenset({"3174"}),
    districts=frozenset({"317401"}),
    retired=frozenset({"9101", "910101", "317499"}),
)


@pytest.mark.parametrize(
    ("nik6", "standing"),
    [
        ("317401", ("current", "district")),
        ("317402", ("unknown", "district")),
        ("319901", ("unknown", "regency")),
        ("990101", ("unknown", "province")),
        ("910101", ("retired", "district")),
        ("910150", ("retired", "regency")),
        ("317499", ("retired", "district")),
    ],
)
def test_a_code_is_current_retired_or_unknown(nik6: str, standing: tuple[str, str]) -> None:
    assert CODES.standing(nik6) == standing


@pytest.mark.parametrize(("digits", "code"), [("31", "31"), ("3174", "31.74"), ("317401", "31.74.01")])
def test_dots_come_and_go(digits: str, code: str) -> None:
    assert dotted(digits) == code
    assert digits_of(code) == digits
