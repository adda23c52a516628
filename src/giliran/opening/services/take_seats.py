"""Take seats when the turn has come: many requests at once, as the lane collects them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest, Refused, SeatRequest
from giliran.booking.services import book, repeat
from giliran.booking.services.allocate import Booked, Learnt, Outcome, decide_and_write, until_it_stands
from giliran.booking.states import Door
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.opening import passes
from giliran.opening.models import Entry
from giliran.opening.policy import taking
from giliran.opening.policy.taking import EntryNow
from giliran.opening.sentences import sentence
from giliran.opening.services import tell, turn_rows
from giliran.opening.services.give import party_of, person_request
from giliran.opening.services.turn_rows import Known

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


def take_seats(requests: Sequence[TurnRequest], now: datetime) -> list[Outcome]:
    """Book for those whose turn has come, in the order given; one outcome a request, in the same order.

    The same key again gives the same booking, also after the opening has closed. Whoever may not is `Refused` with a
    code of `opening.sentences`; a seat that is missing refuses with the codes of `allocate`.
    """
    return until_it_stands(lambda learnt: _attempt(requests, learnt, now))


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
    digest = passes.party_digest(map(person_request, party_of(entry)))
    return passes.Claim(
        entry.account_id, entry.opening_id, entry.public_id, digest, entry.ahead or 0, now + passes.LIFETIME
    )


def _attempt(requests: Sequence[TurnRequest], learnt: Learnt, now: datetime) -> list[Outcome]:
    known = turn_rows.read_for((one.claim.opening_id for one in requests), (one.claim.entry for one in requests))
    admitted = {id_: opening.admitted(now) for id_, opening in known.openings.items()}
    outcomes: dict[int, Outcome] = {
        at: Refused(code) for at, one in enumerate(requests) if (code := _refuse(one, known, admitted, now))
    }
    let_in = [at for at in range(len(requests)) if at not in outcomes]
    outcomes |= _given_before(requests, list(outcomes), known)
    turned = [requests[at] for at in let_in]
    seated = decide_and_write(
        [_seat_request(one, known) for one in turned],
        now,
        learnt,
        beside=lambda given: _end_turns(turned, given, known, now),
    )
    outcomes |= {at: _as_ours(outcome) for at, outcome in zip(let_in, seated, strict=True)}
    return [outcomes[at] for at in range(len(requests))]


def _refuse(request: TurnRequest, known: Known, admitted: Mapping[int, int], now: datetime) -> str:
    """Why this request may not go on, as a code; empty if it may."""
    claim, entry = request.claim, known.entries.get(request.claim.entry)
    if entry is None:
        return "entry_unknown"
    party = known.parties.get(entry.id, [])
    if (entry.account_id, entry.opening_id) != (claim.account_id, claim.opening_id):
        return "pass_foreign"
    if passes.party_digest(party) != claim.party_digest:
        return "not_your_party"
    return (
        taking.refuse_moment(known.openings[entry.opening_id], now)
        or taking.refuse_entry(entry, admitted[entry.opening_id])
        or taking.refuse_party(request.people, party)
    )


def _given_before(requests: Sequence[TurnRequest], refused: Sequence[int], known: Known) -> dict[int, Outcome]:
    """Whoever asks again for what they were given hears so, even if they could not have it now."""
    asked = [at for at in refused if requests[at].claim.entry in known.entries]
    before = repeat.given_before([_seat_request(requests[at], known) for at in asked]) if asked else {}
    return {asked[at]: outcome for at, outcome in before.items()}


def _seat_request(request: TurnRequest, known: Known) -> SeatRequest:
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


def _end_turns(requests: Sequence[TurnRequest], given: Mapping[int, int], known: Known, now: datetime) -> None:
    """Write slot and booking into each entry that took seats just now, and tell its turn no more.

    `given` has the booking of each request that got one. A party that books in parts keeps its first.
    """
    taken: dict[int, tuple[EntryNow, int, int]] = {}
    for at, booking_id in given.items():
        entry = known.entries[requests[at].claim.entry]
        if entry.booking_id is None:
            taken.setdefault(entry.id, (entry, requests[at].slot_id, booking_id))
    turn_rows.mark_taken(list(taken.values()), known.openings, now)
    tell.forget_turns([entry.public_id for entry, _, _ in taken.values()], now=now)
