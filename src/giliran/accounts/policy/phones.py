"""Telephone numbers in the shape the world agrees on (E.164)."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult

from giliran.accounts.policy.reasons import Unfit

_MOST = 40
_VERDICTS = {ValidationResult.TOO_SHORT: "phone_short", ValidationResult.TOO_LONG: "phone_long"}
_FAULTS = {
    NumberParseException.TOO_SHORT_NSN: "phone_short",
    NumberParseException.TOO_LONG: "phone_long",
}


def check_phone(text: str, region: str = "ID") -> str:
    """`0812-3456-7890`, `62812 3456 7890` and `+62 812 3456 7890` -> `+6281234567890`.

    A number of another country needs its `+` and country code. Raises `Unfit` only for what cannot be
    dialled: new ranges are issued faster than any list of them.
    """
    text = text.strip()
    if not text:
        raise Unfit("phone_missing")
    if any(sign.isalpha() for sign in text):
        raise Unfit("phone_not_digits")
    if len(text) > _MOST:
        raise Unfit("phone_long")
    try:
        number = _read(text, region)
    except NumberParseException as fault:
        raise Unfit(_FAULTS.get(fault.error_type, "phone_impossible")) from fault
    verdict = phonenumbers.is_possible_number_with_reason(number)
    if verdict != ValidationResult.IS_POSSIBLE:
        raise Unfit(_VERDICTS.get(verdict, "phone_impossible"))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _read(text: str, region: str) -> PhoneNumber:
    """The number as typed, or, where that is no number in use, as if a `+` had been forgotten before it."""
    number = phonenumbers.parse(text, region)
    country = str(phonenumbers.country_code_for_region(region))
    if phonenumbers.is_valid_number(number) or not text.startswith(country):
        return number
    whole = phonenumbers.parse(f"+{text}")
    return whole if phonenumbers.is_valid_number(whole) else number
