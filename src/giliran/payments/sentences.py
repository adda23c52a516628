"""What bills and payments say to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    "ticket_over": _("This ticket is no longer valid, so nothing is to be paid for it."),
    "fee_unknown": _(
        "The catalogue has no amount for this service on this day. Headquarters must enter the fee first."
    ),
    "paid_without_express": _(
        "This ticket is paid already, without the express fee. Express service can only be chosen before payment."
    ),
    "code_not_found": _("No free payment code was found. Please try again."),
    "reason_needed": _("Say why."),
    "bill_expired": _("This bill ran out by itself; nothing needs to be made void."),
    "bill_void": _("This bill is void already."),
    "money_is_there": _("Money has come for this bill, so it cannot be made void."),
    "nothing_to_decide": _("There is no late payment to decide on this bill any more."),
    "nothing_to_refund": _("There is no money to be given back on this bill, or it has been given back already."),
    "reference_needed": _("Enter the number under which the money was given back."),
    "ticket_paid_already": _(
        "This ticket has been paid by another bill in the meantime, so this money can only be given back."
    ),
    "ntpn_shape": _("The receipt number (NTPN) has 16 letters and digits. Compare it with the receipt, sign by sign."),
    "ntpn_is_nik": _("This is the NIK of the person. Enter the receipt number (NTPN) from the bank's receipt."),
    "ntpn_used": _("This receipt number (NTPN) stands on another bill already. Compare it with the receipt."),
    "paid_already": _(
        "This bill is paid already, with another receipt number. Nobody pays twice: compare the receipts."
    ),
    "paid_otherwise": _(
        "This ticket is paid already, and this choice costs something else. Choose one for the same fee, or have a "
        "supervisor settle the payment first."
    ),
    "not_paid": _("This bill is not paid, so there is no receipt."),
    "looked_already": _("Somebody has looked at this already."),
}

OF_CALLS: Mapping[str, Any] = {
    "bill_unknown": _("There is no bill with this code."),
    "amount_differs": _("The amount is not that of the bill. It was written down, and somebody will look at it."),
    "call_off": _("No payment gateway is connected here."),
    "call_unsigned": _("The signature is missing or wrong."),
    "call_stale": _("The timestamp is missing, or too far from our clock."),
    "call_unreadable": _("The body is not what was agreed: event, code, amount, ntpn and paid_at."),
    "event_reused": _("This event id was used before, for another call."),
    "paid_already": SENTENCES["paid_already"],
    "ntpn_used": SENTENCES["ntpn_used"],
}
"""What the payment gateway is told."""


def how_to_pay() -> tuple[Any, ...]:
    """What somebody does with a payment code, a sentence each."""
    return (
        _("Pay the whole amount in one payment at a bank, a post office, an ATM or by mobile banking."),
        _('Choose "State revenue" (Penerimaan Negara, MPN) and enter the 15 digits of the code.'),
        _("The receipt has a number of 16 signs, the NTPN. Keep it: it is the proof."),
    )


def sentence(code: str) -> Any:
    return SENTENCES.get(code) or OF_CALLS[code]
