"""Reads of bills: of a ticket, of a booking, of an office's day.

`is_paid(ticket_ids) -> frozenset[int]` and `bill_of(ticket) -> Bill | None` are what later stages ask; they stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum

from giliran.booking.models import Booking, Ticket
from giliran.catalogue import selectors as catalogue
from giliran.core import db
from giliran.core.types import Actor
from giliran.offices import permissions as offices
from giliran.offices.models import Office
from giliran.payments import permissions, policy
from giliran.payments.models import Bill, BillLine, GatewayCall
from giliran.payments.states import REFUSED, UNSETTLED, Method, State

_WEIGHT = {State.PAID: 0, State.PAID_LATE: 1, State.OPEN: 2}
"""Which bill speaks for a ticket: the paid one, then money that waits, then what is asked for, then the newest."""

MOST_FOUND = 300

_CHAIN = """WITH RECURSIVE chain (ticket, given) AS (
SELECT id, id FROM booking_ticket WHERE id {values}
UNION SELECT earlier.id, chain.given FROM chain
JOIN booking_ticket later ON later.id = chain.ticket
JOIN booking_booking visit ON visit.id = later.booking_id
JOIN booking_ticket earlier ON earlier.booking_id = visit.moved_from_id AND earlier.nik_hash = later.nik_hash) """
"""Each ticket, and the same person's tickets of the visits from which it was moved."""

_EARLIER = "SELECT ticket, given FROM chain WHERE ticket <> given"
_BILLS = "SELECT payments_bill.*, given FROM payments_bill JOIN chain ON ticket = payments_bill.ticket_id"


def bill_of(ticket: Ticket) -> Bill | None:
    """The bill that speaks for a ticket, its lines with it; also the one of the visit from which this was moved."""
    return _speaking(_whole().filter(ticket__in=[ticket.pk, *tickets_behind([ticket.pk])]))


def bill_without_lines(ticket: Ticket) -> Bill | None:
    """The bill that speaks for a ticket, of those on this very ticket: one question, for a page that asks often."""
    return _speaking(Bill.objects.filter(ticket=ticket.pk))


def is_paid(ticket_ids: Collection[int]) -> frozenset[int]:
    """Those of these tickets (ids) whose fee is paid; at most a few questions, however many tickets."""
    behind = tickets_behind(ticket_ids)
    asked = {*ticket_ids, *behind}
    paid = Bill.objects.filter(ticket__in=asked, state=State.PAID).values_list("ticket_id", flat=True)
    return frozenset(behind.get(one, one) for one in paid)


def tickets_behind(ticket_ids: Collection[int]) -> dict[int, int]:
    """Earlier ticket to the given one into which it was moved, step by step: what was paid for it counts. One question,
    however often a visit was moved."""
    return dict(db.select_in(_CHAIN + _EARLIER, ticket_ids, "bigint"))


def bills_of_booking(booking: Booking, actor: Actor) -> dict[int, Bill]:
    """Ticket id to the bill that speaks for it, without its lines; for its holder, and for those who take payments
    where it is. One question."""
    if booking.account_id != actor.user_id and not permissions.may_take(actor, booking.slot.office_id):
        return {}
    tickets = [one.pk for one in booking.tickets.all()]
    bills: dict[int, list[Bill]] = {}
    for bill in _along_the_chain(tickets) if booking.moved_from_id else _on_themselves(tickets):
        bills.setdefault(bill.given, []).append(bill)
    return {ticket: speaking for ticket, found in bills.items() if (speaking := _speaking(found))}


def _on_themselves(tickets: Collection[int]) -> Iterable[Any]:
    return Bill.objects.filter(ticket__in=tickets).annotate(given=F("ticket_id"))


def _along_the_chain(tickets: Collection[int]) -> Iterable[Any]:
    marks = ", ".join(["%s"] * len(tickets))
    wanted = _CHAIN.replace("{values}", f"IN ({marks})") + _BILLS
    return Bill.objects.raw(wanted, list(tickets))


def bill_for_holder(code: str, actor: Actor) -> Bill | None:
    """A bill on the actor's own account; None for every other."""
    return _whole().filter(code=code, ticket__account_id=actor.user_id).first() if actor.user_id else None


def bill_at_desk(code: str, office: Office, actor: Actor) -> Bill | None:
    """A bill of this office, for those who take payments there."""
    found = _whole().filter(code=code, office=office).first()
    return found if found and permissions.may_take(actor, office.id) else None


def ticket_to_bill(public_id: str, office: Office, actor: Actor) -> Ticket | None:
    """A ticket of this office, for those who may ask its person to pay."""
    found = Ticket.objects.filter(public_id=public_id, office=office).select_related("office", "booking").first()
    return found if found and permissions.may_take(actor, office.id) else None


def bills_of_day(office: Office, day: date, actor: Actor, *, state: str = "") -> QuerySet[Bill]:
    """Bills issued or paid on an office's local day, the newest first; for those who take payments there."""
    since, until = _bounds(office, day)
    found = Q(created_at__gte=since, created_at__lt=until) | Q(paid_at__gte=since, paid_at__lt=until)
    bills = _at(office, actor).filter(found)
    return bills.filter(state=state) if state else bills


def late_bills(office: Office, actor: Actor) -> QuerySet[Bill]:
    """Money that waits for a decision, the oldest first, whatever the day."""
    return _at(office, actor).filter(state=State.PAID_LATE).order_by("paid_at", "id")


def refunds_due(office: Office, actor: Actor) -> QuerySet[Bill]:
    """Money that is to be given back, whatever the day, what waits for longest first."""
    return _at(office, actor).filter(state=State.REFUND).order_by("state_at", "id")


def unsettled_everywhere(actor: Actor) -> dict[int, int]:
    """Office id to the payments there that came late and are not settled, for headquarters; one query."""
    if not offices.may_at_headquarters(actor, "watch_floor"):
        return {}
    return dict(Bill.objects.filter(state__in=UNSETTLED).values_list("office_id").annotate(Count("id")))


def search_bills(office: Office, text: str, actor: Actor) -> QuerySet[Bill]:
    """Bills of an office by payment code, receipt number, label of the ticket, or name; the newest first."""
    words = " ".join(filter(str.isprintable, text.strip()[:100].split()))
    says = Q(code=policy.parse_code(words) or "-") | Q(ntpn=policy.parse_ntpn(words) or "-")
    says |= Q(ticket__full_name__icontains=words)
    parts = policy.clean(words)
    letter, number = parts[:1], parts[1:]
    if letter.isalpha() and number.isascii() and number.isdecimal() and len(number) <= 4:
        says |= Q(ticket__letter=letter, ticket__number=int(number))
    return _at(office, actor).filter(says) if words else _at(office, actor).none()


class MethodTotal(NamedTuple):
    """What came in by one method: how many bills, and rupiah."""

    method: Method
    bills: int
    amount: int


@dataclass(frozen=True, slots=True)
class DayTotals:
    """An office's day. `late` is money that came on this day and waits for a decision; `to_decide` and `to_refund` are
    the payments of all days that wait for that."""

    paid: list[MethodTotal]
    late: MethodTotal | None
    to_decide: int = 0
    to_refund: int = 0

    @property
    def bills(self) -> int:
        return sum(one.bills for one in self.paid)

    @property
    def amount(self) -> int:
        return sum(one.amount for one in self.paid)


def totals_of_day(office: Office, day: date, actor: Actor) -> DayTotals:
    """What was paid on a local day, by method; nothing for those who take no payments there."""
    since, until = _bounds(office, day)
    today = Q(paid_at__gte=since, paid_at__lt=until)
    came = _at(office, actor).filter(today | Q(state__in=UNSETTLED)).order_by()
    sums = list(
        came.values_list("state", "method").annotate(
            Count("id"), bills=Count("id", filter=today), sum=Sum("amount", filter=today)
        )
    )
    rows = [(state, MethodTotal(Method(method), bills, sum_)) for state, method, _all, bills, sum_ in sums if bills]
    waiting = Counter[str]()
    for state, _method, all_, _bills, _sum in sums:
        waiting[state] += all_
    late = [one for state, one in rows if state == State.PAID_LATE]
    paid = sorted((one for state, one in rows if state == State.PAID), key=lambda one: list(Method).index(one.method))
    whole = MethodTotal(late[0].method, sum(x.bills for x in late), sum(x.amount for x in late)) if late else None
    return DayTotals(paid, whole, waiting[State.PAID_LATE], waiting[State.REFUND])


def calls_to_look_at(office: Office, actor: Actor) -> list[GatewayCall]:
    """Refused calls about bills of an office that nobody has looked at yet, the oldest first."""
    if not permissions.may_take(actor, office.id):
        return []
    found = GatewayCall.objects.filter(bill__office=office, outcome__in=REFUSED, looked_at=None)
    return list(found.select_related("bill__ticket").order_by("received_at", "id")[:MOST_FOUND])


def calls_of(bill: Bill) -> list[GatewayCall]:
    """What the gateway told about a bill, the newest first."""
    return list(GatewayCall.objects.filter(bill=bill).order_by("-received_at", "-id"))


def other_bills_of(bill: Bill) -> list[Bill]:
    """The other bills of the same ticket, the newest first."""
    return list(_whole().filter(ticket=bill.ticket_id).exclude(pk=bill.pk).order_by("-created_at", "-id"))


class LineText(NamedTuple):
    """A line of a bill in one language; `amount` in rupiah."""

    name: str
    amount: int


def lines_of(bill: Bill, language: str) -> list[LineText]:
    """What a bill consists of, in words; the fee's code where the catalogue no longer knows it."""
    day = bill.created_at.astimezone(ZoneInfo(bill.office.timezone)).date()
    names = {fee.code: fee.name for fee in catalogue.fees_on(day, language)}
    return [LineText(names.get(one.fee, one.fee), one.amount) for one in bill.lines.all()]


def _at(office: Office, actor: Actor) -> QuerySet[Bill]:
    if not permissions.may_take(actor, office.id):
        return Bill.objects.none()
    return Bill.objects.filter(office=office).select_related("ticket__booking").order_by("-created_at", "-id")


def _whole() -> QuerySet[Bill]:
    lines = Prefetch("lines", BillLine.objects.order_by("position"))
    whole = Bill.objects.select_related("ticket__booking", "office", "decided_by", "refunded_by")
    return whole.prefetch_related(lines)


def _speaking(bills: Iterable[Bill]) -> Bill | None:
    ordered = sorted(bills, key=lambda one: (_WEIGHT.get(State(one.state), 3), -one.pk))
    return ordered[0] if ordered else None


def _bounds(office: Office, day: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(office.timezone)
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)
