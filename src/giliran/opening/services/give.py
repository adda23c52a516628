"""Give seats by lot: the entitled ones at the draw, all of them in a ballot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from giliran.booking.policy import PersonRequest, Refused, SeatRequest
from giliran.booking.services.allocate import Booked, allocate
from giliran.booking.states import Door
from giliran.core import db
from giliran.core.types import SYSTEM
from giliran.offices.states import Pool
from giliran.opening import selectors
from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.policy import draw, seats
from giliran.opening.policy.draw import RollEntry
from giliran.opening.services.lock import locked
from giliran.opening.services.schedule import record
from giliran.opening.states import Method, News, Outcome, State
from giliran.slots import services as slots
from giliran.slots.states import SlotState

CHUNK = 500

ABOUT_THE_SLOT = frozenset({"full", "closed", "past", "not_open", "reserved", "unknown_slot"})
"""Refusals that say nothing about the party: it is tried again with what is there now."""


class _PlanFailed(Exception):
    """Somebody planned for could not be seated; `void` says who, by entry, and why."""

    def __init__(self, void: dict[int, str]) -> None:
        super().__init__()
        self.void = void


class _OpeningGone(Exception):
    """It was cancelled or closed while its seats were given."""


class _Place(NamedTuple):
    entry_pk: int
    slot_id: int


Giver = Callable[[Iterable[RollEntry], Iterable[seats.SlotRoom]], seats.Given]


def entitled_due(now: datetime) -> int:
    """Tick step: after a draw, give the entitled seats; what nobody takes joins the others. How many parties."""
    due = Opening.objects.filter(state=State.DRAWN, entitled_given_at=None)
    return sum(_give_entitled(opening, now) for opening in due)


def _give_entitled(opening: Opening, now: datetime) -> int:
    given = _give(opening, Pool.ENTITLED, Outcome.ENTITLED, seats.give_any, now)
    with transaction.atomic():
        held = locked(opening.pk, State.DRAWN)
        if held and held.entitled_given_at is None:
            slots.join_back(held.name)
            Opening.objects.filter(pk=held.pk).update(entitled_given_at=_given_at(held, now))
            record("opening.entitled_given", held, SYSTEM, now, {"parties": given})
    return given


def ballot_due(now: datetime) -> int:
    """Tick step: from the opening on, give the seats of a ballot in drawn order. Returns how many parties."""
    due = Opening.objects.filter(state=State.RUNNING, method=Method.BALLOT, balloted_at=None, paused_at=None)
    return sum(_give_ballot(opening, now) for opening in due)


def _give_ballot(opening: Opening, now: datetime) -> int:
    given = _give(opening, Pool.ONLINE, Outcome.BALLOT, seats.give, now)
    with transaction.atomic():
        held = locked(opening.pk, State.RUNNING)
        if held and held.balloted_at is None and held.paused_at is None:
            held.entries.filter(in_roll=True, outcome="").update(news=News.RESULT)
            Opening.objects.filter(pk=held.pk).update(balloted_at=_given_at(held, now))
            record("opening.balloted", held, SYSTEM, now, {"parties": given})
    return given


def _give(opening: Opening, pool: str, outcome: str, giver: Giver, now: datetime) -> int:
    """Give the seats of a pool, chunk by chunk, each its own transaction; how many parties were seated here.

    May be killed between any two and begun again: who has a seat has left the plan, and the rest comes out the same.
    """
    seated = 0
    while True:
        plan = _plan(opening, pool, giver, now)
        try:
            for chunk in db.in_batches(plan, CHUNK):
                seated += _seat(opening, chunk, outcome, now)
        except _PlanFailed as failed:
            _void(failed.void)
            continue
        except _OpeningGone:
            return seated
        return seated


def _given_at(opening: Opening, now: datetime) -> datetime:
    """The moment of giving as it is published: whoever left while it was done took no part in it."""
    left = opening.entries.filter(in_roll=True, outcome=Outcome.WITHDRAWN).aggregate(last=Max("withdrawn_at"))["last"]
    return max(now, left) if left else now


def _plan(opening: Opening, pool: str, giver: Giver, now: datetime) -> list[_Place]:
    """Who gets which slot, as things stand, in the order in which it is given."""
    found = Entry.objects.filter(opening=opening, in_roll=True, outcome="", withdrawn_at=None).order_by("rank")
    if pool == Pool.ENTITLED:
        found = found.filter(losses__gte=opening.entitled_from)
    keys: dict[str, int] = {}
    ranked = []
    columns = ("pk", "public_id", "class_no", "losses", "party", "wishes")
    for pk, public_id, class_no, losses, party, wishes in found.values_list(*columns).iterator():
        ranked.append(RollEntry(public_id, class_no, losses, party, wishes))
        keys[public_id] = pk
    if pool == Pool.ENTITLED:
        ranked = draw.entitled_order(ranked, opening.entitled_from)
    given = giver(ranked, _rooms(opening, pool, now))
    return [_Place(keys[entry.id], slot_id) for entry, slot_id in given if slot_id is not None]


def _rooms(opening: Opening, pool: str, now: datetime) -> list[seats.SlotRoom]:
    return [
        seats.SlotRoom(slot.pk, slot.starts_at, slot.capacity - slot.taken)
        for slot in selectors.slots_of(opening)
        if slot.pool == pool and slot.state == SlotState.RELEASED and slot.starts_at > now
    ]


def _seat(opening: Opening, places: Sequence[_Place], outcome: str, now: datetime) -> int:
    with transaction.atomic():
        if locked(opening.pk, State.DRAWN, State.RUNNING) is None:
            raise _OpeningGone
        entries = _unseated(places)
        if len(entries) < len(places):  # another worker was here, or somebody withdrew
            raise _PlanFailed({})
        outcomes = allocate([_request(entries[one.entry_pk], one.slot_id, opening) for one in places], now)
        _raise_if_refused(places, outcomes)
        mark_seated(
            [
                (place.entry_pk, place.slot_id, booked.booking_id)
                for place, booked in zip(places, outcomes, strict=True)
                if isinstance(booked, Booked)
            ],
            outcome,
            now,
        )
    return len(places)


def _unseated(places: Sequence[_Place]) -> dict[int, Entry]:
    found = Entry.objects.filter(pk__in=[one.entry_pk for one in places], outcome="", withdrawn_at=None)
    return {entry.pk: entry for entry in found.order_by("pk").select_for_update(no_key=True).prefetch_related("people")}


def _request(entry: Entry, slot_id: int, opening: Opening) -> SeatRequest:
    return SeatRequest(
        slot_id=slot_id,
        account_id=entry.account_id,
        people=tuple(map(person_request, party_of(entry))),
        key=f"lot:{entry.public_id}",
        door=Door.JOBS,
        made_by=entry.made_by,
        guardian_present=entry.guardian_present,
        reserved_for=opening.name,
    )


def party_of(entry: Entry) -> list[EntryPerson]:
    """The people of an entry who may still take seats by it, in their order."""
    return sorted((one for one in entry.people.all() if one.ended_at is None), key=lambda person: person.position)


def person_request(person: EntryPerson) -> PersonRequest:
    """A person of an entry as the allocator asks for them; 0 stands for one who is no longer there."""
    return PersonRequest(person.applicant_id or 0, person.service, person.booklet, person.purpose)


def _raise_if_refused(places: Sequence[_Place], outcomes: Sequence[Booked | Refused]) -> None:
    refused = {
        place.entry_pk: outcome.code
        for place, outcome in zip(places, outcomes, strict=True)
        if isinstance(outcome, Refused)
    }
    if refused:
        raise _PlanFailed({pk: code for pk, code in refused.items() if code not in ABOUT_THE_SLOT})


def mark_seated(given: Sequence[tuple[int, int, int]], outcome: str, now: datetime) -> None:
    """Write (entry, slot, booking) into the entries, in the caller's transaction."""
    columns = {"slot_id": "bigint", "booking_id": "bigint", "outcome": "text", "booked_at": "timestamptz"}
    rows = [(entry, slot, booking, str(outcome), now) for entry, slot, booking in given]
    db.update_rows(db.table_of(Entry), "bigint", columns, rows)


def _void(why: dict[int, str]) -> None:
    """These entries cannot be seated whatever is free, and say why."""
    for pk, code in why.items():
        Entry.objects.filter(pk=pk, outcome="").update(outcome=Outcome.VOID, reason=code, news=News.RESULT)
