"""What stays readable of numbers and addresses that name a person: enough to recognise, no more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# Sixteen digits as people write a NIK or KK number: in one piece or parted by spaces, dots or hyphens.
# Digits that belong to a hexadecimal number or a UUID are none.
_NIK = re.compile(r"(?<![0-9A-Fa-f])(?<![0-9A-Fa-f]-)(?:\d[ .\-]?){15}\d(?!-?[0-9A-Fa-f])")
_PHONE = re.compile(r"(?<![0-9A-Za-z])(?:\+62|62|0)[ .\-]?8(?:[ .\-]?\d){7,11}(?![0-9A-Za-z])")
_EMAIL = re.compile(r"([A-Za-z0-9_%+\-])[A-Za-z0-9._%+\-]*@([A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+)")


def mask_numbers(text: str) -> str:
    """`3171234567890123` -> `************0123`, wherever it stands in the text."""
    return _NIK.sub(_keep_four, text)


def mask_contacts(text: str) -> str:
    """`0812 3456 7890` -> `********7890`, `siti@contoh.id` -> `s***@contoh.id`."""
    return _EMAIL.sub(r"\1***@\2", _PHONE.sub(_keep_four, text))


def mask_address(address: str) -> str:
    """An e-mail address, a telephone number of any country, or a browser's push address: enough to recognise.

    `siti@contoh.id` -> `s***@contoh.id`, `+6281234567890` -> `**********7890`, a browser's -> the host that serves it.
    """
    if host := re.search(r"https?://([\w.-]+)", address):
        return host[1]
    if address.startswith("+") and address[1:].isdigit():
        return "*" * (len(address) - 5) + address[-4:]
    return mask_contacts(address) if "@" in address else ""


def mask_text(text: str) -> str:
    """For log lines: numbers and contacts."""
    return mask_contacts(mask_numbers(text))


def has_number(text: str) -> bool:
    """Whether a NIK or KK number may stand in the text."""
    return _NIK.search(text) is not None


def mask_value(value: Any, mask: Any = mask_numbers) -> Any:
    """The same for JSON values, keys and members too. A number that must be masked becomes text."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {mask_value(key, mask): mask_value(member, mask) for key, member in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask_value(member, mask) for member in value]
    if isinstance(value, int) and not isinstance(value, bool) and has_number(str(value)):
        return mask(str(value))
    return value


def _keep_four(found: re.Match[str]) -> str:
    digits = [sign for sign in found[0] if sign.isdigit()]
    return "*" * (len(digits) - 4) + "".join(digits[-4:])
