"""Amounts in words, as they stand on receipts."""

from __future__ import annotations

from collections.abc import Callable

_ID = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"]
_EN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES_ID = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"))
_SCALES_EN = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))


def amount_words(amount: int, lang: str) -> str:
    """1350000 -> `satu juta tiga ratus lima puluh ribu rupiah`, `one million three hundred fifty thousand rupiah`.

    From nothing to below a thousand trillion; `ValueError` for what is less or more.
    """
    if not 0 <= amount < 10**15:
        raise ValueError(amount)
    return f"{(_english if lang.startswith('en') else _indonesian)(amount)} rupiah"


def _indonesian(number: int) -> str:
    if number < 12:
        return _ID[number]
    if number < 20:
        return f"{_ID[number - 10]} belas"
    if number < 100:
        return _joined(f"{_ID[number // 10]} puluh", number % 10, _indonesian)
    value, name = next((value, name) for value, name in _SCALES_ID if number >= value)
    many, rest = divmod(number, value)
    one = many == 1 and value <= 1000
    return _joined(f"se{name}" if one else f"{_indonesian(many)} {name}", rest, _indonesian)


def _english(number: int) -> str:
    if number < 20:
        return _EN[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return _TENS[tens] + (f"-{_EN[rest]}" if rest else "")
    value, name = next((value, name) for value, name in _SCALES_EN if number >= value)
    many, rest = divmod(number, value)
    return _joined(f"{_english(many)} {name}", rest, _english)


def _joined(words: str, rest: int, say: Callable[[int], str]) -> str:
    return f"{words} {say(rest)}" if rest else words
