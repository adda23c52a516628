from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.booking.ticket.lettering import COVERED, one_line, printable


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Siti Nurhaliza", "Siti Nurhaliza"),
        ("  I Gusti\tNgurah\r\nRai ", "I Gusti Ngurah Rai"),
        ("Ze\u0301la", "Zéla"),
        ("Z̴̵a̶l̷g̸o", "Zalgo"),
        ("𝐁𝐮𝐝𝐢 Ｓａｎ", "Budi San"),
        ("Ana 🙂🙂", "Ana □"),
        ("👩‍👩‍👧", "□"),
        ("شكرا جزيلا", "□ □"),
        ("a\u202eb\u200fc\x00\ud800d", "abcd"),
        ("", ""),
    ],
)
def test_names_as_printed(text: str, printed: str) -> None:
    assert printable(text, 40) == printed


def test_too_long_ends_in_an_ellipsis() -> None:
    assert printable("Budi " * 2000, 12) == "Budi Budi B…"


def test_long_words_may_be_broken() -> None:
    assert printable("X" * 50, 60).split("\u200b") == ["X" * 24, "X" * 24, "XX"]


@given(st.text(max_size=300), st.integers(1, 80))
def test_nothing_else_ever_reaches_the_paper(text: str, limit: int) -> None:
    line = printable(text, limit).replace("\u200b", "")
    assert len(line) <= limit
    assert set(line) <= COVERED


def test_one_line_keeps_every_script() -> None:
    assert one_line("Jl. X\nNo. 1\x00 🙂 شكرا", 40) == "Jl. X No. 1 🙂 شكرا"
    assert one_line("abcdef", 4) == "abc…"
