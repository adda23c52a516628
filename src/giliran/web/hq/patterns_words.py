"""Odd patterns in words. What is shown names accounts by masked addresses, people by four digits, officers by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from giliran.booking.states import Door, TicketState
from giliran.reports import selectors as reports
from giliran.reports.policy import LATE_HOURS, LEAST_COLLEAGUES, MINUTES, MISSED_SHARE, TIMES_THE_USUAL
from giliran.reports.selectors import LEAST, Account, Evidence, Officer, Pattern
from giliran.reports.states import Kind

if TYPE_CHECKING:
    from giliran.audit.models import Event
    from giliran.booking.models import Booking

_EVENTS: Mapping[str, Any] = {
    "account.opened": gettext_lazy("Account opened"),
    "account.assisted_opened": gettext_lazy("Account opened at a desk"),
    "account.second_factor_given": gettext_lazy("Second factor set up"),
    "booking.confirmed": gettext_lazy("Booked"),
    "booking.cancelled": gettext_lazy("Given back"),
    "booking.cancelled_by_office": gettext_lazy("Cancelled by the office"),
    "booking.moved": gettext_lazy("Moved to another time"),
    "booking.missed": gettext_lazy("Nobody came"),
    "booking.declined": gettext_lazy("Found place declined"),
}
_WHY: Mapping[Kind, Any] = {
    Kind.PHONE: gettext_lazy(
        "Accounts that booked or entered an opening and have a telephone number in common, from %(least)s on. "
        "A family of five with an account each does not stand here. Accounts that officers made for people "
        "without a device are told apart and not counted."
    ),
    Kind.ADDRESS: gettext_lazy(
        "The same street with house number, village and district, however it is spelt, from %(least)s "
        "accounts on. A hall of residence or a block of flats is an honest reason."
    ),
    Kind.DEVICE: gettext_lazy(
        "Accounts that were signed in to in one browser, from %(least)s on. A shared computer is an honest reason."
    ),
    Kind.PAYER: gettext_lazy(
        "Accounts whose fees were paid by one payer, as the bank names it, from %(least)s on. A family, an employer or "
        "a school that pays for its people is an honest reason."
    ),
    Kind.SWAPS: gettext_lazy(
        "Places that one account gave back and another took within %(minutes)s minutes of their becoming "
        "free, from %(least)s times on between the same. Accounts with one telephone or device count as one "
        "hand. When a place becomes free is left to chance, so this should hardly ever happen."
    ),
    Kind.NO_SHOWS: gettext_lazy(
        "Accounts with at least %(least)s bookings whose day is over, to %(share)s %% or more of which nobody came."
    ),
    Kind.LATE: gettext_lazy(
        "Accounts that gave back at least %(least)s bookings less than %(hours)s hours before the visit. "
        "Giving back is always allowed."
    ),
    Kind.FLAGS: gettext_lazy("Accounts that an officer flagged, such as for booking with somebody else's NIK."),
    Kind.STAFF: gettext_lazy(
        "Officers who made or changed at least %(least)s bookings on accounts of others, and %(times)s times "
        "as many as the colleague in the middle. It needs %(colleagues)s colleagues to compare with. A busy "
        "desk is an honest reason."
    ),
}


class Line(NamedTuple):
    """A pattern in the list."""

    pattern: Pattern
    caption: str
    size: str


class Group(NamedTuple):
    """The patterns of a kind. `more` are not on this page."""

    kind: Kind
    why: str
    lines: list[Line]
    settled: list[Line]
    more: int


class BookingLine(NamedTuple):
    """A booking in the evidence; `people` are the last four digits with what became of the seat."""

    booking: Booking
    account: str
    by: str
    people: list[tuple[str, str]]
    changed_at: datetime | None


class LogLine(NamedTuple):
    at: datetime
    text: str
    about: str
    who: str
    is_officer: bool


def group(kind: Kind, some: Sequence[Pattern], most: int | None) -> Group:
    """The patterns of a kind, those that are settled apart; at most so many of each."""
    lines = _lines(kind, some)
    live = [one for one in lines if not one.pattern.is_settled]
    settled = [one for one in lines if one.pattern.is_settled]
    more = len(live[most:]) + len(settled[most:]) if most else 0
    return Group(kind, str(_why(kind)), live[:most], settled[:most], more)


def told(evidence: Evidence) -> dict[str, Any]:
    """What the page of a pattern shows."""
    pattern = evidence.pattern
    [line] = _lines(pattern.kind, [pattern])
    shown = {one.id: one for one in evidence.accounts}
    return {
        "pattern": pattern,
        "caption": line.caption,
        "size": line.size,
        "why": _why(pattern.kind),
        "accounts": [(one, account_words(one)) for one in evidence.accounts],
        "more_accounts": len(pattern.finding.accounts) - len(evidence.accounts),
        "bookings": [booking_line(one, shown, evidence.officers) for one in evidence.bookings],
        "more": evidence.more,
        "log": [_log_line(one, evidence.officers) for one in evidence.log],
    }


def booking_line(booking: Booking, accounts: Mapping[int, Account], officers: Mapping[int, Officer]) -> BookingLine:
    """A booking with its door and whose press it was."""
    tickets = list(booking.tickets.all())
    changed = [one.state_at for one in tickets if one.state != TicketState.CONFIRMED]
    account = accounts.get(booking.account_id)
    return BookingLine(
        booking,
        account_words(account) if account else f"#{booking.account_id}",
        _made_by(booking, officers),
        [(one.nik_last4, str(TicketState(one.state).label)) for one in tickets],
        max(changed, default=None),
    )


def account_words(account: Account) -> str:
    """`#812 s***@contoh.id`."""
    return f"#{account.id} {account.email or _('made by an officer')}"


def _made_by(booking: Booking, officers: Mapping[int, Officer]) -> str:
    door = str(Door(booking.door).label)
    officer = officers.get(booking.made_by or 0)
    if officer and booking.made_by != booking.account_id:
        return f"{door}, {officer.name}"
    return door


def _why(kind: Kind) -> str:
    figures = {
        "least": LEAST.get(kind, 0),
        "minutes": MINUTES,
        "share": MISSED_SHARE,
        "hours": LATE_HOURS,
        "times": TIMES_THE_USUAL,
        "colleagues": LEAST_COLLEAGUES,
    }
    return str(_WHY[kind]) % figures


def _lines(kind: Kind, some: Sequence[Pattern]) -> list[Line]:
    firsts = [account for one in some for account in one.finding.accounts[:2]]
    accounts = {one.id: one for one in reports.accounts_of(firsts)}
    officers = reports.officers_of(int(one.finding.mark) for one in some) if kind == Kind.STAFF else {}
    return [Line(one, _caption(one, accounts, officers), _size(one)) for one in some]


def _caption(pattern: Pattern, accounts: Mapping[int, Account], officers: Mapping[int, Officer]) -> str:
    finding = pattern.finding
    match pattern.kind:
        case Kind.PHONE:
            return _("Number ending in %(digits)s") % {"digits": finding.mark[-4:]}
        case Kind.ADDRESS:
            return reports.address_of(finding.accounts[0], finding.mark)
        case Kind.DEVICE:
            return _("Device %(name)s") % {"name": pattern.name[:6]}
        case Kind.PAYER:
            return _("Payer %(name)s") % {"name": pattern.name[:6]}
        case Kind.STAFF:
            officer = officers.get(int(finding.mark))
            return ", ".join((officer.name, *officer.offices)) if officer else f"#{finding.mark}"
        case _:
            names = [account_words(accounts[one]) for one in finding.accounts[:2] if one in accounts]
            beyond = len(finding.accounts) - len(names)
            return ", ".join([*names, *([_("%(count)s more") % {"count": beyond}] if beyond else [])])


def _size(pattern: Pattern) -> str:
    finding, count = pattern.finding, pattern.finding.size
    match pattern.kind:
        case Kind.SWAPS:
            words = ngettext("%(count)s swap", "%(count)s swaps", count)
        case Kind.NO_SHOWS:
            words = ngettext("%(count)s of %(all)s visit missed", "%(count)s of %(all)s visits missed", finding.out_of)
        case Kind.LATE:
            words = ngettext("%(count)s given back late", "%(count)s given back late", count)
        case Kind.FLAGS:
            words = ngettext("%(count)s flag", "%(count)s flags", count)
        case Kind.STAFF:
            words = ngettext("%(count)s booking made or changed", "%(count)s bookings made or changed", count)
        case _:
            words = ngettext("%(count)s account", "%(count)s accounts", count)
    return words % {"count": count, "all": finding.out_of}


def _log_line(line: Event, officers: Mapping[int, Officer]) -> LogLine:
    """Officers by name; the holder of an account only as such."""
    officer = officers.get(line.actor_id or 0)
    who = officer.name if officer else _("the holder of the account") if line.actor_id else _("by itself")
    text = str(_EVENTS.get(line.event, line.event))
    reason = line.data.get("reason") if isinstance(line.data, dict) else None
    return LogLine(line.at, f"{text}: {reason}" if reason else text, line.about, who, officer is not None)
