"""Who gets a seat. Plain values in, reasons out: no Django, no clock, no IO."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from giliran.accounts.policy import age_on
from giliran.catalogue.policy import ServiceRule, suits
from giliran.slots.policy import FOR_WAITING

MOST_PEOPLE = 5
"""R35: a party has one to five people."""

ADULT_AGE = 17

QUARTER = timedelta(minutes=15)

AT_THE_OFFICE = frozenset({"priority", "walk_in", "express"})
"""Pools whose seats are given to people who stand at the office, and never from afar."""


ServiceRules = Mapping[str, ServiceRule]
"""By the code of a service."""

LeastAges = Mapping[str, int]
"""From which age a booklet can be had, by its code."""


class PersonRequest(NamedTuple):
    """One person of a party, as asked for: ids and codes only."""

    applicant_id: int
    service: str
    booklet: str
    purpose: str


class SeatRequest(NamedTuple):
    """A party asks for seats in one slot. `key` makes a repeated request the same request.

    `on_site`: the people stand before an officer or a kiosk of the office (R121, R124). They may come for services that
    nobody books, take seats of the pools that are kept for them, and also of a window that has begun.
    """

    slot_id: int
    account_id: int
    people: tuple[PersonRequest, ...]
    key: str
    door: str
    made_by: int | None = None
    guardian_present: bool = False
    reserved_for: str = ""
    on_site: bool = False

    def digest_text(self) -> str:
        """What must be equal for a repeated key to be the same request."""
        people = ";".join(",".join(map(str, person)) for person in self.people)
        return f"{self.slot_id}|{people}|{int(self.guardian_present)}"


class Person(NamedTuple):
    """An applicant as the decision needs to know them."""

    account_id: int
    full_name: str
    birth_date: date
    nik_hash: bytes
    nik_last4: str


class SlotNow(NamedTuple):
    """A slot as it was when it was looked at."""

    id: int
    office_id: int
    date: date
    starts_at: datetime
    ends_at: datetime
    letter: str
    capacity: int
    taken: int
    first_number: int
    last_number: int
    state: str
    reserved_for: str
    returning: int = 0
    pool: str = "online"
    timezone: str = "Asia/Jakarta"

    @property
    def free(self) -> int:
        return self.capacity - self.taken


@dataclass(slots=True)
class Knowledge:
    """All that a batch may look at, read inside the locks of its accounts; the slots may move until they are locked."""

    slots: Mapping[int, SlotNow]
    people: Mapping[int, Person]
    services: ServiceRules
    booklets: LeastAges
    purposes: frozenset[str]
    live_niks: set[bytes]
    places: Mapping[int, set[int]]
    keys: Mapping[tuple[int, str], Promised]
    seats_per_account: int
    cooling: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Promised:
    """A booking that exists already under an account's key."""

    booking_id: int
    code: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """Why not: a stable code, and the people of the party (by position from 0) whom it concerns."""

    code: str
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatGiven:
    """One person's seat, and the account's place it uses. The label is known when the slot is locked."""

    person: Person
    asked: PersonRequest
    account_place: int


@dataclass(frozen=True, slots=True)
class Granted:
    """`since`: the party is here already, at a window that has begun; its turn does not wait for a quarter of an hour
    on the ticket."""

    slot: SlotNow
    seats: tuple[SeatGiven, ...]
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same request again: as the earlier one in this batch (`of`), or as a booking that exists."""

    promised: Promised | None = None
    of: int | None = None


Decision = Granted | Refused | Repeated


@dataclass(slots=True)
class _Tally:
    """What this batch has given so far."""

    free: dict[int, int]
    niks: set[bytes]
    places: dict[int, set[int]]
    keys: dict[tuple[int, str], int] = field(default_factory=dict)


def decide(
    requests: Sequence[SeatRequest], digests: Sequence[bytes], known: Knowledge, now: datetime
) -> list[Decision]:
    """One decision a request, first come first served in the order of the sequence, each party whole or not at all.

    `known` is not changed, so that the same batch can be decided again when it has learnt more.
    """
    tally = _Tally(
        free={id_: slot.free for id_, slot in known.slots.items()},
        niks=set(known.live_niks),
        places={account: set(places) for account, places in known.places.items()},
    )
    decisions: list[Decision] = []
    for position, request in enumerate(requests):
        repeated = _repeated(position, request, digests, known, tally)
        decision = repeated or _refuse(request, known, tally, now) or _grant(request, known, tally, now)
        decisions.append(decision)
    return decisions


def _repeated(
    position: int, request: SeatRequest, digests: Sequence[bytes], known: Knowledge, tally: _Tally
) -> Decision | None:
    name = (request.account_id, request.key)
    promised = known.keys.get(name)
    if promised:
        same = promised.digest == digests[position]
        return Repeated(promised=promised) if same else Refused("key_reused")
    earlier = tally.keys.setdefault(name, position)
    if earlier == position:
        return None
    return Repeated(of=earlier) if digests[earlier] == digests[position] else Refused("key_reused")


def _refuse(request: SeatRequest, known: Knowledge, tally: _Tally, now: datetime) -> Refused | None:
    slot = known.slots.get(request.slot_id)
    if slot is None:
        return Refused("unknown_slot")
    return (
        refuse_party(request, known, slot.date)
        or _refuse_slot(slot, request, now)
        or _refuse_claims(request, known, tally)
        or _refuse_room(slot, request, tally)
    )


def _refuse_room(slot: SlotNow, request: SeatRequest, tally: _Tally) -> Refused | None:
    """Full means full: not while a seat that somebody gave back is on its way."""
    missing = len(request.people) - tally.free[slot.id]
    if missing <= 0:
        return None
    return Refused("returning" if missing <= slot.returning else "full")


def refuse_party(request: SeatRequest, known: Knowledge, day: date) -> Refused | None:
    """What is wrong with the party itself, whatever the slot."""
    if not 1 <= len(request.people) <= MOST_PEOPLE:
        return Refused("party_size")
    strangers = _positions(request, lambda asked: not _is_of(request.account_id, known.people.get(asked.applicant_id)))
    if strangers:
        return Refused("unknown_person", strangers)
    hashes = [known.people[asked.applicant_id].nik_hash for asked in request.people]
    if len(set(hashes)) < len(hashes):
        return Refused("same_person_twice", tuple(i for i, one in enumerate(hashes) if one in hashes[:i]))
    unnamed = _positions(request, lambda asked: not known.people[asked.applicant_id].nik_last4)
    if unnamed and not request.on_site:
        return Refused("person_incomplete", unnamed)
    return _refuse_services(request, known, day)


def _refuse_services(request: SeatRequest, known: Knowledge, day: date) -> Refused | None:
    ages = [age_on(known.people[asked.applicant_id].birth_date, day) for asked in request.people]
    faults = [
        _service_fault(asked, age, known, request.on_site) for asked, age in zip(request.people, ages, strict=True)
    ]
    first = next((fault for fault in faults if fault), "")
    if first:
        return Refused(first, tuple(i for i, fault in enumerate(faults) if fault == first))
    if max(ages) < ADULT_AGE and not request.guardian_present:
        return Refused("minor_alone", tuple(range(len(ages))))
    return None


def age_fault(asked: PersonRequest, age: int, services: ServiceRules, booklets: LeastAges) -> str:
    """What of service and booklet is not for this age, as a refusal's code; empty if both are. What is no longer
    offered at all is not judged."""
    service, least_age = services.get(asked.service), booklets.get(asked.booklet)
    if service is not None and suits(service, age) is not None:
        return "service_age"
    return "booklet_age" if least_age is not None and age < least_age else ""


def _service_fault(asked: PersonRequest, age: int, known: Knowledge, on_site: bool) -> str:
    """What is wrong with what one person asks for, as a refusal's code; empty if nothing is."""
    service, least_age = known.services.get(asked.service), known.booklets.get(asked.booklet)
    if service is None:
        return "unknown_service"
    if asked.purpose not in known.purposes:
        return "unknown_purpose"
    if least_age is None:
        return "unknown_booklet"
    if not service.bookable and not on_site:
        return "walk_in_service"
    return age_fault(asked, age, known.services, known.booklets)


def _refuse_slot(slot: SlotNow, request: SeatRequest, now: datetime) -> Refused | None:
    """What is wrong with the slot at this moment."""
    if (slot.ends_at if request.on_site else slot.starts_at) <= now:
        return Refused("past")
    if slot.pool in AT_THE_OFFICE and not request.on_site:
        return Refused("at_the_office")
    if slot.state == "closed":
        return Refused("closed")
    if slot.state != "released":
        return Refused("not_open")
    if slot.reserved_for and slot.reserved_for != request.reserved_for:
        return Refused("returning" if slot.reserved_for == FOR_WAITING else "reserved")
    return None


def _refuse_claims(request: SeatRequest, known: Knowledge, tally: _Tally) -> Refused | None:
    """What the party or its account holds already."""
    taken = _positions(request, lambda asked: known.people[asked.applicant_id].nik_hash in tally.niks)
    if taken:
        return Refused("already_booked", taken)
    cooling = _positions(request, lambda asked: known.people[asked.applicant_id].nik_hash in known.cooling)
    if cooling:
        return Refused("cooling", cooling)
    held = len(tally.places.get(request.account_id, ()))
    if held + len(request.people) > known.seats_per_account:
        return Refused("too_many")
    return None


def _grant(request: SeatRequest, known: Knowledge, tally: _Tally, now: datetime) -> Granted:
    used = tally.places.setdefault(request.account_id, set())
    seats = []
    for asked in request.people:
        person = known.people[asked.applicant_id]
        place = _lowest_free(used)
        used.add(place)
        tally.niks.add(person.nik_hash)
        seats.append(SeatGiven(person, asked, place))
    tally.free[request.slot_id] -= len(seats)
    slot = known.slots[request.slot_id]
    return Granted(slot, tuple(seats), now if slot.starts_at <= now else None)


def seats_given(grants: Iterable[Granted]) -> dict[int, int]:
    """How many seats of each slot, by its id."""
    given: dict[int, int] = {}
    for grant in grants:
        given[grant.slot.id] = given.get(grant.slot.id, 0) + len(grant.seats)
    return given


def still_stands(grants: Sequence[Granted], locked: Mapping[int, SlotNow]) -> bool:
    """Whether `decide` would say the same of the slots as they are now, inside their locks.

    It would if seats were only spent since they were looked at, and what was given still fits: whoever was refused
    as full would not fit either. Anything else - hours, state, a seat that came back - may change the answer. A slot
    of which nothing was given needs no lock: what was refused there was refused rightly when it was looked at.
    """
    looked_at = {grant.slot.id: grant.slot for grant in grants}
    return all(
        id_ in locked and _only_spent(looked_at[id_], locked[id_]) and seats <= locked[id_].free
        for id_, seats in seats_given(grants).items()
    )


def _only_spent(before: SlotNow, after: SlotNow) -> bool:
    return before.taken <= after.taken and before == after._replace(
        taken=before.taken, last_number=before.last_number, returning=before.returning
    )


def first_labels(grants: Iterable[Granted], locked: Mapping[int, SlotNow]) -> list[tuple[int, datetime]]:
    """For each party the number of its first label and when it arrives, together; labels go on where they ended."""
    last = {id_: slot.last_number for id_, slot in locked.items()}
    labels = []
    for grant in grants:
        slot = locked[grant.slot.id]
        first = last[slot.id] + 1
        last[slot.id] += len(grant.seats)
        labels.append((first, grant.since or arrival(slot, first)))
    return labels


def arrival(slot: SlotNow, number: int) -> datetime:
    """The quarter of an hour inside the slot at which the holder of this label should come (R139).

    Labels are spread evenly over the window; a label beyond the capacity (of a seat given back and given again)
    begins at the front once more.
    """
    quarters = max(1, int((slot.ends_at - slot.starts_at) / QUARTER))
    turn = (number - slot.first_number) % max(1, slot.capacity)
    return slot.starts_at + (turn * quarters // max(1, slot.capacity)) * QUARTER


def _positions(request: SeatRequest, is_wrong: Callable[[PersonRequest], bool]) -> tuple[int, ...]:
    return tuple(i for i, asked in enumerate(request.people) if is_wrong(asked))


def _is_of(account_id: int, person: Person | None) -> bool:
    return person is not None and person.account_id == account_id


def _lowest_free(used: set[int]) -> int:
    place = 1
    while place in used:
        place += 1
    return place
