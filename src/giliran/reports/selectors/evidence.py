"""What a pattern is made of: accounts, bookings, and lines of the log; numbers and addresses masked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from giliran.accounts.models import Applicant, User
from giliran.audit import selectors as audit
from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.booking.states import TicketState
from giliran.core import masks
from giliran.offices.models import Assignment
from giliran.reports.selectors.patterns import LOOKED_BACK, Pattern
from giliran.reports.states import Kind

SHOWN = 200
"""Accounts, bookings and lines on a page; a download holds more."""


class Account(NamedTuple):
    """An account as headquarters sees it; `phone` is its own, or else one of its people's.

    Counts are of people's seats booked since the time looked at began.
    """

    id: int
    email: str
    phone: str
    opened_at: datetime
    is_assisted: bool
    people: int = 0
    seats: int = 0
    came: int = 0
    missed: int = 0
    given_back: int = 0


class Officer(NamedTuple):
    """Somebody who works or worked somewhere, by name; `offices` are empty at headquarters."""

    id: int
    name: str
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A pattern and what is behind it. `more`: how many bookings are not in `bookings`, the newest of which are."""

    pattern: Pattern
    accounts: list[Account]
    bookings: list[Booking]
    more: int
    log: list[Event]
    officers: dict[int, Officer]


def evidence_of(pattern: Pattern, now: datetime, *, most: int = SHOWN) -> Evidence:
    """What a pattern is made of, for those who were shown the pattern."""
    since = now - LOOKED_BACK
    bookings = _bookings(pattern, since)
    shown = list(bookings[:most])
    log = _log(pattern, shown, since, most)
    officers = {one.actor_id for one in log if one.actor_id} | {one.made_by for one in shown if one.made_by}
    if pattern.kind == Kind.STAFF:
        officers.add(int(pattern.finding.mark))
    return Evidence(
        pattern=pattern,
        accounts=_counted(accounts_of(pattern.finding.accounts[:most]), since),
        bookings=shown,
        more=max(0, bookings.count() - len(shown)),
        log=log,
        officers=officers_of(officers),
    )


def accounts_of(ids: Iterable[int]) -> list[Account]:
    """Accounts by id, masked, without counts."""
    ids = list(ids)
    rows = User.objects.filter(id__in=ids).order_by("id").values_list("id", "email", "phone", "created_at")
    of_people = dict(Applicant.objects.filter(account_id__in=ids).exclude(phone="").values_list("account_id", "phone"))
    return [
        Account(
            id_, masks.mask_contacts(email or ""), mask_phone(phone or of_people.get(id_, "")), opened_at, email is None
        )
        for id_, email, phone, opened_at in rows
    ]


def officers_of(ids: Iterable[int]) -> dict[int, Officer]:
    """Those of these accounts who work or worked somewhere."""
    found: dict[int, Officer] = {}
    for one in Assignment.objects.filter(user_id__in=list(ids)).select_related("user", "office").order_by("id"):
        place = (one.office.name,) if one.office else ()
        before = found.get(one.user_id)
        found[one.user_id] = Officer(one.user_id, str(one.user), (*(before.offices if before else ()), *place))
    return found


def address_of(account: int, mark: str) -> str:
    """An address behind a pattern as its holder wrote it; the mark is how it was compared."""
    district = mark.rsplit("|", 1)[-1]
    one = Applicant.objects.filter(account_id=account, district_code=district).order_by("id").first()
    return f"{one.street}, {one.village}" if one else ""


def mask_phone(number: str) -> str:
    """`+6281234567890` -> `**********7890`, for any country."""
    return "*" * (len(number) - 4) + number[-4:] if number else ""


def _counted(accounts: Sequence[Account], since: datetime) -> list[Account]:
    ids = [one.id for one in accounts]
    present = Applicant.objects.filter(account_id__in=ids, archived_at=None)
    people = dict(present.values_list("account_id").annotate(n=Count("id")))
    seats = {row[0]: row[1:] for row in _seats(ids, since)}
    return [Account(*one[:5], people.get(one.id, 0), *seats.get(one.id, ())) for one in accounts]


def _seats(ids: Sequence[int], since: datetime) -> Iterable[tuple[int, ...]]:
    tickets = Ticket.objects.filter(account_id__in=ids, booking__created_at__gte=since)
    return tickets.values_list("account_id").annotate(
        seats=Count("id"),
        came=Count("id", filter=Q(state=TicketState.ATTENDED)),
        missed=Count("id", filter=Q(state=TicketState.MISSED)),
        given_back=Count("id", filter=Q(state__in=[TicketState.CANCELLED, TicketState.MOVED])),
    )


def _bookings(pattern: Pattern, since: datetime) -> QuerySet[Booking]:
    finding = pattern.finding
    of = Q(id__in=finding.bookings) if finding.bookings else Q(account_id__in=finding.accounts, created_at__gte=since)
    found = Booking.objects.filter(of).select_related("slot__office", "slot__window")
    return found.prefetch_related("tickets").order_by("-created_at", "-id")


def _log(pattern: Pattern, bookings: Sequence[Booking], since: datetime, most: int) -> list[Event]:
    about = [f"booking:{one.code}" for one in bookings]
    about += [f"account:{account}" for account in pattern.finding.accounts[:most]]
    return audit.lines_about(about, since=since, most=most)
