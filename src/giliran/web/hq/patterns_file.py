"""A pattern as a file for a spreadsheet: a line for each seat, and one for each account without any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from giliran.booking.states import TicketState
from giliran.core import formats
from giliran.reports.selectors import Account, Evidence
from giliran.web.hq.patterns_words import booking_line


def rows(evidence: Evidence) -> Iterator[list[Any]]:
    """The table whole."""
    yield _head()
    yield from _rows(evidence)


def _head() -> list[str]:
    return [
        _("Account"), _("E-mail address"), _("Telephone number"), _("Account opened"), _("Made by an officer"),
        _("Booking"), _("Office"), _("Visit"), _("Booked"), _("Door"), _("NIK ends in"), _("State"), _("Since"),
    ]  # fmt: skip


def _rows(evidence: Evidence) -> Iterator[list[Any]]:
    accounts = {one.id: one for one in evidence.accounts}
    for booking in evidence.bookings:
        line = booking_line(booking, accounts, evidence.officers)
        office, starts_at = booking.slot.office, booking.slot.starts_at
        told = [
            booking.code,
            office.name,
            formats.stamp(starts_at, office.timezone),
            _stamp(booking.created_at),
            line.by,
        ]
        account = accounts.get(booking.account_id)
        for ticket in booking.tickets.all():
            state = TicketState(ticket.state).label
            yield [*_account(account, booking.account_id), *told, ticket.nik_last4, state, _stamp(ticket.state_at)]
    have_some = {booking.account_id for booking in evidence.bookings}
    yield from ([*_account(one, one.id), *[""] * 8] for one in evidence.accounts if one.id not in have_some)


def _account(account: Account | None, id_: int) -> list[Any]:
    if account is None:
        return [id_, "", "", "", ""]
    assisted = _("Yes") if account.is_assisted else _("No")
    return [id_, account.email, account.phone, _stamp(account.opened_at), assisted]


def _stamp(moment: Any) -> str:
    return formats.stamp(moment, "Asia/Jakarta")
