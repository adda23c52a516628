"""No full identity number, telephone number or address survives; what only looks like one does."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.core import masks

NIK = "3171234567890123"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (NIK, "************0123"),
        ("NIK3171234567890123.", "NIK************0123."),
        ("3171 2345 6789 0123 Siti", "************0123 Siti"),
        ("31.71.23.45.67.89.01.23", "************0123"),
        ("3171-2345-6789-0123", "************0123"),
        ("a=3171234567890123,b=3271234567890124", "a=************0123,b=************0124"),
    ],
)
def test_sixteen_digits_keep_four(written: str, kept: str) -> None:
    assert masks.mask_numbers(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "317123456789012",
        "31712345678901234",
        "2026-11-22T02:27:07.123456Z",
        "12345678-1234-1234-9234-123456789012",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c",
        "a1234567890123456b",
        "booking:K7MPQ2X9A",
        "Rp650.000",
    ],
)
def test_other_numbers_stay(written: str) -> None:
    assert masks.mask_text(written) == written


@given(st.uuids())
def test_a_uuid_is_never_changed(name: uuid.UUID) -> None:
    assert masks.mask_text(str(name)) == str(name)


@given(st.text(), st.from_regex(r"\A[1-9][0-9]{15}\Z"), st.text())
def test_whatever_stands_around_it_the_number_goes(before: str, nik: str, after: str) -> None:
    text = f"{before} {nik} {after}"
    assert f" {nik} " not in masks.mask_numbers(text)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0812 3456 7890", "********7890"),
        ("call +6281234567890 now", "call *********7890 now"),
        ("siti.aminah@contoh.co.id", "s***@contoh.co.id"),
        ("<a@b.id>", "<a***@b.id>"),
    ],
)
def test_contacts_keep_what_recognises_them(written: str, kept: str) -> None:
    assert masks.mask_contacts(written) == kept


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (int(NIK), "************0123"),
        ({NIK: [NIK, {"nik": NIK}]}, {"************0123": ["************0123", {"nik": "************0123"}]}),
        ((1, True, None, 2.5), [1, True, None, 2.5]),
    ],
)
def test_values_are_masked_all_the_way_down(value: Any, kept: Any) -> None:
    assert masks.mask_value(value) == kept
