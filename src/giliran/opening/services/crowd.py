"""Made-up people in an opening: many at once, for the demo and for rushes on one's own machine.

They enter by the rules of everybody (`enter`), only by the set: the same tables, the same log, the same losses. Those
of the demo (`Crowd.DEMO`) also take their seats by themselves when their turn comes, by a step of the demo's tick;
those of a rush are played by its client.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q

from giliran.accounts.models import Applicant
from giliran.accounts.services import crowd as households
from giliran.audit import services as audit
from giliran.booking.policy import PersonRequest
from giliran.booking.services.allocate import Booked
from giliran.booking.states import TicketState
from giliran.core import db, ids
from giliran.core.types import Actor
from giliran.opening import selectors
from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.policy import losses
from giliran.opening.services import run, take_seats
from giliran.opening.services.give import person_request
from giliran.opening.services.lock import share
from giliran.opening.services.take_seats import TurnRequest
from giliran.opening.states import Method, State

DEMO_DOOR, RUSH_DOOR = "crowd", "rush"
SIZES, WEIGHTS = (1, 2, 3, 4, 5), (56, 20, 11, 8, 5)
"""How large made-up households are, and how many in a hundred."""

BATCH = 250
"""Parties that enter in one transaction: others write in between."""

AT_ONCE = 128
KEPT = 5
"""Seats that the demo's crowd leaves in each of the last windows, for whoever plays along."""

WINDOWS_KEPT = 2
NOT_COMING = 8
"""One party in so many lets its turn pass."""

THINKING = timedelta(seconds=12)
_WANTED = "crowd-wanted:{}"
_LABEL = "made-up people"


def sizes_of(people: int, rng: random.Random) -> list[int]:
    """Parties that make so many people in all."""
    sizes: list[int] = []
    left = people
    while left:
        sizes.append(min(left, rng.choices(SIZES, WEIGHTS)[0]))
        left -= sizes[-1]
    return sizes


def invite(opening: Opening, people: int) -> None:
    """Ask the demo's worker to bring so many made-up people into this opening."""
    cache.set(_WANTED.format(opening.pk), people, timeout=24 * 3600)


def wanted(opening: Opening) -> int:
    """How many were asked for; 0 if nobody asked."""
    return int(cache.get(_WANTED.format(opening.pk)) or 0)


def come(opening: Opening) -> int:
    """How many made-up people have entered."""
    return EntryPerson.objects.filter(entry__opening=opening, entry__door=DEMO_DOOR).count()


def bring_due(now: datetime) -> int:
    """Tick step, in demo: bring the people who were asked for. Returns how many came."""
    live = Opening.objects.filter(state=State.GATHERING)
    names = {_WANTED.format(one.pk): one for one in live}
    return sum(_bring(names[name], people, now) for name, people in cache.get_many(names).items())


def _bring(opening: Opening, people: int, now: datetime) -> int:
    missing = people - come(opening)
    if missing <= 0:
        return 0
    before = list(_idle(opening, missing))
    fresh = sizes_of(max(0, missing - sum(map(len, before))), random.Random(opening.pk))  # noqa: S311
    entered = 0
    for chunk in db.in_batches([*before, *fresh], BATCH):
        known = [party for party in chunk if isinstance(party, list)]
        sizes = [size for size in chunk if isinstance(size, int)]
        entered += enter_many(opening, [*known, *households.make_households(sizes, now=now)], DEMO_DOOR, now=now)
    return entered


def _idle(opening: Opening, most: int) -> Iterator[list[Applicant]]:
    """Made-up households of earlier weeks that hold nothing now, up to so many people. They bring their losses."""
    accounts = Entry.objects.filter(door=DEMO_DOOR).exclude(opening=opening).values("account_id")
    held = Q(account__entries__people__is_live=True) | Q(account__tickets__state=TicketState.CONFIRMED)
    people = Applicant.objects.filter(account__in=accounts, archived_at=None).exclude(held).order_by("account_id", "id")
    for _account, household in groupby(people.iterator(chunk_size=2_000), key=lambda one: one.account_id):
        party = list(household)
        most -= len(party)
        if most < 0:
            return
        yield party


def enter_many(opening: Opening, parties: Sequence[Sequence[Applicant]], door: str, *, now: datetime) -> int:
    """Put many parties, each the people of one account, into an opening that gathers; how many people entered.

    Who holds a ticket or an entry already stays out. Refuses to do so outside the demo.
    """
    if not settings.DEMO:
        raise RuntimeError("Made-up people exist in demo only (GILIRAN_DEMO=1).")
    return sum(len(party) for chunk in db.in_batches(parties, BATCH) for party in _enter(opening, chunk, door, now))


def _enter(
    opening: Opening, parties: Sequence[Sequence[Applicant]], door: str, now: datetime
) -> list[Sequence[Applicant]]:
    with transaction.atomic():
        share([opening.pk])
        if not Opening.objects.filter(pk=opening.pk, state=State.GATHERING, freezes_at__gt=now).exists():
            return []
        free = _free(opening, parties)
        standing = _standing(free, now)
        entries = Entry.objects.bulk_create([_entry(opening, party, standing, door, now) for party in free])
        people = [
            _entry_person(entry, position, person)
            for entry, party in zip(entries, free, strict=True)
            for position, person in enumerate(party)
        ]
        week = selectors.week_of(opening)
        for person in people:
            person.week = week
        EntryPerson.objects.bulk_create(people, batch_size=500)
        audit.record_many(_line(entry, opening, now) for entry in entries)
    return free


def _free(opening: Opening, parties: Sequence[Sequence[Applicant]]) -> list[Sequence[Applicant]]:
    niks = [bytes(person.nik_hash) for party in parties for person in party]
    entered = EntryPerson.objects.filter(nik_hash__in=niks)
    held = {*selectors.live_tickets(niks)}
    for found in (entered.filter(is_live=True), entered.filter(week=selectors.week_of(opening))):
        held.update(map(bytes, found.values_list("nik_hash", flat=True)))
    return [party for party in parties if not any(bytes(person.nik_hash) in held for person in party)]


def _standing(parties: Iterable[Sequence[Applicant]], now: datetime) -> dict[bytes, selectors.Standing]:
    niks = [bytes(person.nik_hash) for party in parties for person in party]
    return dict(zip(niks, selectors.standing_of(niks, now=now), strict=True))


def _entry(
    opening: Opening,
    party: Sequence[Applicant],
    standing: dict[bytes, selectors.Standing],
    door: str,
    now: datetime,
) -> Entry:
    mine = [standing[bytes(person.nik_hash)] for person in party]
    return Entry(
        public_id=ids.new_entry_number(),
        opening=opening,
        account_id=party[0].account_id,
        key=f"{door}:{opening.pk}",
        request_digest=hashlib.sha256(f"{opening.pk}|{party[0].account_id}".encode()).digest(),
        party=len(party),
        wishes="any" if opening.method == Method.BALLOT else "",
        class_no=losses.class_of_party([one.is_owed for one in mine]),
        losses=losses.losses_of_party([one.losses for one in mine]),
        door=door,
        created_at=now,
        in_roll=True,
    )


def _entry_person(entry: Entry, position: int, person: Applicant) -> EntryPerson:
    return EntryPerson(entry=entry, position=position, nik_hash=bytes(person.nik_hash), **asked_for(person)._asdict())


def asked_for(person: Applicant) -> PersonRequest:
    """What a made-up adult wants."""
    return PersonRequest(person.pk, "new", "PB_E_10", "holiday")


def _line(entry: Entry, opening: Opening, now: datetime) -> audit.Line:
    by = Actor(entry.account_id, _LABEL, entry.door)
    told = {"opening": opening.pk, "people": entry.party, "account": entry.account_id}
    return audit.Line("entry.made", by, f"entry:{entry.public_id}", now, opening.office_id, told)


def spare_letters_due(now: datetime) -> int:
    """Tick step, in demo: nobody is written to who has no address, and so many at once. Returns how many."""
    return Entry.objects.filter(door=DEMO_DOOR).exclude(news="").update(news="")


def take_turns_due(now: datetime) -> int:
    """Tick step, in demo: made-up people whose turn has come take seats, after thinking about it. How many parties.

    One in a few lets its turn pass, and some seats stay free for whoever plays along.
    """
    running = Opening.objects.filter(state=State.RUNNING, paused_at=None, entries__door=DEMO_DOOR).exclude(
        method=Method.BALLOT
    )
    return sum(_take_turns(opening, now) for opening in running.distinct())


def _take_turns(opening: Opening, now: datetime) -> int:
    room = _room(opening, now)
    requests: list[TurnRequest] = []
    if max(room.values(), default=0) < 1:
        return 0
    for entry in _ready(opening, now):
        if slot_id := _choose(entry, room):
            room[slot_id] -= entry.party
            requests.append(_turn(entry, slot_id, now))
        if len(requests) == AT_ONCE:
            break
    return sum(isinstance(outcome, Booked) for outcome in take_seats.take_seats(requests, now))


def _room(opening: Opening, now: datetime) -> dict[int, int]:
    """Slot id to the seats that the crowd may still take there, in the order of time."""
    slots = [slot for slot in run.open_slots(opening) if slot.starts_at > now]
    kept = {slot.pk for slot in slots[-WINDOWS_KEPT:]}
    return {slot.pk: slot.capacity - slot.taken - (KEPT if slot.pk in kept else 0) for slot in slots}


def _ready(opening: Opening, now: datetime) -> Iterator[Entry]:
    """Those who were let in long enough ago to have made up their minds, by their place in the line."""
    admitted = opening.entries.filter(door=DEMO_DOOR, outcome="", withdrawn_at=None, admitted_at__lte=now)
    for entry in admitted.order_by("ahead").prefetch_related("people"):
        rng = random.Random(entry.public_id)  # noqa: S311 - the same mind at every look
        is_coming = rng.randrange(NOT_COMING) > 0
        if is_coming and entry.admitted_at and entry.admitted_at + rng.random() * THINKING <= now:
            yield entry


def _choose(entry: Entry, room: dict[int, int]) -> int | None:
    fit = [slot_id for slot_id, left in room.items() if left >= entry.party]
    return random.Random(entry.public_id).choice(fit) if fit else None  # noqa: S311 - plays, hides nothing


def _turn(entry: Entry, slot_id: int, now: datetime) -> TurnRequest:
    claim = take_seats.claim_of(entry, now)
    people = sorted(entry.people.all(), key=lambda person: person.position)
    return TurnRequest(claim, slot_id, tuple(map(person_request, people)), f"crowd:{entry.public_id}")
