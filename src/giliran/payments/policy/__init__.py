"""Rules about money: codes, amounts, and what a payment does to a bill. Plain values in, reasons out."""

from giliran.payments.policy.calls import TOLERANCE, fault_of_call, signature_of
from giliran.payments.policy.codes import NTPN_SIGNS, clean, new_code, parse_code, parse_ntpn, show_code
from giliran.payments.policy.money import (
    EXPRESS_FEE,
    BillNow,
    Fee,
    judge,
    lines_of,
    refuse_decision,
    refuse_issue,
    refuse_void,
    wants_another,
)
from giliran.payments.policy.registering import pause_after
from giliran.payments.policy.words import amount_words

__all__ = [
    "EXPRESS_FEE",
    "NTPN_SIGNS",
    "TOLERANCE",
    "BillNow",
    "Fee",
    "amount_words",
    "clean",
    "fault_of_call",
    "judge",
    "lines_of",
    "new_code",
    "parse_code",
    "parse_ntpn",
    "pause_after",
    "refuse_decision",
    "refuse_issue",
    "refuse_void",
    "show_code",
    "signature_of",
    "wants_another",
]
