"""The paper with which somebody goes to a bank: the code, the amount, until when, and how."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from giliran.booking.ticket import pdf
from giliran.core import formats
from giliran.payments import policy
from giliran.payments.models import Bill
from giliran.payments.sentences import how_to_pay


def slip_pdf(bill: Bill, *, now: datetime, language: str = "") -> bytes:
    """One page 80 mm wide, in the language of the ticket's holder if no other is given."""
    language = language or bill.ticket.booking.account.language
    with translation.override(language):
        return pdf.slip_pdf(_sheet(bill, language, now))


def _sheet(bill: Bill, language: str, now: datetime) -> pdf.SlipSheet:
    office, ticket, code = bill.office, bill.ticket, policy.show_code(bill.code)
    return pdf.SlipSheet(
        language=language,
        title=_("Payment code %(code)s") % {"code": code},
        office_name=office.name,
        caption=_("Payment code"),
        number=code,
        about=formats.rupiah(bill.amount),
        people=((ticket.full_name, ticket.nik_last4),),
        facts=(
            (_("Queue number"), ticket.label),
            (_("Pay before"), formats.moment_words(bill.expires_at, office.timezone, language)),
        ),
        notes=tuple(map(str, how_to_pay())),
        keep=_("Bring the bank's receipt back to the counter."),
        at=now,
        tz=office.timezone,
    )
