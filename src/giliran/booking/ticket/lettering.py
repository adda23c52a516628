"""Which signs our type can print, and what to do with all others: a name may hold anything."""

from __future__ import annotations

import re
import unicodedata

# The signs in fonts/*.otf.
_COVERED = (
    (0x0020, 0x007E), (0x00A0, 0x0148), (0x014A, 0x017F), (0x0192, 0x0192), (0x01A0, 0x01A1),
    (0x01AF, 0x01B0), (0x01CD, 0x01DC), (0x01E6, 0x01E7), (0x01F4, 0x01F5), (0x01F8, 0x01F9),
    (0x0200, 0x021B), (0x0226, 0x0233), (0x1E00, 0x1EFF), (0x2009, 0x200A), (0x2010, 0x2015),
    (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026), (0x202F, 0x202F), (0x2030, 0x2030),
    (0x2032, 0x2033), (0x2039, 0x203A), (0x2044, 0x2044), (0x20AC, 0x20AC), (0x2116, 0x2116),
    (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212), (0x2260, 0x2260), (0x2264, 0x2265),
    (0x25A1, 0x25A1), (0x25CF, 0x25CF), (0x2713, 0x2713),
)  # fmt: skip
COVERED = frozenset(chr(code) for first, last in _COVERED for code in range(first, last + 1))

_UNPRINTABLE = "□"
_BREAK = "\N{ZERO WIDTH SPACE}"
_LONGEST_WORD = 24


def one_line(text: str, limit: int) -> str:
    """`text` without line ends and controls, at most `limit` signs."""
    plain = "".join(" " if sign.isspace() else sign for sign in text[: limit * 20] if _has_shape(sign))
    return _clipped(plain, limit)


def printable(text: str, limit: int) -> str:
    """`text` on one line of at most `limit` signs, each of which the type has.

    Letters of other scripts and pictures become one □ a run; marks and controls without a shape vanish; what
    is too long ends in an ellipsis; very long words may be broken.
    """
    known = "".join(_shape(sign) for sign in unicodedata.normalize("NFC", text[: limit * 20]))
    line = _clipped(re.sub(f"{_UNPRINTABLE}+", _UNPRINTABLE, known), limit)
    return re.sub(rf"(\S{{{_LONGEST_WORD}}})(?=\S)", rf"\1{_BREAK}", line)


def _clipped(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _has_shape(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign)[0] != "C"


def _shape(sign: str) -> str:
    if sign.isspace():
        return " "
    if sign in COVERED:
        return sign
    if unicodedata.category(sign)[0] in "CM":
        return ""
    plain = "".join(part for part in unicodedata.normalize("NFKD", sign) if part in COVERED)
    return plain or _UNPRINTABLE
