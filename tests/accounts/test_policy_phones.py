from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.accounts.policy import Unfit, check_phone


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0812-3456-7890", "+6281234567890"),
        (" 0812 3456 7890 ", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("081234567890", "+6281234567890"),
        ("(0771) 21073", "+6277121073"),
        ("0622 21234", "+6262221234"),
        ("+1 202 555 0123", "+12025550123"),
    ],
)
def test_numbers_get_one_shape(typed: str, number: str) -> None:
    assert check_phone(typed) == number
    assert check_phone(number) == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "phone_missing"),
        ("   ", "phone_missing"),
        ("081", "phone_short"),
        ("0812345678901234567", "phone_long"),
        ("9" * 10_000, "phone_long"),
        ("rumah", "phone_not_digits"),
        ("0812 3456 789o", "phone_not_digits"),
        ("😀", "phone_impossible"),
        ("+999 12345678", "phone_impossible"),
    ],
)
def test_what_cannot_be_dialled_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Unfit) as refused:
        check_phone(typed)
    assert refused.value.reason.code == code


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = check_phone(text)
    except Unfit as unfit:
        read = unfit.reason.code
    assert read.startswith(("+", "phone_"))
