"""What payers are told about a bill, in the language of their account: code, amount, until when, and what to do."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from giliran.booking.models import Booking
from giliran.booking.services import documents
from giliran.booking.services.letters import name_of, send
from giliran.core import formats
from giliran.notifications import services as notifications
from giliran.notifications.events import Notice
from giliran.notifications.states import Kind
from giliran.payments import policy, selectors
from giliran.payments.models import Bill
from giliran.payments.sentences import how_to_pay


def tell_asked(bill: Bill, *, now: datetime) -> None:
    """What is to be paid, by which code, until when, and how. Not sent once that is over."""
    with translation.override(_language(bill)):
        notice = _notice(
            bill,
            _("To be paid until %(moment)s: %(amount)s") % _words(bill),
            [_("For the passport of %(name)s.") % _words(bill), *(str(words) for words in how_to_pay())],
        )
    _send(bill, notice, "asked", now, expires_at=bill.expires_at)


def tell_running_out(bill: Bill, *, now: datetime) -> None:
    """That a day is left. Not sent once that is over."""
    with translation.override(_language(bill)):
        notice = _notice(
            bill,
            _("Please pay until %(moment)s: your payment code runs out") % _words(bill),
            [
                _("The fee of %(amount)s for the passport of %(name)s has not been paid yet.") % _words(bill),
                *(str(words) for words in how_to_pay()),
                _("Have you paid already? Then you need to do nothing: banks may take a while to tell us."),
            ],
        )
    _send(bill, notice, "running_out", now, expires_at=bill.expires_at)


def tell_ran_out(bill: Bill, *, now: datetime) -> None:
    """That the code is no longer good, and how to get another one, or to show that one has paid."""
    with translation.override(_language(bill)):
        notice = _notice(
            bill,
            _("Your payment code has run out: ask for a new one"),
            [
                _("The fee of %(amount)s for the passport of %(name)s was not paid until %(moment)s. Do not pay with "
                  "this code any more.") % _words(bill),
                _("Ask for a new code at %(office)s: at the counter, or at the desk when you come for your visit.")
                % {"office": bill.office.name},
                _("Have you paid in time? Then keep the receipt and show it at the office. No payment is lost."),
            ],
        )  # fmt: skip
    _send(bill, notice, "ran_out", now)


def tell_paid(bill: Bill, *, now: datetime) -> None:
    """That the money is there, and where the receipt waits."""
    with translation.override(_language(bill)):
        notice = _notice(
            bill,
            _("Paid: %(amount)s for the passport of %(name)s") % _words(bill),
            [_("Thank you. The receipt waits for you on the page of the booking.")],
            _receipt(bill),
            _("See the receipt"),
        )
    _send(bill, notice, f"paid:{bill.state_at.isoformat()}", now)


def tell_void(bill: Bill, *, now: datetime) -> None:
    """That nothing is to be paid by this code any more."""
    with translation.override(_language(bill)):
        notice = _notice(
            bill,
            _("Do not pay with this code any more: %(code)s") % {"code": policy.show_code(bill.code)},
            [
                _("The bill of %(amount)s for the passport of %(name)s is void.") % _words(bill),
                _("If another bill takes its place, it stands on the page of the booking."),
                _("Have you paid already? Then keep the receipt and show it at the office. No payment is lost."),
            ],
            [],
        )
    _send(bill, notice, "void", now)


def tell_late(bill: Bill, *, now: datetime) -> None:
    """That money has come which the bill no longer asked for, and what happens with it."""
    with translation.override(_language(bill)):
        notice = _notice(
            bill,
            _("Your payment of %(amount)s came after the end") % _words(bill),
            [
                _("The money is there. %(office)s decides whether it counts or is given back, and tells you.")
                % {"office": bill.office.name},
                _("Please do not pay a second time."),
            ],
            _receipt(bill),
        )
    _send(bill, notice, f"late:{bill.state_at.isoformat()}", now)


def tell_refund(bill: Bill, *, now: datetime) -> None:
    """That money is given back, why, and what its payer does for it."""
    with translation.override(_language(bill)):
        notice = _notice(
            bill,
            _("Your payment of %(amount)s is given back") % _words(bill),
            [
                _("The office gives this reason: %(reason)s") % {"reason": bill.reason},
                _("Bring the bank's receipt and the number of a bank account in your name to %(office)s. The office "
                  "asks the treasury, and you are told when the money is on its way.") % {"office": bill.office.name},
            ],
            _receipt(bill),
        )  # fmt: skip
    _send(bill, notice, f"refund:{bill.state_at.isoformat()}", now)


def tell_refunded(bill: Bill, *, now: datetime) -> None:
    """That it was given back, and under which number."""
    with translation.override(_language(bill)):
        notice = _notice(
            bill,
            _("Given back: your payment of %(amount)s") % _words(bill),
            [_("The treasury has given the money back. Ask your bank with the number of the refund.")],
            [*_receipt(bill), (_("Number of the refund"), bill.refund_reference)],
        )
    _send(bill, notice, "refunded", now)


def _receipt(bill: Bill) -> list[tuple[str, str]]:
    return [(_("Receipt number (NTPN)"), bill.ntpn)] if bill.ntpn else []


def hush(bill: Bill, *, now: datetime) -> None:
    """The bill is no longer what waiting messages say: they are not sent any more."""
    tickets = [bill.ticket_id, *selectors.tickets_behind([bill.ticket_id])]
    for booking in Booking.objects.filter(tickets__in=tickets).distinct():
        notifications.expire(name_of(booking), [Kind.PAYMENT], now=now, keys_from=_key(bill, ""))


def _notice(
    bill: Bill, subject: str, paragraphs: list[str], facts: list[tuple[str, str]] | None = None, link: str = ""
) -> Notice:
    words = _words(bill)
    return Notice(
        subject=subject,
        paragraphs=paragraphs,
        facts=[
            (_("Payment code"), policy.show_code(bill.code)),
            (_("Amount"), words["amount"]),
            *([(_("Pay until"), words["moment"])] if facts is None else facts),
            (_("Passport of"), f"{bill.ticket.full_name} ({bill.ticket.label})"),
        ],
        url=documents.page_url(bill.ticket.booking),
        link_words=link or _("See the payment on the page of the booking"),
    )


def _words(bill: Bill) -> dict[str, str]:
    return {
        "amount": formats.rupiah(bill.amount),
        "name": bill.ticket.full_name,
        "moment": formats.moment_words(bill.expires_at, bill.office.timezone, _language(bill)),
    }


def _send(bill: Bill, notice: Notice, what: str, now: datetime, expires_at: datetime | None = None) -> None:
    send(bill.ticket.booking, Kind.PAYMENT, notice, key=_key(bill, what), now=now, expires_at=expires_at)


def _key(bill: Bill, what: str) -> str:
    return f"bill:{bill.code}:{what}"


def _language(bill: Bill) -> str:
    return bill.ticket.booking.account.language
