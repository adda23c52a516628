"""Take seats when the turn has come: many requests at once, as the lane collects them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest, Refused, SeatRequest
from giliran.booking.services import book, repeat
from giliran.booking.services.allocate import Booked, Outcome, allocate
from giliran.booking.states import Door
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.opening import passes, selectors, states
from giliran.opening.models import Entry, Opening
from giliran.opening.policy import turns
from giliran.opening.sentences import sentence
from giliran.opening.services.give import mark_seated, person_request
from giliran.opening.services.lock import share
from giliran.opening.states import State

CODES = frozenset({
    "pass_foreign", "entry_unknown", "opening_cancelled", "opening_closed", "opening_not_running", "opening_paused",
    "entry_withdrawn", "entry_void", "turn_not_reached", "not_your_party", "slot_elsewhere",
})  # fmt: skip
"""Refusals that only an opening knows."""


class TurnRequest(NamedTuple):
    """Somebody whose pass was read asks for seats in one slot, for the party of the entry or a part of it."""

    claim: passes.Claim
    slot_id: int
    people: tuple[PersonRequest, ...]
    key: str
    made_by: int | None = None
    door: str = Door.LANE


@dataclass(frozen=True, slots=True)
class _Known:
    """What a batch may look at: entries by public id, their openings, and how many people each has let in."""

    entries: Mapping[str, Entry]
    openings: Mapping[int, Opening]
    admitted: Mapping[int, int]


def take_seats(requests: Sequence[TurnRequest], now: datetime) -> list[Outcome]:
    """Book for those whose turn has come, in the order given; one outcome a request, in the same order.

    The same key again gives the same booking, also after the opening has closed. Whoever may not is `Refused` with a
    code of `opening.sentences`; a seat that is missing refuses with the codes of `allocate`.
    """
    return db.retry_on_deadlock(lambda: _in_one_transaction(requests, now))


def book_turn(
    *, entry: Entry, slot_id: int, people: Sequence[PersonRequest], key: str, by: Actor, now: datetime
) -> Booking:
    """A batch of one, for pages and desk. Raises `Refusal`; where a seat is what was missing, with `alternatives`."""
    claim = claim_of(entry, now)
    [outcome] = take_seats([TurnRequest(claim, slot_id, tuple(people), key, by.user_id, by.door)], now)
    if isinstance(outcome, Booked):
        return Booking.objects.get(id=outcome.booking_id)
    if outcome.code in CODES:
        raise Refusal(outcome.code, sentence(outcome.code), data={"people": list(outcome.people)})
    request = SeatRequest(slot_id, entry.account_id, tuple(people), key, by.door)
    raise book.refusal(outcome, request, now=now)


def claim_of(entry: Entry, now: datetime) -> passes.Claim:
    """What a pass for this entry says."""
    people = sorted(entry.people.all(), key=lambda person: person.position)
    digest = passes.party_digest(map(person_request, people))
    return passes.Claim(
        entry.account_id, entry.opening_id, entry.public_id, digest, entry.ahead or 0, now + passes.LIFETIME
    )


def _in_one_transaction(requests: Sequence[TurnRequest], now: datetime) -> list[Outcome]:
    with transaction.atomic():
        known = _read(requests, now)
        outcomes: dict[int, Outcome] = {
            at: Refused(code) for at, one in enumerate(requests) if (code := _refuse(one, known, now))
        }
        let_in = [at for at in range(len(requests)) if at not in outcomes]
        outcomes |= _given_before(requests, list(outcomes), known)
        seated = allocate([_seat_request(requests[at], known) for at in let_in], now)
        outcomes |= {at: _as_ours(outcome) for at, outcome in zip(let_in, seated, strict=True)}
        _mark(requests, outcomes, known, now)
    return [outcomes[at] for at in range(len(requests))]


def _given_before(requests: Sequence[TurnRequest], refused: Sequence[int], known: _Known) -> dict[int, Outcome]:
    """Whoever asks again for what they were given hears so, even if they could not have it now."""
    asked = [at for at in refused if requests[at].claim.entry in known.entries]
    before = repeat.given_before([_seat_request(requests[at], known) for at in asked]) if asked else {}
    return {asked[at]: outcome for at, outcome in before.items()}


def _read(requests: Sequence[TurnRequest], now: datetime) -> _Known:
    """Openings first and entries next, each held until the batch is done: no step of the tick comes in between."""
    opening_ids = sorted({one.claim.opening_id for one in requests})
    share(opening_ids)
    openings = {one.pk: one for one in Opening.objects.filter(pk__in=opening_ids)}
    names = sorted({one.claim.entry for one in requests})
    found = Entry.objects.filter(public_id__in=names).order_by("pk").select_for_update(no_key=True)
    entries = {one.public_id: one for one in found.prefetch_related("people")}
    return _Known(entries, openings, {pk: selectors.admitted_of(one, now) for pk, one in openings.items()})


def _refuse(request: TurnRequest, known: _Known, now: datetime) -> str:
    """Why this request may not go on, as a code; empty if it may."""
    claim, entry = request.claim, known.entries.get(request.claim.entry)
    if entry is None:
        return "entry_unknown"
    if (entry.account_id, entry.opening_id) != (claim.account_id, claim.opening_id):
        return "pass_foreign"
    return (
        _refuse_moment(known.openings[entry.opening_id], now)
        or _refuse_entry(entry, known.admitted[entry.opening_id])
        or _refuse_party(request, entry)
    )


def _refuse_moment(opening: Opening, now: datetime) -> str:
    if opening.state == State.CANCELLED:
        return "opening_cancelled"
    if opening.state not in states.LIVE or opening.closes_at <= now:
        return "opening_closed"
    phase = selectors.phase_of(opening)
    if phase != State.RUNNING:
        return "opening_paused" if phase == "paused" else "opening_not_running"
    return ""


def _refuse_entry(entry: Entry, admitted: int) -> str:
    if entry.withdrawn_at:
        return "entry_withdrawn"
    if entry.outcome == states.Outcome.VOID:
        return "entry_void"
    return "" if entry.ahead is not None and turns.has_come(entry.ahead, admitted) else "turn_not_reached"


def _refuse_party(request: TurnRequest, entry: Entry) -> str:
    party = [person_request(person) for person in entry.people.all()]
    is_theirs = set(request.people) <= set(party) and passes.party_digest(party) == request.claim.party_digest
    return "" if is_theirs else "not_your_party"


def _seat_request(request: TurnRequest, known: _Known) -> SeatRequest:
    entry = known.entries[request.claim.entry]
    return SeatRequest(
        slot_id=request.slot_id,
        account_id=entry.account_id,
        people=request.people,
        key=request.key,
        door=request.door,
        made_by=request.made_by or entry.account_id,
        guardian_present=entry.guardian_present,
        reserved_for=known.openings[entry.opening_id].name,
    )


def _as_ours(outcome: Outcome) -> Outcome:
    """A slot that is kept for others belongs to another opening."""
    return Refused("slot_elsewhere") if outcome == Refused("reserved") else outcome


def _mark(requests: Sequence[TurnRequest], outcomes: Mapping[int, Outcome], known: _Known, now: datetime) -> None:
    """Write into each entry what it took; a party that books in parts keeps its first."""
    given: dict[int, tuple[int, int, int]] = {}
    for at, request in enumerate(requests):
        entry, outcome = known.entries.get(request.claim.entry), outcomes[at]
        if entry and entry.booking_id is None and isinstance(outcome, Booked) and not outcome.repeated:
            given.setdefault(entry.pk, (entry.pk, request.slot_id, outcome.booking_id))
    mark_seated(list(given.values()), states.Outcome.TURN, now)
    _note_turns([entry for entry in known.entries.values() if entry.pk in given], known, now)


def _note_turns(seated: Sequence[Entry], known: _Known, now: datetime) -> None:
    """When their turn came, for those who took their seat before the tick noted it: the published line has no gaps."""
    rows = [
        (entry.pk, turns.came_at(selectors.stretches_of(opening), entry.ahead, now))
        for entry in seated
        for opening in (known.openings[entry.opening_id],)
        if entry.admitted_at is None and entry.ahead is not None and opening.method == states.Method.TURNS
    ]
    db.update_rows(db.table_of(Entry), "bigint", {"admitted_at": "timestamptz"}, rows)
