"""Reads of the day at the door: who is expected, who has come, who stands before whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from giliran.accounts.models import Applicant
from giliran.accounts.states import IdentityCheck
from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.onsite.models import CardPrinter, CheckIn, GateConflict, GateDevice
from giliran.onsite.policy import Admitted, Gate, MovedTo, TicketFacts
from giliran.onsite.states import ConflictState
from giliran.opening.models import EntryPerson


@dataclass(frozen=True, slots=True)
class Totals:
    """People of a day: all who are expected, and those of them who have come."""

    expected: int
    arrived: int


def gate_of(office: Office, now: datetime) -> Gate:
    """The door of an office as it stands now, with the office's own figures."""
    figures = offices.figures_of(office)
    return Gate(
        office_id=office.id,
        now=now,
        today=local_day(office, now),
        grace=timedelta(minutes=figures["arrive_early_minutes"]),
        early=timedelta(minutes=figures["gate_early_minutes"]),
        late=timedelta(minutes=figures["gate_late_minutes"]),
    )


def local_day(office: Office, now: datetime) -> date:
    return now.astimezone(ZoneInfo(office.timezone)).date()


def tickets_to_admit(**which: object) -> list[Ticket]:
    """Tickets with all that the door looks at, by label; `which` are conditions on tickets."""
    found = Ticket.objects.filter(**which).select_related(
        "booking__slot__window", "booking__moved_to__slot", "office", "applicant"
    )
    hidden = ("applicant__nik_sealed", "applicant__kk_sealed", "booking__request_digest")
    tickets = list(found.defer(*hidden).order_by("letter", "number"))
    used = [ticket for ticket in tickets if ticket.state == TicketState.ATTENDED]
    live = CheckIn.objects.filter(undone_at=None).select_related("by")
    prefetch_related_objects(used, Prefetch("check_ins", queryset=live, to_attr="live_check_ins"))
    return tickets


def tickets_of(office: Office, day: date) -> QuerySet[Ticket]:
    """Everyone's of a day, whatever became of them."""
    return Ticket.objects.filter(office=office, date=day)


def with_doubles(tickets: Sequence[Ticket]) -> set[int]:
    """The ids of those whose name and birth date stand, under another NIK, on another place of the same week.

    Whoever enters several times with made-up numbers, so that one of them is drawn, is found by this.
    """
    births = {one.birth_date for one in tickets}
    people = Applicant.objects.filter(birth_date__in=births).values_list("birth_date", "full_name", "nik_hash")
    others: dict[tuple[date, str], set[bytes]] = {}
    for born, name, nik in people:
        others.setdefault((born, name.casefold()), set()).add(bytes(nik))
    doubles = {
        one.pk: others.get((one.birth_date, one.full_name.casefold()), set()) - {bytes(one.nik_hash)} for one in tickets
    }
    held = _weeks_held(set().union(*doubles.values()))
    return {one.pk for one in tickets if any((nik, _monday(one.date)) in held for nik in doubles[one.pk])}


def may_have_doubles(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Those among many tickets for whom `with_doubles` is worth asking: somebody else has their name and birth date."""
    same = Applicant.objects.filter(birth_date=OuterRef("birth_date"), full_name__iexact=OuterRef("full_name"))
    return tickets.filter(Exists(same.exclude(nik_hash=OuterRef("nik_hash"))))


def _weeks_held(niks: Collection[bytes]) -> set[tuple[bytes, date]]:
    """NIK hash and Monday of each week in which one of them has a ticket or an entry."""
    if not niks:
        return set()
    tickets = Ticket.objects.filter(nik_hash__in=niks).exclude(state__in=[TicketState.CANCELLED, TicketState.MOVED])
    entered = EntryPerson.objects.filter(nik_hash__in=niks, ended_at=None, entry__withdrawn_at=None)
    places = [
        *tickets.values_list("nik_hash", "date"),
        *entered.values_list("nik_hash", "entry__opening__first_date"),
    ]
    return {(bytes(nik), _monday(day)) for nik, day in places}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def facts_of(ticket: Ticket, doubles: Collection[int] = ()) -> TicketFacts:
    """A ticket from `tickets_to_admit`, as the rules know it; `doubles` from `with_doubles`."""
    slot, applicant = ticket.booking.slot, ticket.applicant
    return TicketFacts(
        office_id=ticket.office_id,
        office_name=ticket.office.name,
        date=ticket.date,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        state=ticket.state,
        state_at=ticket.state_at,
        name=ticket.full_name,
        identity_differs=applicant is not None and applicant.identity_check == IdentityCheck.MISMATCHED,
        admitted=_admitted(ticket),
        has_double=ticket.pk in doubles,
        moved_to=_moved_to(ticket),
    )


def _moved_to(ticket: Ticket) -> MovedTo | None:
    if ticket.state != TicketState.MOVED or not hasattr(ticket.booking, "moved_to"):
        return None
    new = ticket.booking.moved_to
    return MovedTo(new.code, new.slot.date, new.slot.starts_at)


def _admitted(ticket: Ticket) -> Admitted | None:
    live: Sequence[CheckIn] = getattr(ticket, "live_check_ins", ())
    return Admitted(live[0].at, str(live[0].by or "")) if live else None


def arrivals(office: Office, day: date, *, limit: int | None = None) -> list[CheckIn]:
    """Everyone who has come on a day, the newest first, with their tickets; at most `limit` of them."""
    return list(_of_day(office, day).select_related("ticket__booking", "by")[:limit])


def _of_day(office: Office, day: date) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(office=office, ticket__date=day, undone_at=None).order_by("-at", "-id")


def gate_totals(office: Office, day: date) -> Totals:
    tickets = Ticket.objects.filter(office=office, date=day)
    totals = tickets.aggregate(
        expected=Count("id", filter=~Q(state__in=[TicketState.CANCELLED, TicketState.MOVED])),
        arrived=Count("id", filter=Q(state=TicketState.ATTENDED)),
    )
    return Totals(**totals)


def admissions(office: Office, nonce: str) -> list[CheckIn]:
    """What one press at the door admitted, by label; those taken back too."""
    pressed = CheckIn.objects.filter(office=office, nonce=nonce)
    whole = pressed.select_related("ticket__booking__slot__office", "by")
    return list(whole.order_by("ticket__letter", "ticket__number"))


def check_in_by_id(office: Office, check_in_id: int) -> CheckIn | None:
    """An admission at this office that stands."""
    standing = CheckIn.objects.filter(office=office, id=check_in_id, undone_at=None)
    return standing.select_related("ticket__booking__slot__office").first()


def gate_devices(office: Office) -> list[GateDevice]:
    """Those that work first, then those that were revoked, by name."""
    whole = GateDevice.objects.filter(office=office).select_related("enrolled_by", "revoked_by")
    return sorted(whole, key=lambda one: (one.revoked_at is not None, one.name.casefold()))


def printer_of(office: Office, device: GateDevice | None) -> str:
    """The address of the printer of a device, or else of its office; empty if the browser prints."""
    found = CardPrinter.objects.filter(Q(device=None) | Q(device=device), office=office)
    own = found.order_by(F("device").asc(nulls_last=True)).values_list("address", flat=True).first()
    return own or ""


def printers_of(office: Office) -> dict[int | None, str]:
    """Device id to the address of its printer; that of the office under None."""
    return dict(CardPrinter.objects.filter(office=office).values_list("device_id", "address"))


def gate_conflicts(office: Office) -> QuerySet[GateConflict]:
    """Those to be decided first, then the newest."""
    whole = GateConflict.objects.filter(office=office).select_related(
        "press__device", "press__by", "ticket__booking__slot", "decided_by"
    )
    live = CheckIn.objects.filter(undone_at=None).select_related("by")
    whole = whole.prefetch_related(Prefetch("ticket__check_ins", queryset=live, to_attr="live_check_ins"))
    return whole.annotate(is_open=Q(state=ConflictState.OPEN)).order_by("-is_open", "-id")


def open_conflicts(office: Office) -> int:
    return GateConflict.objects.filter(office=office, state=ConflictState.OPEN).count()
