"""Reads of what happened, for headquarters."""

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

__all__ = [
    "LEAST",
    "LOOKED_BACK",
    "SHOWN",
    "Account",
    "Evidence",
    "Officer",
    "Pattern",
    "accounts_of",
    "address_of",
    "evidence_of",
    "mask_phone",
    "name_of",
    "officers_of",
    "pattern_of",
    "patterns",
]
