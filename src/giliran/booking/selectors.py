"""Reads of promised visits, for somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from giliran.accounts.models import Applicant
from giliran.booking import permissions, policy
from giliran.booking.models import Booking, ClearedBooking, Clearing, GuestList, GuestRow, Ticket
from giliran.booking.policy import SlotNow, TicketNow, Visit
from giliran.booking.states import GuestState, TicketState
from giliran.catalogue import selectors as catalogue
from giliran.core import db, ids
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.slots import selectors as slots
from giliran.slots.models import Slot
from giliran.slots.policy import SlotFacts
from giliran.slots.states import SlotState

WINDOWS_OF_A_DAY = 12
"""So many more are read where those of a day are left out."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A slot that would still hold the party, and where it is."""

    office: Office
    slot: SlotFacts
    kilometres: float | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A live ticket that stands in the way of a booking. Only its own account learns which."""

    nik_last4: str
    ticket: Ticket | None


def bookings_of(actor: Actor) -> QuerySet[Booking]:
    """The actor's own bookings, the nearest visit first."""
    return _whole().filter(account_id=actor.user_id).order_by("-slot__starts_at")


def booking_by_code(code: str, actor: Actor) -> Booking | None:
    """A booking that the actor may see, by its code as typed; None for every other."""
    parsed = ids.parse_booking_code(code)
    booking = _whole().filter(code=parsed).first() if parsed else None
    return booking if booking and permissions.may_see(actor, booking) else None


def agenda(office: Office, day: date, actor: Actor) -> list[Ticket]:
    """Everyone who is expected at an office on a day, by label; for those who work there."""
    if not permissions.may_see_agenda(actor, office.id):
        return []
    tickets = Ticket.objects.filter(office=office, date=day).exclude(
        state__in=[TicketState.CANCELLED, TicketState.MOVED]
    )
    return list(tickets.select_related("booking__slot__window").order_by("letter", "number"))


def search_agenda(office: Office, day: date, text: str, actor: Actor) -> list[Ticket]:
    """Tickets of an office's day by name, label, last four digits or booking code."""
    words = "".join(filter(str.isprintable, text)).strip()
    code = ids.parse_booking_code(words) or ""
    letter, _, number = words.upper().partition("-")
    found = Q(full_name__icontains=words) | Q(nik_last4=words) | Q(booking__code=code)
    if number.isascii() and number.isdigit() and len(number) <= 5:
        found |= Q(letter=letter, number=int(number))
    wanted = set(Ticket.objects.filter(found, office=office, date=day).values_list("id", flat=True)[:50])
    return [ticket for ticket in agenda(office, day, actor) if ticket.id in wanted]


def booking_under_key(account_id: int, key: str) -> Booking | None:
    """What an account got for a key, for the product itself."""
    return Booking.objects.filter(account_id=account_id, key=key).first()


def booking_of_key(key: str, actor: Actor) -> Booking | None:
    """What the actor's account got for a key; None while nothing has been booked under it."""
    return Booking.objects.filter(account_id=actor.user_id, key=key).first()


def alternatives(slot_id: int, people: int, *, now: datetime) -> list[Alternative]:
    """The nearest slots that still hold the party: at the same office from that day on, then at offices nearby."""
    known = slots.facts_of(slot_id)
    if known is None:
        return []
    office = known[0].office
    return alternatives_near(office, min(known[0].date, now.date()), people, now=now)


def alternatives_near(office: Office, since: date, people: int, *, now: datetime, limit: int = 4) -> list[Alternative]:
    """The next slots of an office from a day on that hold the party, then the first ones of offices nearby."""
    same = [Alternative(office, one) for one in slots.next_free(office, now=now, people=people, since=since)]
    return (same + _nearby(office, people, now=now))[:limit]


def _nearby(office: Office, people: int, *, now: datetime, most: int = 2) -> list[Alternative]:
    if office.latitude is None or office.longitude is None:
        return []
    near = [one for one in offices.find_offices(near=(office.latitude, office.longitude)) if one.office != office][:8]
    free = slots.free_at([one.office.id for one in near], now=now, people=people)
    return [
        Alternative(one.office, first, one.kilometres)
        for one in [one for one in near if one.office.id in free][:most]
        for first in slots.next_free(one.office, now=now, people=people, since=now.date(), limit=1)
    ]


def held_by(niks: Sequence[bytes], *, account_id: int | None) -> list[Held]:
    """The live tickets of these people; in detail only where `account_id` holds them."""
    live = Ticket.objects.filter(nik_hash__in=niks, state=TicketState.CONFIRMED).select_related(
        "booking__slot__window", "office"
    )
    return [Held(one.nik_last4, one if one.account_id == account_id else None) for one in live]


def whole_bookings(booking_ids: Sequence[int]) -> QuerySet[Booking]:
    """These bookings with all that belongs to them, for the product itself."""
    return _whole().filter(id__in=booking_ids)


def _whole() -> QuerySet[Booking]:
    tickets = Prefetch("tickets", Ticket.objects.order_by("number"))
    return Booking.objects.select_related(
        "slot__office__regency__province", "slot__window", "account", "moved_from__slot", "moved_to__slot"
    ).prefetch_related(tickets)


def moved_to(booking: Booking) -> Booking | None:
    """The booking for which this one was exchanged."""
    return getattr(booking, "moved_to", None)


def other_times(
    booking: Booking, people: int, *, since: date, now: datetime, same_day: bool, limit: int = 4
) -> list[Alternative]:
    """The next slots of a booking's own office that would hold its party: from a day on, or else from today.

    `same_day`: whether those of its own day are among them.
    """
    for first in (since, now.date()):
        found = times_to_move_to(booking, people, since=first, now=now, same_day=same_day, limit=limit)
        if found:
            return [Alternative(booking.slot.office, one) for one in found]
    return []


def times_to_move_to(
    booking: Booking, people: int, *, since: date, now: datetime, same_day: bool, limit: int
) -> list[SlotFacts]:
    """The next slots of a booking's own office, from a day on, to which it could be moved."""
    own = booking.slot
    found = slots.next_free(own.office, now=now, people=people, since=since, limit=limit + WINDOWS_OF_A_DAY)
    return [one for one in found if one.id != own.pk and (same_day or one.date != own.date)][:limit]


@dataclass(frozen=True, slots=True)
class Changes:
    """What may become of a booking now: for each change why not, as a code, and empty where it may.

    `move_until` is the last day on which it may be moved; `special` is a move beyond the rules, at the desk.
    """

    cancel: str
    move: str
    special: str
    move_until: date


def changes_open(booking: Booking, figures: Mapping[str, int], *, now: datetime) -> Changes:
    """What its holder may still change, by the figures of its office. Whoever presses a moment later may be told
    otherwise."""
    visit = visit_of(booking, booking.tickets.all(), booking.slot, moves=booking.moves, now=now)
    most_moves, most_changes = figures["moves_per_booking"], figures["changes_a_month"]
    return Changes(
        cancel=policy.refuse_cancel(visit, [one.id for one in visit.live or visit.tickets], now),
        move=policy.refuse_move(visit, most_moves=most_moves, most_changes=most_changes),
        special=policy.refuse_special_move(visit),
        move_until=visit.visit_date - timedelta(days=1),
    )


def visit_of(booking: Booking, tickets: Iterable[Ticket], slot: Slot | SlotNow, *, moves: int, now: datetime) -> Visit:
    """A party and its time as the rules about changes know them."""
    zone, tickets = ZoneInfo(booking.slot.office.timezone), list(tickets)
    changes = changes_of([bytes(one.nik_hash) for one in tickets], since=_month_of(now, zone))
    return Visit(
        tickets=[TicketNow(one.pk, one.state, changes.get(bytes(one.nik_hash), 0)) for one in tickets],
        starts_at=slot.starts_at,
        visit_date=slot.date,
        today=now.astimezone(zone).date(),
        moves=moves,
    )


def changes_of(niks: Sequence[bytes], *, since: datetime) -> dict[bytes, int]:
    """How often each person has moved or given back a visit since a moment; what an office took back does not count,
    nor what was never theirs."""
    changed = Q(state__in=[TicketState.MOVED, TicketState.CANCELLED], is_office_fault=False, lifted_at=None)
    found = Ticket.objects.filter(changed, nik_hash__in=niks, state_at__gte=since).values_list("nik_hash", flat=True)
    return Counter(map(bytes, found))


def _month_of(now: datetime, zone: ZoneInfo) -> datetime:
    """The first moment of the local month."""
    return now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def standing(slot_ids: Sequence[int], actor: Actor) -> list[Booking]:
    """Bookings with live tickets in these slots, by time; for those who see the agenda of their office."""
    found = _whole().filter(slot_id__in=slot_ids, tickets__state=TicketState.CONFIRMED).distinct()
    ordered = found.order_by("slot__starts_at", "code")
    return [booking for booking in ordered if permissions.may_see(actor, booking)]


def on_closed_slots(office: Office, actor: Actor, *, now: datetime) -> list[Booking]:
    """Bookings that stand although their day or window has been closed since."""
    closed = Slot.objects.filter(office=office, state=SlotState.CLOSED, taken__gt=0, starts_at__gt=now)
    return standing(list(closed.values_list("id", flat=True)), actor)


def live_on(office: Office, days: Collection[date], actor: Actor) -> list[Booking]:
    """Who holds seats at an office on these days and has not been let in, in the order of booking; for those who see
    its agenda."""
    if not permissions.may_see_agenda(actor, office.id):
        return []
    return list(_whole().filter(_waits(), slot__office=office, slot__date__in=days).order_by("id"))


def seats_standing(office: Office, days: Collection[date]) -> dict[date, int]:
    """Day to the seats that somebody still holds on it and has not used; days without any left out.

    Not what a slot counts as taken: a seat whose party was moved stays taken until it has come back.
    """
    held = Ticket.objects.filter(state=TicketState.CONFIRMED, booking__slot__office=office)
    on_days = held.filter(booking__slot__date__in=list(days)).values_list("booking__slot__date")
    return dict(on_days.annotate(Count("id")).order_by())


def left_to_clear(office_id: int, day: date) -> QuerySet[Booking]:
    """The bookings that still stand in closed slots of a day, but for parties of whom somebody has been let in."""
    return Booking.objects.filter(_waits(), slot__office=office_id, slot__date=day, slot__state=SlotState.CLOSED)


def left_of(clearings: Collection[Clearing]) -> dict[int, int]:
    """How many bookings still wait for their answer, by clearing."""
    if not clearings:
        return {}
    places = {(one.office_id, one.date): one.pk for one in clearings}
    waits = Booking.objects.filter(
        _waits(), slot__state=SlotState.CLOSED, slot__office__in={office for office, _ in places},
        slot__date__in={day for _, day in places},
    )  # fmt: skip
    sums = waits.values_list("slot__office_id", "slot__date").annotate(Count("id")).order_by()
    return {places[office, day]: count for office, day, count in sums if (office, day) in places}


def offices_to_clear(day: date) -> list[int]:
    """The offices at which bookings stand in closed slots of a day and no clearing of it is under way."""
    waits = Booking.objects.filter(_waits(), slot__date=day, slot__state=SlotState.CLOSED)
    under_way = Clearing.objects.filter(date=day, done_at=None).values("office_id")
    found = waits.exclude(slot__office__in=under_way).values_list("slot__office_id", flat=True)
    return sorted(set(found.order_by().distinct()))


def _waits() -> Q:
    """Somebody of the party holds a seat, and nobody has been let in."""
    tickets = Ticket.objects.filter(booking=OuterRef("pk"))
    live, attended = (tickets.filter(state=state) for state in (TicketState.CONFIRMED, TicketState.ATTENDED))
    return Q(Exists(live)) & ~Q(Exists(attended))


class Cooling(NamedTuple):
    """Until when somebody who missed a visit cannot book, and the zone of the office where it was missed."""

    until: datetime
    tz: str


_MISSED = """SELECT ticket.nik_hash, ticket.state_at, office.timezone
FROM booking_ticket ticket JOIN offices_office office ON office.id = ticket.office_id
WHERE ticket.state = 'missed' AND ticket.lifted_at IS NULL AND ticket.nik_hash {values}"""


def cooling(niks: Iterable[bytes], *, now: datetime, days: int | None = None) -> dict[bytes, Cooling]:
    """Those of these people who missed a visit so lately that the policy has them wait; by default nobody is looked
    for (NS02). `days` is the policy's figure where the caller has it already."""
    days = offices.national_figure("missed_cooling_days") if days is None else days
    if not days:
        return {}
    held: dict[bytes, Cooling] = {}
    for nik, missed_at, tz in db.select_in(_MISSED, niks, "bytea"):
        until = db.aware(missed_at) + timedelta(days=days)
        known = held.get(bytes(nik))
        if until > now and (known is None or known.until < until):
            held[bytes(nik)] = Cooling(until, tz)
    return held


def missed_tickets(office: Office, actor: Actor, *, nik_hash: bytes = b"", code: str = "") -> list[Ticket]:
    """The visits that a person, or the party of a booking at any office, has missed, the newest first; for those who
    help at the desk of this office."""
    parsed = ids.parse_booking_code(code)
    if not permissions.may_see_missed(actor, office.id) or not (nik_hash or parsed):
        return []
    found = Ticket.objects.filter(state=TicketState.MISSED).select_related("office", "booking__slot__window")
    found = found.filter(nik_hash=nik_hash) if nik_hash else found.filter(booking__code=parsed)
    return list(found.order_by("-state_at", "number")[:50])


def missed_ticket(public_id: str, office: Office, actor: Actor) -> Ticket | None:
    """One of them, by the random name of its ticket; a lifted one too."""
    if not permissions.may_see_missed(actor, office.id):
        return None
    found = Ticket.objects.select_related(
        "office", "booking__slot__office", "booking__slot__window", "booking__account"
    )
    return found.filter(public_id=public_id, state=TicketState.MISSED).first()


def clearing_behind(booking: Booking) -> Clearing | None:
    """Why an office chose this time: the day that it could not keep; None where the people chose it themselves."""
    return Clearing.objects.filter(bookings__moved_to=booking).first()


def clearings(actor: Actor, office: Office | None = None) -> QuerySet[Clearing]:
    """The days whose bookings are or were moved or cancelled, at one office or everywhere, the newest first, with
    `moved` and `cancelled` bookings; for those who may do so."""
    found = Clearing.objects.select_related("office").order_by("-id")
    if office is not None:
        found = found.filter(office=office)
    if not (permissions.may_clear(actor, office.id) if office else permissions.may_clear_everywhere(actor)):
        return found.none()
    is_moved = Q(bookings__moved_to__isnull=False)
    return found.annotate(
        moved=Count("bookings", filter=is_moved),
        cancelled=Count("bookings", filter=~is_moved & Q(bookings__isnull=False)),
    )


def outcomes(clearing: Clearing) -> QuerySet[ClearedBooking]:
    """What became of each booking of a clearing, in the order of booking."""
    people = Prefetch("booking__tickets", Ticket.objects.order_by("number"))
    found = ClearedBooking.objects.filter(clearing=clearing).select_related(
        "booking__account", "booking__slot__window", "moved_to__slot__window"
    )
    return found.prefetch_related(people).order_by("booking_id")


class DayCount(NamedTuple):
    """How many people of one window are in one state on a day."""

    letter: str
    name_id: str
    name_en: str
    state: str
    people: int

    def window_name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_id


def day_counts(office: Office, day: date, actor: Actor) -> list[DayCount]:
    """The people of an office's day by window (in the order of letters) and state; those who cancelled are left out."""
    window = "booking__slot__window"
    found = on_agenda(office, day, actor).values_list(
        f"{window}__letter", f"{window}__name_id", f"{window}__name_en", "state"
    )
    return [DayCount(*row) for row in found.annotate(Count("id")).order_by(f"{window}__letter")]


def on_agenda(
    office: Office, day: date, actor: Actor, *, text: str = "", letter: str = "", state: str = ""
) -> QuerySet[Ticket]:
    """Who is expected at an office on a day, by label; for those who work there.

    `text` is a name, a label, the last four digits of a NIK or a booking code; `letter` is that of a label.
    """
    found = Ticket.objects.filter(office=office, date=day)
    found = found.exclude(state__in=[TicketState.CANCELLED, TicketState.MOVED])
    if not permissions.may_see_agenda(actor, office.id):
        return found.none()
    if text.strip():
        found = found.filter(_says(text.strip()))
    if letter:
        found = found.filter(letter=letter)
    if state:
        found = found.filter(state=state)
    return found.select_related("booking__slot__window").order_by("letter", "number")


def _says(words: str) -> Q:
    parts = "".join(words.upper().split())
    letter, number = parts[:1], parts[1:].removeprefix("-")
    says = Q(full_name__icontains=words) | Q(nik_last4=words) | Q(booking__code=ids.parse_booking_code(words) or "-")
    return says | Q(letter=letter, number=int(number)) if number.isdecimal() and len(number) <= 4 else says


def booking_at_desk(code: str, office: Office, actor: Actor) -> Booking | None:
    """A booking at this office with its people as they are on their account; by code as typed."""
    parsed = ids.parse_booking_code(code)
    tickets = Prefetch("tickets", Ticket.objects.select_related("applicant").order_by("number"))
    found = Booking.objects.select_related(
        "slot__office__regency__province", "slot__window", "account", "moved_from__slot", "moved_to__slot"
    )
    booking = found.prefetch_related(tickets).filter(code=parsed, slot__office=office).first() if parsed else None
    return booking if booking and permissions.may_see_agenda(actor, office.id) else None


def people_of_booking(code: str, office: Office, actor: Actor) -> list[Applicant]:
    """Who stands on a booking, wherever the visit is; for those who help at an office with the card before them."""
    if not permissions.may_assist(actor, office.id):
        return []
    people = Applicant.objects.filter(ticket__booking__code=code, archived_at=None).select_related("account")
    return list(people.order_by("id").distinct())


def booking_to_print(code: str, actor: Actor) -> Booking | None:
    """A booking whose tickets the actor may print for its people, wherever the visit is; by code as typed."""
    parsed = ids.parse_booking_code(code)
    booking = _whole().filter(code=parsed).first() if parsed else None
    return booking if booking and permissions.may_print(actor, booking) else None


def knowledge_of_people(applicant_ids: Sequence[int]) -> policy.Knowledge:
    """What `policy.refuse_party` needs to judge a party, before there is a slot."""
    found = Applicant.objects.filter(id__in=applicant_ids, archived_at=None)
    rows = found.values_list("id", "account_id", "full_name", "birth_date", "nik_hash", "nik_last4")
    return policy.Knowledge(
        slots={},
        people={
            id_: policy.Person(account, name, born, bytes(nik), last4) for id_, account, name, born, nik, last4 in rows
        },
        services=catalogue.service_rules(),
        booklets=catalogue.booklet_ages(),
        purposes=catalogue.purposes(),
        live_niks=set(),
        places={},
        keys={},
        seats_per_account=offices.national_figure("seats_per_account"),
    )


def live_seats(account_id: int) -> int:
    """How many live seats an account holds."""
    return Ticket.objects.filter(account_id=account_id, state=TicketState.CONFIRMED).count()


class TicketGiven(NamedTuple):
    """A ticket as its people need to know it at once; `arrives_at` with the offset of the office's zone."""

    label: str
    arrives_at: datetime
    name: str


_GIVEN = """SELECT ticket.booking_id, ticket.letter, ticket.number, ticket.arrives_at, ticket.full_name, office.timezone
FROM booking_ticket ticket JOIN offices_office office ON office.id = ticket.office_id
WHERE ticket.booking_id {values}"""


def tickets_given(booking_ids: Sequence[int]) -> dict[int, list[TicketGiven]]:
    """The tickets of these bookings by label, in one read; for whoever has just booked them."""
    given: dict[int, list[TicketGiven]] = {}
    rows = sorted(db.select_in(_GIVEN, booking_ids, "bigint"), key=lambda row: row[:3])
    for booking_id, letter, number, arrives_at, name, zone in rows:
        moment = db.aware(arrives_at).astimezone(ZoneInfo(zone))
        given.setdefault(booking_id, []).append(TicketGiven(f"{letter}-{number:03d}", moment, name))
    return given


# Lists of people for events: for whoever has the secret link of the request, and those who arrange events.


def guest_lists(event: Office) -> list[GuestList]:
    """The lists that were sent for an event, the newest first."""
    return list(GuestList.objects.filter(event=event).order_by("-pk"))


def guest_list(event: Office, number: int) -> GuestList | None:
    return GuestList.objects.filter(event=event, pk=number).select_related("event").first()


def guest_counts(lists: Sequence[int]) -> dict[int, dict[str, int]]:
    """List id to the number of its rows in each state."""
    found: dict[int, dict[str, int]] = {}
    rows = GuestRow.objects.filter(guests__in=lists).values_list("guests", "state").annotate(Count("id"))
    for list_id, state, number in rows:
        found.setdefault(list_id, {})[state] = number
    return found


def wrong_guests(guests: GuestList) -> QuerySet[GuestRow]:
    """The rows that have no seat by this list, in its order, with their reasons."""
    answered = [GuestState.REFUSED, GuestState.KNOWN]
    return GuestRow.objects.filter(guests=guests, state__in=answered).defer("sealed").order_by("number")


def seated_guests(event: Office) -> QuerySet[Ticket]:
    """Who holds a seat at an event by a list, in the order of time."""
    seated = GuestRow.objects.filter(guests__event=event, state=GuestState.SEATED).values("booking")
    found = Ticket.objects.filter(booking__in=seated).exclude(state__in=[TicketState.CANCELLED, TicketState.MOVED])
    return found.select_related("booking__slot").order_by("booking__slot__starts_at", "number")


def guest_bookings(event: Office, first: int, most: int) -> list[Booking]:
    """The bookings of `seated_guests`, so many from a place on, with all that belongs to them."""
    wanted = list(seated_guests(event).values_list("booking", flat=True)[first : first + most])
    found = {one.pk: one for one in whole_bookings(wanted)}
    return [found[one] for one in wanted]
