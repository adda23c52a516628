"""NIK (of a person) and KK (of a family card): PPRRSS DDMMYY NNNN, 16 digits without a check digit.

Sources: `nik_kk_rules.json`. Neither number ever changes with the address or after a correction of the
birth date, so what merely disagrees is a warning that an officer can confirm; only what no office can have
issued is refused.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from giliran.accounts.policy.ages import OLDEST, age_on
from giliran.accounts.policy.reasons import Reason, Unfit
from giliran.regions.policy import RegionCodes, dotted

Sex = Literal["F", "M"]

LENGTH = 16
_ADDED_FOR_WOMEN = 40
_SEPARATORS = frozenset(".-_/\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}")


@dataclass(frozen=True, slots=True)
class NikReading:
    """What a NIK tells: the place of first registration (codes with dots), birth date and sex."""

    digits: str
    birth_date: date
    sex: Sex
    warnings: tuple[Reason, ...]

    @property
    def province_code(self) -> str:
        return self.digits[:2]

    @property
    def regency_code(self) -> str:
        return dotted(self.digits[:4])

    @property
    def district_code(self) -> str:
        return dotted(self.digits[:6])

    def __repr__(self) -> str:
        return f"NikReading(...{self.digits[-4:]})"


@dataclass(frozen=True, slots=True)
class KkReading:
    """What a KK number tells: the place that issued it and the day of recording."""

    digits: str
    recorded_date: date
    warnings: tuple[Reason, ...]

    @property
    def district_code(self) -> str:
        return dotted(self.digits[:6])

    def __repr__(self) -> str:
        return f"KkReading(...{self.digits[-4:]})"


def parse_nik(text: str, today: date, codes: RegionCodes) -> NikReading:
    """Read a NIK as typed; spaces, dots and hyphens are allowed.

    Raises `Unfit` for letters, not 16 digits, a date that no calendar has, serial 0000; warns about a region
    code that retired or is unknown. The century is the latest that makes the person 0 to 110 years old.
    """
    digits = _sixteen_digits(text, "nik")
    day = int(digits[6:8])
    is_woman = day > _ADDED_FOR_WOMEN
    born = _date_of(day - _ADDED_FOR_WOMEN * is_woman, int(digits[8:10]), int(digits[10:12]), today)
    if born is None:
        raise Unfit("nik_date_impossible")
    return NikReading(digits, born, "F" if is_woman else "M", _region_warnings(digits, codes, "nik"))


def compare_nik(reading: NikReading, birth_date: date, sex: Sex | str) -> list[Reason]:
    """Warnings where the identity card says something else than the NIK.

    Only two digits of the year are in a NIK, so a person of 104 agrees with one that reads as 4.
    """
    warnings = []
    if birth_date.strftime("%d%m%y") != reading.birth_date.strftime("%d%m%y"):
        days = {"nik": reading.birth_date.isoformat(), "given": birth_date.isoformat()}
        warnings.append(Reason("nik_birth_date_differs", days))
    if sex != reading.sex:
        warnings.append(Reason("nik_sex_differs", {"nik": reading.sex, "given": sex}))
    return warnings


def parse_kk(text: str, today: date, codes: RegionCodes, *, nik: str = "") -> KkReading:
    """Read a family card number as typed. The day is that of recording, without the 40 for women.

    Raises `Unfit` as `parse_nik` does. Warns also if it equals `nik` (16 digits): most often the same
    number was typed twice.
    """
    digits = _sixteen_digits(text, "kk")
    recorded = _date_of(int(digits[6:8]), int(digits[8:10]), int(digits[10:12]), today)
    if recorded is None:
        raise Unfit("kk_date_impossible")
    same = (Reason("kk_is_the_nik"),) if digits == nik else ()
    return KkReading(digits, recorded, same + _region_warnings(digits, codes, "kk"))


def _sixteen_digits(text: str, kind: str) -> str:
    digits = "".join(sign for sign in text if not _is_passed_over(sign))
    if not digits:
        raise Unfit(f"{kind}_missing")
    if not (digits.isascii() and digits.isdigit()):
        raise Unfit(f"{kind}_not_digits")
    if len(digits) != LENGTH:
        raise Unfit(f"{kind}_length", count=len(digits))
    if digits.endswith("0000"):
        raise Unfit(f"{kind}_serial")
    return digits


def _is_passed_over(sign: str) -> bool:
    """Separators, and the unseen marks that come along when a number is copied out of a message."""
    return sign.isspace() or sign in _SEPARATORS or unicodedata.category(sign) == "Cf"


def _date_of(day: int, month: int, year: int, today: date) -> date | None:
    for century in range(today.year // 100, today.year // 100 - 3, -1):
        try:
            found = date(century * 100 + year, month, day)
        except ValueError:
            continue
        if found <= today and age_on(found, today) <= OLDEST:
            return found
    return None


def _region_warnings(digits: str, codes: RegionCodes, kind: str) -> tuple[Reason, ...]:
    standing, level = codes.standing(digits[:6])
    if standing == "current":
        return ()
    return (Reason(f"{kind}_region_{standing}", {"code": dotted(digits[:6]), "level": level}),)
