"""Names, and other lines of text, as on an identity card: one line of Latin letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from giliran.accounts.policy.reasons import Unfit

NAME_MOST = 100
_MARKS = frozenset("'.,-/()")  # Nur'aini, H. Ahmad, S.H., Siti-Aminah, Ahmad s/o Ali, (alm)
_LINE_MARKS = _MARKS | frozenset('&+:;"#')
_ALIKE = str.maketrans("\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}`´ʼʻ–‐‑", "''''''---")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


def check_name(text: str, missing: str = "name_missing") -> str:
    """A full name, or the name of a place, with single spaces and plain apostrophes; `missing`: the code if it is none.

    Any Latin letter with any accent, the signs of initials and titles, at most 100 signs; one word is a
    whole name. Raises `Unfit` for what cannot stand on an identity card.
    """
    name = _check(text, NAME_MOST, _MARKS)
    if not name:
        raise Unfit(missing)
    if not any(map(str.isalpha, name)):
        raise Unfit("name_without_letters")
    return name


def check_line(text: str, most: int) -> str:
    """A line of an address, at most `most` signs; empty is allowed. Raises `Unfit`."""
    return _check(text, most, _LINE_MARKS)


def _check(text: str, most: int, marks: frozenset[str]) -> str:
    line = unicodedata.normalize("NFC", text.strip())
    if len(line) > most:
        raise Unfit("text_too_long", most=most, count=len(line))
    line = line.translate(_ALIKE)
    for code, is_wrong in _WRONGS:
        if any(map(is_wrong, line)):
            raise Unfit(code)
    if wrong := next((sign for sign in line if _is_strange(sign, marks)), None):
        raise Unfit("text_sign", sign=wrong)
    return " ".join(line.split())


def _is_picture(sign: str) -> bool:
    """Emoji and other pictures, with the marks that colour or join them."""
    return unicodedata.category(sign) == "So" or sign in "\ufe0f\u20e3" or "\U0001f3fb" <= sign <= "\U0001f3ff"


def _turns_direction(sign: str) -> bool:
    return sign in _TURNING


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN and sign not in "\t\n\r"


def _is_foreign(sign: str) -> bool:
    """A letter, accent or figure of another script than Latin."""
    kind = unicodedata.category(sign)[0]
    if kind == "L":
        return not unicodedata.name(sign, "").startswith("LATIN ")
    if kind == "M":
        return not "\u0300" <= sign <= "\u036f"
    return kind == "N" and not sign.isascii()


def _is_strange(sign: str, marks: frozenset[str]) -> bool:
    kind = unicodedata.category(sign)[0]
    return kind not in "LMNZ" and sign not in marks and not sign.isspace()


_WRONGS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("text_picture", _is_picture),
    ("text_direction", _turns_direction),
    ("text_unseen", _is_unseen),
    ("text_not_latin", _is_foreign),
)
