"""The receipt: what was paid, by whom, for what, and the number under which the state has it."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from giliran.booking.services import documents
from giliran.booking.ticket import pdf
from giliran.booking.ticket.pdf import ReceiptSheet
from giliran.core import formats, ids
from giliran.payments import policy, selectors
from giliran.payments.models import Bill
from giliran.payments.services import rows
from giliran.payments.states import Method, State


def receipt_pdf(bill: Bill, language: str = "") -> bytes:
    """A page A4, in the language of the ticket's holder if no other is given. Raises `Refusal` (`not_paid`) for a bill
    that is not paid."""
    if bill.state != State.PAID or bill.paid_at is None:
        raise rows.refusal("not_paid")
    language = language or bill.ticket.booking.account.language
    with translation.override(language):
        return pdf.receipt_pdf(_sheet(bill, language))


def _sheet(bill: Bill, language: str) -> ReceiptSheet:
    ticket, office = bill.ticket, bill.office
    assert bill.paid_at is not None
    service, booklet, _purpose = documents.names_of(ticket, language)
    words = policy.amount_words(bill.amount, language)
    return ReceiptSheet(
        language=language,
        title=_("Payment receipt %(code)s: %(office)s") % {"code": policy.show_code(bill.code), "office": office.name},
        heading=_("Payment receipt"),
        office_name=office.name,
        office_address=office.address,
        amount=formats.rupiah(bill.amount),
        amount_words=words[0].upper() + words[1:],
        facts=(
            (_("Paid by"), ticket.full_name),
            ("NIK", f"•••• {ticket.nik_last4}"),
            (_("Queue number"), ticket.label),
            (_("Visit"), formats.date_words(ticket.date, language)),
            (_("Booking code"), ids.show_code(ticket.booking.code)),
            (_("Service"), service),
            (_("Passport"), booklet),
        ),
        numbers=(
            (_("Payment code"), policy.show_code(bill.code)),
            (_("State receipt number (NTPN)"), bill.ntpn or _("none: nothing was to be paid")),
        ),
        moment=_moment(bill, language),
        lines=tuple((one.name, formats.rupiah(one.amount)) for one in selectors.lines_of(bill, language)),
        total=_("In all"),
        paid=_("Paid in full"),
        notes=(
            _("Passport fees are state revenue under a government regulation. Nobody may ask for more."),
            _("The state receipt number (NTPN) proves the payment at every bank and at the treasury."),
        ),
    )


def _moment(bill: Bill, language: str) -> tuple[str, str]:
    """When it was paid; an officer's word says when the bank's receipt was shown."""
    assert bill.paid_at is not None
    title = _("Bank receipt shown on") if bill.method == Method.OFFICER else _("Paid on")
    return title, formats.moment_words(bill.paid_at, bill.office.timezone, language)
