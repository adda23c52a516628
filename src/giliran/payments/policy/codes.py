"""Numbers that people copy: the code by which a bill is paid, and the state's receipt number."""

from __future__ import annotations

import re
from datetime import date

NTPN_SIGNS = 16
"""The treasury's receipt number (NTPN): sixteen letters and digits."""


def new_code(day: date, number: int) -> str:
    """Fifteen digits (PY02): `8`, the day, and a number below a million; for example `820261123004711`."""
    return f"8{day:%Y%m%d}{number:06d}"


def parse_code(text: str) -> str | None:
    """The fifteen digits of a code as typed, or None if it cannot be one."""
    code = clean(text)
    return code if re.fullmatch(r"8[0-9]{14}", code) else None


def parse_ntpn(text: str) -> str | None:
    """The sixteen signs of a receipt number as typed, in capitals, or None if it cannot be one."""
    ntpn = clean(text)
    return ntpn if re.fullmatch(rf"[0-9A-Z]{{{NTPN_SIGNS}}}", ntpn) else None


def clean(text: str) -> str:
    """Without the blanks, dots and hyphens by which people group a number."""
    return re.sub(r"[\s.\-\N{EN DASH}]", "", text).upper()


def show_code(code: str) -> str:
    """`820261123004711` as people read it: `82026 11230 04711`."""
    return " ".join(code[at : at + 5] for at in range(0, len(code), 5))
