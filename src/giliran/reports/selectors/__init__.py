"""Reads of what happened: odd patterns for headquarters, and how an office does for everybody."""

from giliran.reports.selectors.evidence import (
    SHOWN,
    Account,
    Evidence,
    Officer,
    accounts_of,
    address_of,
    evidence_of,
    mask_phone,
    officers_of,
)
from giliran.reports.selectors.patterns import LEAST, LOOKED_BACK, Pattern, name_of, pattern_of, patterns
from giliran.reports.selectors.performance import Performance, performance_of

__all__ = [
    "LEAST",
    "LOOKED_BACK",
    "SHOWN",
    "Account",
    "Evidence",
    "Officer",
    "Pattern",
    "Performance",
    "accounts_of",
    "address_of",
    "evidence_of",
    "mask_phone",
    "name_of",
    "officers_of",
    "pattern_of",
    "patterns",
    "performance_of",
]
