"""What the pages about an entry show, read for the phase that it is in and for no other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from giliran.booking import selectors as bookings
from giliran.offices import selectors as offices
from giliran.opening import selectors as openings
from giliran.opening.policy import turns
from giliran.opening.states import Method, State
from giliran.slots import selectors as slots
from giliran.web.applicant import entries_turn, entries_words
from giliran.web.applicant.entries_turn import Turn
from giliran.web.applicant.entries_words import Phase, Step
from giliran.web.seats import finder

if TYPE_CHECKING:
    from giliran.booking.models import Ticket
    from giliran.opening.models import Entry, EntryPerson, Opening

MOST_NEAREST = 4
IN_LINE = frozenset({"drawn", "waiting", "paused", "turn"})


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in a list."""

    entry: Entry
    phase: Phase
    number: str
    week: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a party stands in line: people ahead of it who are not let in yet, when its turn comes, and the range."""

    people_ahead: int
    expected: datetime | None
    wait: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as its page shows it. Most parts are empty in most phases."""

    entry: Entry
    now: datetime
    phase: Phase
    number: str
    week: str
    people: list[EntryPerson]
    course: list[Step]
    place: Place | None = None
    turn: Turn | None = None
    tickets: list[Ticket] = field(default_factory=list)
    waiting_people: list[EntryPerson] = field(default_factory=list)
    losses: list[tuple[EntryPerson, str]] = field(default_factory=list)
    next_chance: list[str] = field(default_factory=list)
    nearest: list[finder.Line] = field(default_factory=list)
    next_opening: Opening | None = None

    @property
    def opening(self) -> Opening:
        return self.entry.opening

    @property
    def counts_as(self) -> str:
        return entries_words.losses_words(self.entry.losses)

    @property
    def may_withdraw(self) -> bool:
        return entries_words.may_be_withdrawn(self.entry)


def lines(entries: Iterable[Entry]) -> list[Line]:
    return [
        Line(
            one,
            entries_words.phase_of(one),
            entries_words.entry_number(one.public_id),
            entries_words.week_words(one.opening),
        )
        for one in entries
    ]


def look(entry: Entry, now: datetime, data: QueryDict | None = None) -> Shown:
    """Everything for the page; `data` is what was chosen on it, if anything was."""
    opening = entry.opening
    is_running = opening.state == State.RUNNING
    let_in = openings.admitted_of(opening, now) if is_running else 0
    phase = entries_words.phase_of(entry, let_in)
    people = sorted(entry.people.all(), key=lambda one: one.position)
    tickets = _tickets(people, entry) if phase.name == "seated" else []
    seated = [bytes(one.nik_hash) for one in tickets]
    waiting = [] if phase.is_over else [one for one in people if bytes(one.nik_hash) not in set(seated)]
    may_choose = phase.name == "turn" or (phase.name == "seated" and waiting and is_running and not opening.paused_at)
    return Shown(
        entry=entry,
        now=now,
        phase=phase,
        number=entries_words.entry_number(entry.public_id),
        week=entries_words.week_words(opening),
        people=people,
        course=[] if phase.is_over else entries_words.course(entry, now),
        place=_place(entry, let_in, now) if phase.name in IN_LINE and opening.method == Method.TURNS else None,
        turn=entries_turn.turn_of(entry, seated, now, data) if may_choose else None,
        tickets=tickets,
        waiting_people=waiting,
        **(_afterwards(entry, people, now) if phase.name in ("nothing", "cancelled") else {}),
    )


def _tickets(people: list[EntryPerson], entry: Entry) -> list[Ticket]:
    """The live tickets of the party on its own account, by label."""
    held = bookings.held_by([bytes(one.nik_hash) for one in people], account_id=entry.account_id)
    return sorted((one.ticket for one in held if one.ticket), key=lambda ticket: (ticket.date, ticket.label))


def _place(entry: Entry, let_in: int, now: datetime) -> Place | None:
    opening = entry.opening
    if entry.ahead is None:
        return None
    if opening.state != State.RUNNING:
        return Place(entry.ahead, turns.expected_at(entry.ahead, opening.pace, opening.opens_at), "")
    people_ahead = max(0, entry.ahead - let_in)
    pace = 0 if opening.paused_at else opening.pace
    expected = entries_words.soonest(now, pace, entry.ahead + 1 - let_in) if pace else None
    return Place(people_ahead, expected, entries_words.wait_words(people_ahead, pace))


def _afterwards(entry: Entry, people: list[EntryPerson], now: datetime) -> dict[str, Any]:
    """What is left to those who came away with nothing."""
    standing = openings.standing_of([bytes(one.nik_hash) for one in people], now=now)
    losses = [one.losses for one in standing]
    return {
        "losses": [(one, entries_words.losses_words(times)) for one, times in zip(people, losses, strict=True)],
        "next_chance": entries_words.next_chance(losses, entry.opening),
        "nearest": _nearest(entry, now),
        "next_opening": openings.current_opening(entry.opening.office),
    }


def _nearest(entry: Entry, now: datetime) -> list[finder.Line]:
    """The offices nearest to this one, itself among them, where the whole party finds a seat now."""
    office = entry.opening.office
    here = (office.latitude, office.longitude) if office.latitude and office.longitude else None
    places = offices.find_offices(near=here)[:40]
    free = slots.free_at([one.office.id for one in places], now=now, people=entry.party)
    fit = [one for one in places if one.office.id in free and one.office.is_open][:MOST_NEAREST]
    return [finder.Line(one.office, one.kilometres, "free", finder.free_words(free[one.office.id])) for one in fit]
