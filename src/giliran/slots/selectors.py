"""Reads of what can be promised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Min, Q, Sum

from giliran.offices import policy as offices_policy
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.offices.policy import Setup
from giliran.offices.states import OfficeKind, Pool
from giliran.slots import policy
from giliran.slots.models import Slot
from giliran.slots.policy import Change, Day, SlotFacts, SlotRow, SlotSpec
from giliran.slots.states import SlotState

_FACTS = (
    "id", "date", "window_id", "window__name_id", "window__name_en", "starts_at", "ends_at", "capacity", "taken",
    "state", "opens_at", "reserved_for", "returning",
)  # fmt: skip


def availability(
    office: Office, first: date, last: date, *, now: datetime, people: int = 1, pool: str = Pool.ONLINE
) -> list[Day]:
    """Every day from `first` to `last` (both included) with its windows and, where nothing can be booked, why."""
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    calendar = offices.calendar_of(office, first, last)
    found = Slot.objects.filter(office=office, pool=pool, date__range=(first, last)).order_by("date", "starts_at")
    found = found.exclude(state=SlotState.CLOSED, window__is_active=False)
    slots: dict[date, list[SlotFacts]] = {}
    for row in found.values_list(*_FACTS):
        facts = SlotFacts(*row)
        slots.setdefault(facts.date, []).append(facts)
    return [
        policy.read_day(day, slots.get(day, []), calendar, people, now, today)
        for day in policy.days_between(first, last)
    ]


def facts_of(slot_id: int) -> tuple[Slot, SlotFacts] | None:
    """One slot with its office, and its facts."""
    slot = Slot.objects.select_related("office__regency__province", "window").filter(id=slot_id).first()
    if slot is None:
        return None
    return slot, SlotFacts(*Slot.objects.filter(id=slot_id).values_list(*_FACTS).get())


class FreeAt(NamedTuple):
    """What an office has free: seats in all, and its first day with a seat."""

    seats: int
    first_date: date | None


def free_at(office_ids: Iterable[int], *, now: datetime, people: int = 1) -> dict[int, FreeAt]:
    """Office id to what is free there online for a party of this size."""
    bookable = _bookable(now, people).filter(office_id__in=list(office_ids))
    sums = bookable.values_list("office_id").annotate(seats=Sum(F("capacity") - F("taken")), first=Min("date"))
    return {office_id: FreeAt(seats, first) for office_id, seats, first in sums}


def next_opening(office_ids: Iterable[int]) -> dict[int, datetime]:
    """Office id to the moment at which its next seats are released."""
    drafts = Slot.objects.filter(office_id__in=list(office_ids), state=SlotState.DRAFT, pool=Pool.ONLINE)
    return dict(drafts.values_list("office_id").annotate(Min("opens_at")))


def next_free(office: Office, *, now: datetime, people: int, since: date, limit: int = 3) -> list[SlotFacts]:
    """The nearest slots of an office, from a day on, that still hold a party of this size."""
    found = _bookable(now, people).filter(office=office, date__gte=since).order_by("starts_at")
    return [SlotFacts(*row) for row in found.values_list(*_FACTS)[:limit]]


def open_slots(office: Office, *, now: datetime, after: date) -> list[SlotFacts]:
    """The slots of an office after a day in which anybody could book a seat now, in the order of time."""
    found = _bookable(now, 1).filter(office=office, date__gt=after).order_by("starts_at", "id")
    return [SlotFacts(*row) for row in found.values_list(*_FACTS)]


def _bookable(now: datetime, people: int):  # type: ignore[no-untyped-def]
    return Slot.objects.filter(
        state=SlotState.RELEASED,
        pool=Pool.ONLINE,
        reserved_for="",
        starts_at__gt=now,
        capacity__gte=F("taken") + people,
    )


def rows_of(office: Office, now: datetime) -> list[SlotRow]:
    """The office's slots from today to the end of the horizon (an event's: to its end), as `policy.compare` needs them.

    Those of the entitled are left out: no rule wants them, openings carve them.
    """
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    last = max(policy.last_day(today), office.ends_on or today)
    found = Slot.objects.filter(office=office, date__range=(today, last)).exclude(pool=Pool.ENTITLED)
    return [SlotRow(*row) for row in found.values_list(*SlotRow._fields)]


def foresee(office: Office, before: Setup, after: Setup, *, now: datetime) -> list[Change]:
    """What a change of the office's setup would do to its slots; nothing is written."""
    was, wanted = specs_of(office, before, now), specs_of(office, after, now)
    return policy.compare(rows_of(office, now), wanted, now, was=was)


def specs_of(office: Office, setup: Setup, now: datetime) -> list[SlotSpec]:
    """The slots that a setup wants of an office from today on."""
    tz = ZoneInfo(office.timezone)
    today = now.astimezone(tz).date()
    if office.kind == OfficeKind.EVENT:
        return policy.plan_event(setup, tz, today, now)
    return policy.plan_setup(setup, tz, today)


def at_the_office(office: Office, pool: str, *, day: date, now: datetime) -> list[SlotFacts]:
    """The open slots of a day, of a pool whose seats are given at the office, that are not over; in order of time."""
    found = _given_at_the_office(office, pool).filter(date=day, ends_at__gt=now).order_by("starts_at", "id")
    return [SlotFacts(*row) for row in found.values_list(*_FACTS)]


def next_at_the_office(office: Office, pool: str, *, now: datetime, after: date) -> SlotFacts | None:
    """The nearest slot of such a pool after a day that has a free seat."""
    free = _given_at_the_office(office, pool).filter(date__gt=after, starts_at__gt=now, capacity__gt=F("taken"))
    row = free.order_by("starts_at", "id").values_list(*_FACTS).first()
    return SlotFacts(*row) if row else None


def had_seats(office: Office, pool: str, *, day: date) -> bool:
    """Whether a pool had any seat on a day, open or not."""
    return Slot.objects.filter(office=office, pool=pool, date=day, capacity__gt=0).exists()


def _given_at_the_office(office: Office, pool: str):  # type: ignore[no-untyped-def]
    return Slot.objects.filter(office=office, pool=pool, state=SlotState.RELEASED, reserved_for="")


class Release(NamedTuple):
    """Seats that open together: when, how many, and for which days."""

    opens_at: datetime
    seats: int
    first_date: date
    last_date: date


def next_release(office: Office) -> Release | None:
    """The next opening of an office's online seats."""
    drafts = Slot.objects.filter(office=office, state=SlotState.DRAFT, pool=Pool.ONLINE).values_list("opens_at")
    sums = drafts.annotate(Sum("capacity"), Min("date"), Max("date")).order_by("opens_at").first()
    return Release(*sums) if sums else None


def seats_on_closed(office: Office, *, now: datetime) -> int:
    """Promised seats to come whose day or window has been closed since."""
    closed = Slot.objects.filter(office=office, state=SlotState.CLOSED, taken__gt=0, starts_at__gt=now)
    return closed.aggregate(seats=Sum("taken"))["seats"] or 0


def held(office: Office) -> list[tuple[date, str]]:
    """Days of an office that an opening holds, and its name; seats that are kept for the waiting list are nobody's."""
    online = Slot.objects.filter(office=office, pool=Pool.ONLINE).order_by("date")
    found = online.exclude(reserved_for__in=("", policy.FOR_WAITING))
    return list(found.values_list("date", "reserved_for").distinct())


def held_slots(name: str) -> list[Slot]:
    """The slots that are kept for an opening, in the order of time."""
    found = Slot.objects.filter(reserved_for=name).select_related("window")
    return list(found.order_by("date", "starts_at", "pool", "id"))


def facts_between(office: Office, first: date, last: date) -> list[SlotFacts]:
    """The online slots of these days in the order of time, but not those of windows out of use."""
    found = Slot.objects.filter(office=office, pool=Pool.ONLINE, date__range=(first, last))
    found = found.exclude(state=SlotState.CLOSED, window__is_active=False)
    return [SlotFacts(*row) for row in found.order_by("date", "starts_at").values_list(*_FACTS)]


class UnheldWeek(NamedTuple):
    """Drafts of an office that open together and that no opening holds."""

    office_id: int
    opens_at: datetime
    first_date: date
    last_date: date


def unheld_weeks(*, since: datetime, office: Office | None = None) -> list[UnheldWeek]:
    """What opens after this moment (at one office, if it is given) and is not held, the nearest first."""
    drafts = Slot.objects.filter(state=SlotState.DRAFT, pool=Pool.ONLINE, reserved_for="", opens_at__gt=since)
    drafts = drafts.exclude(office__kind=OfficeKind.EVENT)
    if office is not None:
        drafts = drafts.filter(office=office)
    weeks = drafts.values_list("office_id", "opens_at").annotate(Min("date"), Max("date"))
    return [UnheldWeek(*row) for row in weeks.order_by("opens_at", "office_id")]


def offices_astray() -> set[int]:
    """Offices whose drafts, as far as no opening holds them, open at another moment than policy says."""
    figures = offices.figures_everywhere()
    drafts = Slot.objects.filter(state=SlotState.DRAFT, pool=Pool.ONLINE, reserved_for="")
    releases = {
        office_id: policy.Release(of["release_weekday"], of["release_minute"], ZoneInfo(tz))
        for office_id, tz in Office.objects.values_list("id", "timezone")
        for of in [figures.get(office_id, figures[0])]
    }
    weeks = drafts.values_list("office_id", "date", "opens_at").distinct()
    return {office_id for office_id, day, opens_at in weeks if releases[office_id].of(day) != opens_at}


class Wider(NamedTuple):
    """A pool in a window of today that may get more seats, and what it has now."""

    window_id: int
    letter: str
    name_id: str
    name_en: str
    pool: str
    capacity: int = 0
    taken: int = 0

    @property
    def free(self) -> int:
        return self.capacity - self.taken


def open_to_more(office: Office, now: datetime) -> list[Wider]:
    """Where seats can be added today, in the order of the day: windows that are not over, online only before they
    begin, and nothing on a day without work."""
    zone = ZoneInfo(office.timezone)
    today = now.astimezone(zone).date()
    if offices_policy.day_off(offices.calendar_of(office, today, today), today):
        return []
    slots = Slot.objects.filter(office=office, date=today)
    held = {(one.window_id, one.pool): one for one in slots}
    found = []
    for window in offices.windows_of(office):
        starts_at, ends_at = (datetime.combine(today, at, zone) for at in (window.starts_at, window.ends_at))
        for pool in offices_policy.POOLS:
            slot = held.get((window.pk, pool))
            is_late = ends_at <= now or (pool == Pool.ONLINE and starts_at <= now)
            if is_late or (slot and slot.state == SlotState.CLOSED):
                continue
            seats = (slot.capacity, slot.taken) if slot else (0, 0)
            found.append(Wider(window.pk, window.letter, window.name_id, window.name_en, pool, *seats))
    return found


class Room(NamedTuple):
    """Seats that an opening holds: all of them, those taken, and those left in slots that are not closed."""

    seats: int
    taken: int
    left: int


def rooms(openings: Mapping[str, tuple[int, date]]) -> dict[str, Room]:
    """What each opening holds, by its name. Given for each: the office and the first day, by which slots are found."""
    if not openings:
        return {}
    held = Slot.objects.filter(
        reserved_for__in=list(openings),
        office_id__in={office_id for office_id, _ in openings.values()},
        date__gte=min(first for _, first in openings.values()),
    )
    left = Sum(F("capacity") - F("taken"), filter=~Q(state=SlotState.CLOSED), default=0)
    sums = held.values_list("reserved_for").annotate(Sum("capacity"), Sum("taken"), left=left)
    return {name: Room(*found) for name, *found in sums}


class Span(NamedTuple):
    """The first beginning and the last end of some slots."""

    starts_at: datetime
    ends_at: datetime


def span_of(office: Office, first: date, last: date) -> Span | None:
    """When the online seats of these days begin and end; None where there are none."""
    found = Slot.objects.filter(office=office, pool=Pool.ONLINE, date__range=(first, last))
    span = found.exclude(state=SlotState.CLOSED).aggregate(Min("starts_at"), Max("ends_at"))
    return Span(*span.values()) if span["starts_at__min"] else None


def names_with_room() -> set[str]:
    """For whom open online seats are kept of which some are free."""
    held = Slot.objects.filter(pool=Pool.ONLINE, state=SlotState.RELEASED, taken__lt=F("capacity"))
    return set(held.exclude(reserved_for="").values_list("reserved_for", flat=True))


def kept_for(name: str, *, now: datetime) -> list[Slot]:
    """The open slots to come that are kept for those who carry this name, in the order of time."""
    found = Slot.objects.filter(reserved_for=name, state=SlotState.RELEASED, starts_at__gt=now)
    return list(found.select_related("window").order_by("starts_at", "id"))
