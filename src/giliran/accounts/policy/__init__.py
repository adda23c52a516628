"""Rules about people: their numbers, ages, names and telephones.

A rule that reads what somebody typed answers the value in its one clean shape, or raises `Unfit` with the
`Reason` why it cannot be one. Reasons that only warn come in lists: a warning never ends the road.
"""

from giliran.accounts.policy.ages import (
    age_on,
    check_birth_date,
    is_elderly,
    is_minor,
    is_under_five,
    minors_alone,
)
from giliran.accounts.policy.names import check_line, check_name
from giliran.accounts.policy.numbers import KkReading, NikReading, compare_nik, parse_kk, parse_nik
from giliran.accounts.policy.phones import check_phone
from giliran.accounts.policy.reasons import Reason, Unfit
from giliran.accounts.policy.ways import (
    ASKED_WITHIN,
    LOOKED_BACK,
    MOST_ASKED,
    MOST_BROWSERS,
    Known,
    Reach,
    reaches,
)

__all__ = [
    "ASKED_WITHIN",
    "LOOKED_BACK",
    "MOST_ASKED",
    "MOST_BROWSERS",
    "KkReading",
    "Known",
    "NikReading",
    "Reach",
    "Reason",
    "Unfit",
    "age_on",
    "check_birth_date",
    "check_line",
    "check_name",
    "check_phone",
    "compare_nik",
    "is_elderly",
    "is_minor",
    "is_under_five",
    "minors_alone",
    "parse_kk",
    "parse_nik",
    "reaches",
]
