"""What a bill holds, and what becomes of it when money comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

EXPRESS_FEE = "PERCEPATAN"
"""The catalogue's code of the express fee, which is added to the booklet's."""

_PAYS = ("confirmed", "attended")
_HAS_MONEY = ("paid", "paid_late", "refund", "refunded")


class Fee(NamedTuple):
    """A line of a bill; `amount` in rupiah."""

    code: str
    amount: int


class BillNow(NamedTuple):
    """A bill as it stands."""

    state: str
    expires_at: datetime
    ntpn: str = ""
    is_express: bool = False


def lines_of(price: Sequence[Fee], fees: Mapping[str, int], *, is_express: bool) -> list[Fee]:
    """The booklet, what the service adds (lost, damaged), and the express fee where the visit is express, once.

    `price` is the booklet's and the service's part, `fees` all amounts of the day. Empty if the booklet, or the
    express fee that is wanted, does not exist on that day: then nothing may be asked for.
    """
    has_express = any(fee.code == EXPRESS_FEE for fee in price)
    if not price or (is_express and not has_express and EXPRESS_FEE not in fees):
        return []
    added = [Fee(EXPRESS_FEE, fees[EXPRESS_FEE])] if is_express and not has_express else []
    return [*price, *added]


def refuse_issue(ticket_state: str) -> str:
    """Why a ticket gets no bill, as a code; empty if it may get one."""
    return "" if ticket_state in _PAYS else "ticket_over"


def wants_another(bill: BillNow, *, is_express: bool) -> bool:
    """Whether the visit has become express since the bill was made."""
    return is_express and not bill.is_express


def judge(bill: BillNow, ntpn: str, paid_at: datetime, *, has_other: bool) -> str:
    """What a payment does to a bill: `paid`, `paid_late`, `known` (that very payment is on record), or `paid_already`.

    Money is never lost: what comes after the bill ran out, or for a void one, or beside another bill of the same ticket
    that lives (`has_other`), waits for a decision. Money that was there in time counts, however late the news is.
    """
    if bill.state in _HAS_MONEY:
        return "known" if bill.ntpn == ntpn else "paid_already"
    in_time = bill.state in ("open", "expired") and paid_at < bill.expires_at
    return "paid" if in_time and not has_other else "paid_late"


def refuse_void(state: str) -> str:
    """Why a bill cannot be made void, as a code; empty if it can."""
    return {"open": "", "expired": "bill_expired", "void": "bill_void"}.get(state, "money_is_there")


def refuse_decision(state: str, *, accept: bool, other_is_paid: bool) -> str:
    """Why a late payment cannot be decided so, as a code; empty if it can."""
    if state != "paid_late":
        return "nothing_to_decide"
    return "ticket_paid_already" if accept and other_is_paid else ""
