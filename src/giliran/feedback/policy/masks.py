"""What is taken out of a comment before anybody reads it."""

from __future__ import annotations

import re

_MAIL = re.compile(r"[\w.%+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_NUMBER = re.compile(r"(?<![\w])[+(]?\d(?:[ .()/\-]{0,3}\d){8,}")
_PASSPORT = re.compile(r"(?<![\w])[A-Za-z]{1,2} ?\d{6,7}(?![\w])")


def mask_personal(text: str) -> str:
    """The text without e-mail addresses, and without numbers of nine digits and more: NIK, KK, telephone, payment
    code; nor numbers of a passport. Each leaves asterisks. Amounts and dates have fewer digits."""
    for what, left in ((_MAIL, "***@***"), (_NUMBER, "*********"), (_PASSPORT, "********")):
        text = what.sub(left, text)
    return text
