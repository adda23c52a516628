"""What counts as odd (R19, R20). Rules over plain rows; each finding says what it was made of, and none is a verdict.

A family, a hall of residence and an office that helps many people are honest, and stay below these figures: five is
what one account may hold, so six accounts behind one telephone are more than a family that has one each.
"""

from giliran.reports.policy.again import (
    LATE_HOURS,
    LEAST_LATE,
    LEAST_VISITS,
    MISSED_SHARE,
    Case,
    Visit,
    late_returns,
    no_shows,
)
from giliran.reports.policy.cells import safe_cell
from giliran.reports.policy.findings import Finding, is_settled, largest_first
from giliran.reports.policy.performance import Pace, Share, pace_of
from giliran.reports.policy.shared import LEAST_ACCOUNTS, Use, shared
from giliran.reports.policy.staff import LEAST_ACTS, LEAST_COLLEAGUES, TIMES_THE_USUAL, Act, busy_officers, far_more
from giliran.reports.policy.swaps import LEAST_SWAPS, MINUTES, Swap, swaps

__all__ = [
    "LATE_HOURS",
    "LEAST_ACCOUNTS",
    "LEAST_ACTS",
    "LEAST_COLLEAGUES",
    "LEAST_LATE",
    "LEAST_SWAPS",
    "LEAST_VISITS",
    "MINUTES",
    "MISSED_SHARE",
    "TIMES_THE_USUAL",
    "Act",
    "Case",
    "Finding",
    "Pace",
    "Share",
    "Swap",
    "Use",
    "Visit",
    "busy_officers",
    "far_more",
    "is_settled",
    "largest_first",
    "late_returns",
    "no_shows",
    "pace_of",
    "safe_cell",
    "shared",
    "swaps",
]
