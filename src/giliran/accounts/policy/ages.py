"""Ages in full years, always on a named day: what counts is the day of the visit, not that of the booking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from giliran.accounts.policy.reasons import Reason

ADULT_FROM = 17  # identity card and ten-year passport (PR06)
ELDERLY_FROM = 60  # OP02
YOUNG_UNTIL = 5  # OP03: "five and under"
OLDEST = 110


def age_on(birth_date: date, day: date) -> int:
    """Full years on `day`; negative before birth. Who was born on 29 February is a year older on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def is_minor(birth_date: date, day: date) -> bool:
    return age_on(birth_date, day) < ADULT_FROM


def is_elderly(birth_date: date, day: date) -> bool:
    return age_on(birth_date, day) >= ELDERLY_FROM


def is_under_five(birth_date: date, day: date) -> bool:
    """Five and under: until the day before the sixth birthday."""
    return age_on(birth_date, day) <= YOUNG_UNTIL


def check_birth_date(birth_date: date, day: date) -> Reason | None:
    """Refuses only what cannot be: a birth after `day`, or more than 110 years before it."""
    if birth_date > day:
        return Reason("birth_date_ahead")
    return Reason("birth_date_too_old", {"most": OLDEST}) if age_on(birth_date, day) > OLDEST else None


def minors_alone(birth_dates: Iterable[date], day: date) -> Reason | None:
    """Warns about a party without an adult: a parent must come along, if only as company (HADIR_ORTU)."""
    ages = [age_on(birth_date, day) for birth_date in birth_dates]
    return Reason("minor_alone", {"adult_from": ADULT_FROM}) if ages and max(ages) < ADULT_FROM else None
