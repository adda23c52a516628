"""Reads of openings: what everybody may see, what an account may, and what headquarters watches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet, Sum

from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.offices.states import Pool
from giliran.opening import permissions
from giliran.opening.models import Entry, EntryPerson, Opening, OpeningSlot, PaceChange, SecondPersonAct
from giliran.opening.policy import losses, problems, turns
from giliran.opening.policy.taking import OpeningNow
from giliran.opening.states import LIVE, Method, Outcome, State
from giliran.slots import selectors as slots
from giliran.slots.models import Slot
from giliran.slots.policy import SlotFacts, monday_of
from giliran.slots.states import SlotState

ENOUGH_WEEKS = 4
DAYS_SHOWN = 14
MOST_FOUND = 20


class Standing(NamedTuple):
    """What a person brings into a draw: losses, and whether an office owes them a place."""

    losses: int
    is_owed: bool


class Chance(NamedTuple):
    """What a past opening gave: its first day, how many people were in the roll, and how many of them got a seat."""

    opening_id: int
    first_date: date
    people: int
    seated: int

    @property
    def percent(self) -> int:
        return round(100 * self.seated / self.people) if self.people else 100


class Released(NamedTuple):
    """What an opening releases of one window of a day: `kept` of its `seats` are for the entitled; `left` now."""

    date: date
    window_id_name: str
    window_en_name: str
    starts_at: datetime
    ends_at: datetime
    seats: int
    kept: int
    left: int

    def window_name(self, language: str) -> str:
        return self.window_en_name if language.startswith("en") else self.window_id_name


@dataclass(frozen=True, slots=True)
class LiveView:
    """An opening in numbers: people, where not said otherwise.

    `persons` entered and did not withdraw; `in_line` of them have no seat and wait for one; `admitted` are let in by
    the line. `problems` are words of `policy.problems`, the worst first.
    """

    opening: Opening
    phase: str
    problems: tuple[str, ...]
    entries: int
    persons: int
    in_line: int
    line: int
    admitted: int
    booked_people: int
    booked_last_minute: int
    seats: int
    seats_left: int
    void: int
    asked: int

    @property
    def not_yet_in(self) -> int:
        """People whose turn has not come."""
        return max(0, self.line - self.admitted)


def opening_of(opening_id: int) -> Opening | None:
    return Opening.objects.select_related("office__regency__province").filter(id=opening_id).first()


def openings_at(office: Office, *, limit: int = 8) -> list[Opening]:
    """The newest openings of an office, the latest first."""
    return list(Opening.objects.filter(office=office).order_by("-opens_at")[:limit])


def current_opening(office: Office) -> Opening | None:
    """The opening that an office has under way or comes next."""
    return Opening.objects.filter(office=office, state__in=LIVE).order_by("opens_at").first()


def upcoming(office_ids: Sequence[int] | None = None) -> list[Opening]:
    """All openings under way or to come, the nearest first."""
    found = (
        Opening.objects.filter(state__in=LIVE).select_related("office__regency__province").order_by("opens_at", "id")
    )
    return list(found if office_ids is None else found.filter(office_id__in=list(office_ids)))


def released_by(opening: Opening) -> list[Released]:
    """What an opening releases, in the order of time; as it was when seats were given, once they have been."""
    windows: dict[tuple[datetime, datetime, str], Released] = {}
    for pool, seats, slot in _released(opening):
        window = slot.window
        key = (slot.starts_at, slot.ends_at, window.letter)
        none = Released(slot.date, window.name_id, window.name_en, slot.starts_at, slot.ends_at, 0, 0, 0)
        before = windows.get(key, none)
        windows[key] = before._replace(
            seats=before.seats + seats,
            kept=before.kept + (seats if pool == Pool.ENTITLED else 0),
            left=before.left + slot.capacity - slot.taken,
        )
    return [windows[key] for key in sorted(windows)]


def _released(opening: Opening) -> list[tuple[str, int, Slot]]:
    """Pool, seats and slot of everything that an opening releases."""
    if opening.drawn_at or opening.opened_at:
        return [(one.pool, one.capacity, one.slot) for one in opening.slots.select_related("slot__window")]
    return [(one.pool, one.capacity, one) for one in slots_of(opening)]


def how_many(state: str) -> int:
    """How many openings are in this state."""
    return Opening.objects.filter(state=state).count()


def seats_held(openings: Sequence[Opening]) -> dict[int, int]:
    """Opening to the seats that it holds at the moment."""
    ids = {one.name: one.pk for one in openings}
    sums = Slot.objects.filter(reserved_for__in=list(ids)).values_list("reserved_for").annotate(Sum("capacity"))
    return {ids[name]: seats for name, seats in sums}


def entries_so_far(openings: Sequence[Opening]) -> dict[int, int]:
    """Opening to the entries that it has, without those that were withdrawn in time."""
    counted = Entry.objects.filter(opening__in=[one.pk for one in openings]).exclude(in_roll=False, late_after=None)
    return dict(counted.values_list("opening_id").annotate(Count("id")))


def week_of(opening: Opening) -> date:
    """The Monday of the week in which its roll is drawn."""
    return monday_of(opening.freezes_at.astimezone(ZoneInfo(opening.office.timezone)).date())


def wishable(opening: Opening) -> list[int]:
    """The online slots of an opening that may stand in a wish."""
    return [slot.pk for slot in slots.held_slots(opening.name) if slot.pool == Pool.ONLINE]


def as_it_is(opening: Opening, stretches: Sequence[turns.Stretch] = ()) -> OpeningNow:
    """The opening as the rules about taking seats look at it."""
    one = opening
    return OpeningNow(
        one.pk, one.state, one.method, one.paused_at, one.balloted_at, one.closes_at, one.line_people, one.late_people,
        tuple(stretches),
    )  # fmt: skip


def phase_of(opening: Opening) -> str:
    """The state, or what it is waiting for within it: `paused`, `balloting`."""
    return as_it_is(opening).phase


def is_giving(opening: Opening) -> bool:
    """Whether seats are being given by lot at this moment: until that is done, the parties stand as they are."""
    is_entitled_due = opening.state == State.DRAWN and opening.entitled_given_at is None
    return is_entitled_due or phase_of(opening) == "balloting"


def stretches_of(opening: Opening) -> list[turns.Stretch]:
    rows = opening.paces.order_by("at", "id").values_list("at", "pace", "admitted")
    return [turns.Stretch(*row) for row in rows]


def admitted_of(opening: Opening, now: datetime) -> int:
    """How many people of the line have been let in."""
    is_queue = opening.state == State.RUNNING and opening.method == Method.TURNS
    return as_it_is(opening, stretches_of(opening) if is_queue else ()).admitted(now)


def live_tickets(niks: Sequence[bytes]) -> set[bytes]:
    """Those of these NIKs that hold a live ticket."""
    found = Ticket.objects.filter(nik_hash__in=niks, state=TicketState.CONFIRMED).values_list("nik_hash", flat=True)
    return set(map(bytes, found))


def standing_of(niks: Sequence[bytes], *, now: datetime) -> list[Standing]:
    """What each of these people brings into a draw, in the order asked."""
    lost: dict[bytes, list[datetime]] = {}
    losing = EntryPerson.objects.filter(nik_hash__in=niks, lost_at__isnull=False)
    for person in losing.only("nik_hash", "lost_at"):
        if person.lost_at:
            lost.setdefault(bytes(person.nik_hash), []).append(person.lost_at)
    seated, owed = _seats_of(niks)
    return [Standing(losses.losses_of(lost.get(nik, ()), seated.get(nik), now), nik in owed) for nik in niks]


def _seats_of(niks: Sequence[bytes]) -> tuple[dict[bytes, datetime], set[bytes]]:
    """The moment of each person's last seat that no office took back, and who is owed one since."""
    seated: dict[bytes, datetime] = {}
    taken_back: dict[bytes, datetime] = {}
    for state in (Q(state=TicketState.CONFIRMED), ~Q(state=TicketState.CONFIRMED)):  # each has an index of its own
        rows = Ticket.objects.filter(state, nik_hash__in=niks).values_list("nik_hash", "is_office_fault")
        for nik, is_fault, moment in rows.annotate(Max("booking__created_at")):
            kept = taken_back if is_fault else seated
            kept[bytes(nik)] = max(moment, kept.get(bytes(nik), moment))
    return seated, {nik for nik, moment in taken_back.items() if nik not in seated or seated[nik] < moment}


def chances_of(office: Office) -> list[Chance]:
    """What the last openings gave, the latest first."""
    past = Opening.objects.filter(office=office, state=State.CLOSED, roll_size__gt=0).order_by("-opens_at")[
        :ENOUGH_WEEKS
    ]
    seated = dict(
        Entry.objects.filter(opening__in=[one.pk for one in past], in_roll=True, booking__isnull=False)
        .values_list("opening_id")
        .annotate(Sum("party"))
    )
    return [Chance(one.pk, one.first_date, one.roll_people, seated.get(one.pk, 0)) for one in past]


def entries_of(actor: Actor) -> QuerySet[Entry]:
    """The actor's own entries, the newest first."""
    return _whole().filter(account_id=actor.user_id).order_by("-created_at")


def entry_for(public_id: str, actor: Actor) -> Entry | None:
    """An entry that the actor may see; None for every other."""
    entry = _whole().filter(public_id=public_id).first()
    return entry if entry and permissions.may_see(actor, entry) else None


def entries_at(opening: Opening, actor: Actor) -> QuerySet[Entry]:
    """The entries that officers made for people at the office's desk, the newest first."""
    if not permissions.may_watch(actor, opening.office_id) and not permissions.may_assist(actor, opening.office_id):
        return Entry.objects.none()
    return _whole().filter(opening=opening, door="desk").order_by("-created_at")


def entries_found(office: Office, actor: Actor, *, number: str = "", nik_hash: bytes = b"") -> list[Entry]:
    """Entries in an office's openings by the beginning of their number, or of one NIK, the newest first; for those who
    help at its desk."""
    if not permissions.may_assist(actor, office.pk):
        return []
    found = _whole().filter(opening__office=office)
    found = found.filter(people__nik_hash=nik_hash) if nik_hash else found.filter(public_id__startswith=number)
    return list(found.order_by("-created_at")[:MOST_FOUND])


def live_entry_of(actor: Actor, opening: Opening) -> Entry | None:
    """The actor's newest entry in an opening that still counts."""
    dead = (Outcome.WITHDRAWN, Outcome.VOID)
    return entries_of(actor).filter(opening=opening).exclude(outcome__in=dead).first()


def entry_of_key(key: str, actor: Actor) -> Entry | None:
    """What the actor's account entered under a key; None while it has not."""
    return Entry.objects.filter(account_id=actor.user_id, key=key).first()


def people_in_entries(niks: Sequence[bytes], actor: Actor) -> list[EntryPerson]:
    """Those of these NIKs that stand in an entry that the actor's own account made and that is not over."""
    mine = EntryPerson.objects.filter(nik_hash__in=niks, is_live=True, entry__account_id=actor.user_id)
    return list(mine.select_related("entry__opening__office"))


def _whole() -> QuerySet[Entry]:
    related = ("opening__office__regency__province", "account", "slot__window", "booking")
    return Entry.objects.select_related(*related).prefetch_related("people__applicant")


def roll_lines(opening: Opening) -> Iterator[tuple[str, int, int, int, str]]:
    """The roll's entries (id, class, losses, party, wishes), by id."""
    rows = opening.entries.filter(in_roll=True).order_by("public_id")
    yield from rows.values_list("public_id", "class_no", "losses", "party", "wishes").iterator(chunk_size=5_000)


def state_document(office_code: str, now: datetime) -> dict[str, Any] | None:
    """What the lane shows of an office to everybody; None if there is no such office."""
    office = offices.office_by_code(office_code)
    if office is None:
        return None
    opening = current_opening(office)
    return {
        "office": office.code,
        "now": _iso(now),
        "opening": _opening_part(opening, now) if opening else None,
        "days": _days(office, opening, now),
    }


def _opening_part(opening: Opening, now: datetime) -> dict[str, Any]:
    return {
        "id": opening.pk,
        "method": opening.method,
        "phase": phase_of(opening),
        "opens_at": _iso(opening.opens_at),
        "admitted": admitted_of(opening, now),
        "pace": 0 if opening.paused_at else opening.pace,
        "entries": opening.roll_size or opening.entries.filter(withdrawn_at=None).count(),
    }


def _days(office: Office, opening: Opening | None, now: datetime) -> list[dict[str, Any]]:
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    first = opening.first_date if opening else today
    last = opening.last_date if opening else today + timedelta(days=DAYS_SHOWN)
    found = slots.facts_between(office, first, last)
    held_for = opening.name if opening else ""
    return [
        {"date": day.isoformat(), "windows": [_window(one, held_for, now) for one in of_day]}
        for day, of_day in groupby(found, key=lambda one: one.date)
    ]


def _window(facts: SlotFacts, held_for: str, now: datetime) -> dict[str, Any]:
    if facts.reserved_for == held_for:
        facts = facts._replace(reserved_for="")
    return {
        "slot": facts.id,
        "name": {"id": facts.window_id_name, "en": facts.window_en_name},
        "starts_at": _iso(facts.starts_at),
        "ends_at": _iso(facts.ends_at),
        "left": facts.left,
        "capacity": facts.capacity,
        "reason": facts.reason(1, now) or None,
    }


def slots_of(opening: Opening) -> list[Slot]:
    """The slots of an opening while it lives, in the order of time; those of the entitled too."""
    return slots.held_slots(opening.name)


def windows_of(opening: Opening) -> list[SlotFacts]:
    """The online windows of an opening's days as its entries see them, those that were closed meanwhile too."""
    found = slots.facts_between(opening.office, opening.first_date, opening.last_date)
    return [one._replace(reserved_for="") if one.reserved_for == opening.name else one for one in found]


def live_view(opening: Opening, actor: Actor, now: datetime) -> LiveView | None:
    """An opening in numbers; None for whom it does not concern."""
    return next(iter(live_views([opening], actor, now)), None)


def live_views(openings: Sequence[Opening], actor: Actor, now: datetime) -> list[LiveView]:
    """Those of these openings that the actor may watch in numbers, what wants attention first, then by time."""
    mine = [one for one in openings if permissions.may_watch(actor, one.office_id)]
    entered, rooms, asked, stretches = _entered(mine, now), _rooms(mine), _asked(mine), _stretches(mine)
    views = [
        _view(one, entered.get(one.pk, _NOBODY), rooms[one.pk], asked.get(one.pk, 0), stretches.get(one.pk, []), now)
        for one in mine
    ]
    return sorted(views, key=lambda one: (*problems.urgency(one.problems, one.opening.opens_at), one.opening.pk))


_COUNTED = ("entries", "persons", "in_line", "booked_people", "booked_last_minute", "void")
_NOBODY = dict.fromkeys(_COUNTED, 0)


def _entered(openings: Sequence[Opening], now: datetime) -> dict[int, dict[str, int]]:
    entries = Entry.objects.filter(opening__in=[one.pk for one in openings]).values("opening_id")
    counted = entries.annotate(
        entries=Count("id", filter=Q(withdrawn_at=None)),
        persons=Sum("party", filter=Q(withdrawn_at=None), default=0),
        in_line=Sum("party", filter=Q(booking=None, withdrawn_at=None, outcome=""), default=0),
        booked_people=Sum("party", filter=Q(booking__isnull=False), default=0),
        booked_last_minute=Sum("party", filter=Q(booked_at__gt=now - timedelta(minutes=1)), default=0),
        void=Count("id", filter=Q(outcome=Outcome.VOID)),
    )
    return {row["opening_id"]: {name: row[name] for name in _COUNTED} for row in counted}  # type: ignore[literal-required]


def _rooms(openings: Sequence[Opening]) -> dict[int, slots.Room]:
    """What each holds; of one that is over, what it had."""
    held = slots.rooms({one.name: (one.office_id, one.first_date) for one in openings if one.state in LIVE})
    over = OpeningSlot.objects.filter(opening__in=[one.pk for one in openings if one.state not in LIVE])
    sums = over.values_list("opening_id").annotate(Sum("slot__capacity"), Sum("slot__taken"))
    had = {pk: slots.Room(seats, taken, seats - taken) for pk, seats, taken in sums}
    return {one.pk: held.get(one.name) or had.get(one.pk) or slots.Room(0, 0, 0) for one in openings}


def _asked(openings: Sequence[Opening]) -> dict[int, int]:
    waiting = SecondPersonAct.objects.filter(opening__in=[one.pk for one in openings], done_at=None, is_dropped=False)
    return dict(waiting.values_list("opening_id").annotate(Count("id")))


def _stretches(openings: Sequence[Opening]) -> dict[int, list[turns.Stretch]]:
    running = [one.pk for one in openings if one.state == State.RUNNING]
    found: dict[int, list[turns.Stretch]] = {}
    rows = PaceChange.objects.filter(opening__in=running).order_by("at", "id")
    for opening_id, at, pace, admitted in rows.values_list("opening_id", "at", "pace", "admitted"):
        found.setdefault(opening_id, []).append(turns.Stretch(at, pace, admitted))
    return found


def _view(
    opening: Opening,
    entered: Mapping[str, int],
    room: slots.Room,
    asked: int,
    stretches: Sequence[turns.Stretch],
    now: datetime,
) -> LiveView:
    line = opening.line_people + opening.late_people
    let_in = min(turns.admitted(stretches, now), line) if opening.method == Method.TURNS else 0
    counted = dict(entered)
    if opening.state in LIVE:
        counted["booked_people"] = room.taken  # a party may book in parts
    return LiveView(
        opening=opening,
        phase=phase_of(opening),
        problems=problems.problems(_course(opening, counted["void"], asked), now) if opening.state in LIVE else (),
        line=line,
        admitted=let_in,
        seats=room.seats,
        seats_left=room.left,
        asked=asked,
        **counted,
    )


def _course(opening: Opening, void: int, asked: int) -> problems.Course:
    return problems.Course(
        next_step_at=_next_step_at(opening),
        is_paused=opening.paused_at is not None,
        is_frozen=opening.state == State.FROZEN,
        lacks_beacon=bool(opening.beacon_name and not opening.beacon),
        void=void,
        asked=asked,
    )


def _next_step_at(opening: Opening) -> datetime | None:
    """When the next step of an opening is due; a ballot that runs gives its seats at once."""
    if phase_of(opening) == "balloting":
        return opening.opened_at
    first = opening.opens_at if opening.method == Method.OPEN else opening.gathers_at
    due = {
        State.SCHEDULED: first,
        State.GATHERING: opening.freezes_at,
        State.FROZEN: opening.draws_at,
        State.DRAWN: opening.opens_at,
        State.RUNNING: opening.closes_at,
    }
    return due.get(State(opening.state))


def watched(actor: Actor, now: datetime) -> list[LiveView]:
    """All openings under way or to come that the actor may watch, what wants attention first, then by time."""
    return live_views(upcoming(), actor, now)


def over(*, limit: int = 50) -> list[Opening]:
    """Those that ended last, the newest first."""
    ended = Opening.objects.exclude(state__in=LIVE).select_related("office__regency__province")
    return list(ended.order_by("-closed_at", "-id")[:limit])


class HeldSlot(NamedTuple):
    """A slot of an opening as those see it who watch."""

    slot: Slot
    pool: str
    capacity: int
    taken: int
    is_closed: bool

    @property
    def left(self) -> int:
        return self.capacity - self.taken


def watched_slots(opening: Opening) -> list[HeldSlot]:
    """The slots of an opening in the order of time; of one that is over, those that it had."""
    found = slots_of(opening) if opening.state in LIVE else [one.slot for one in _slots_it_had(opening)]
    return [
        HeldSlot(one, one.pool, one.capacity, one.taken, one.state == SlotState.CLOSED) for one in found if one.capacity
    ]


def _slots_it_had(opening: Opening) -> list[OpeningSlot]:
    had = opening.slots.select_related("slot__window")
    return list(had.order_by("slot__date", "slot__starts_at", "pool", "slot_id"))


def act_of(act_id: int) -> SecondPersonAct | None:
    return SecondPersonAct.objects.select_related("opening__office__regency__province").filter(id=act_id).first()


def open_acts(opening: Opening) -> list[SecondPersonAct]:
    """What was asked for and waits for a second person."""
    return list(opening.acts.filter(done_at=None, is_dropped=False).order_by("asked_at"))


def draw_head(opening: Opening) -> dict[str, Any]:
    """`draw.json` without its entries. The seed is empty until it is revealed."""
    return {
        "opening": opening.pk,
        "office": opening.office.code,
        "method": opening.method,
        "state": opening.state,
        "commitment": opening.commitment,
        "seed": opening.seed,
        "beacon_name": opening.beacon_name,
        "beacon": opening.beacon,
        "roll_digest": opening.roll_digest,
        "entitled_from": opening.entitled_from,
        "frozen_at": _iso(opening.frozen_at),
        "drawn_at": _iso(opening.drawn_at),
        "entitled_given_at": _iso(opening.entitled_given_at),
        "opens_at": _iso(opening.opens_at),
        "balloted_at": _iso(opening.balloted_at),
        "closed_at": _iso(opening.closed_at),
        "slots": [_drawn_slot(one) for one in opening.slots.select_related("slot").order_by("slot_id")],
    }


def draw_late(opening: Opening) -> Iterator[dict[str, Any]]:
    """Those who came after the freeze, in the order of coming, as `draw.json` shows them."""
    return _drawn_entries(opening.entries.filter(late_after__isnull=False).order_by("late_after"))


def draw_entries(opening: Opening) -> Iterator[dict[str, Any]]:
    """The roll by rank, as `draw.json` shows it: nothing before it is closed."""
    if opening.state in (State.SCHEDULED, State.GATHERING):
        return iter(())
    return _drawn_entries(opening.entries.filter(in_roll=True).order_by("rank", "public_id"))


def draw_document(opening: Opening) -> dict[str, Any]:
    """`draw.json`: all that is needed to recompute what was given by lot.

    The late ones are read first: whoever is let in while this is read is then seen before those who stand behind.
    """
    late = list(draw_late(opening))
    return {**draw_head(opening), "late": late, "entries": list(draw_entries(opening))}


def _drawn_slot(one: OpeningSlot) -> dict[str, Any]:
    return {
        "id": one.slot_id,
        "pool": one.pool,
        "date": one.slot.date.isoformat(),
        "starts_at": _iso(one.slot.starts_at),
        "capacity": one.capacity,
        "free_at_draw": one.free_at_draw,
        "free_at_ballot": one.free_at_ballot,
        "closed_at": _iso(one.closed_at),
    }


_DRAWN = (
    "public_id", "class_no", "losses", "party", "wishes", "rank", "outcome", "reason", "slot_id", "admitted_at",
    "booked_at", "withdrawn_at",
)  # fmt: skip


def _drawn_entries(entries: QuerySet[Entry]) -> Iterator[dict[str, Any]]:
    for row in entries.values_list(*_DRAWN).iterator(chunk_size=5_000):
        one = dict(zip(_DRAWN, row, strict=True))
        moments = {name: _iso(one[name]) for name in ("admitted_at", "booked_at", "withdrawn_at")}
        yield {
            "id": one["public_id"],
            "class": one["class_no"],
            **{name: one[name] for name in ("losses", "party", "wishes", "rank", "outcome", "reason")},
            "slot": one["slot_id"],
            **moments,
        }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
