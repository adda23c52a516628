"""Writes: what somebody pays, that it was paid, and what happens when something is wrong.

`issue_bill(*, ticket, by, now, is_express=False)` is what counters and walk-ins call; its signature stays.
"""

from giliran.payments.services.calls import Taken, look_at_call, take_callback
from giliran.payments.services.decide import decide_late, note_refund
from giliran.payments.services.expire import expire_due
from giliran.payments.services.issue import issue_bill
from giliran.payments.services.pay import enter_receipt
from giliran.payments.services.receipt import receipt_pdf
from giliran.payments.services.register import register_due
from giliran.payments.services.void import void_bill, withdraw_bill

__all__ = [
    "Taken",
    "decide_late",
    "enter_receipt",
    "expire_due",
    "issue_bill",
    "look_at_call",
    "note_refund",
    "receipt_pdf",
    "register_due",
    "take_callback",
    "void_bill",
    "withdraw_bill",
]
