"""Names of things that people read, type and print."""

from __future__ import annotations

import secrets
import uuid

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 signs, a prime; without 0, 1, I, L and O
_WEIGHTS = tuple(range(2, 10))
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}


def new_public_id() -> uuid.UUID:
    """An identifier that tells nothing and cannot be guessed."""
    return uuid.uuid4()


def new_booking_code() -> str:
    """Nine signs: eight by chance and a check sign, for example `K7MPQ2X9A`."""
    number = secrets.randbelow(31**8)
    signs = []
    for _place in range(8):
        number, value = divmod(number, 31)
        signs.append(ALPHABET[value])
    body = "".join(signs)
    return body + _check_sign(body)


def new_entry_number() -> str:
    """Sixteen signs 0-9 and a-f, with a letter among them: what is all digits would be taken for a NIK."""
    while (number := secrets.token_hex(8)).isdecimal():
        pass
    return number


def parse_booking_code(text: str) -> str | None:
    """The nine signs of a code as typed (any case, spaces and hyphens allowed), or None if it cannot be one.

    The weights differ modulo the prime 31, so one wrong sign and two neighbours exchanged are always noticed.
    """
    code = "".join(text.upper().replace("-", " ").split())
    if len(code) != 9 or any(sign not in _VALUES for sign in code):
        return None
    return code if _check_sign(code[:8]) == code[8] else None


def show_code(code: str) -> str:
    """`K7MPQ2X9A` as people read it: `K7M-PQ2-X9A`."""
    return "-".join((code[:3], code[3:6], code[6:]))


def show_number(number: str) -> str:
    """The public number of an entry as people read it: `3f9a12bc77de0a41` -> `3f9a 12bc 77de 0a41`."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _check_sign(body: str) -> str:
    total = sum(weight * _VALUES[sign] for weight, sign in zip(_WEIGHTS, body, strict=True))
    return ALPHABET[-total % 31]
