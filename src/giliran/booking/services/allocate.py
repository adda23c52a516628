"""The one place that spends seats: many requests at once, in order, in one transaction.

What makes it exact, on both engines:
- accounts are locked in id order, then slots in id order (SQLite: the transaction holds the only write lock). The
  account's limit and repeated keys are read under the lock of the account;
- a hot slot is locked for as short as can be: the batch is decided on the slots as they look, everything is written
  that does not depend on labels, and only then are they locked. If the decision still stands on what they are now,
  labels are given and tickets written; if not, the batch starts again and locks its slots before it decides;
- tickets go in by the order of their NIK hash; where another batch holds a NIK, the partial unique index decides,
  and the batch starts again knowing that - after giving back its own claims, so that two cannot wait in a ring;
- `CHECK` and `UNIQUE` in the tables stand behind all of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from giliran.booking import policy
from giliran.booking.policy import Granted, Refused, Repeated, SeatRequest
from giliran.booking.selectors import TicketGiven, ticket_given
from giliran.booking.services import rows
from giliran.core import db, ids

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Booked:
    """A promise: the booking's id and code. `repeated` says that it had been given before."""

    booking_id: int
    code: str
    repeated: bool = False
    given: tuple[Granted, int, datetime] | None = None

    @property
    def tickets(self) -> tuple[TicketGiven, ...]:
        """Those given just now, by label. Worked out when they are asked for: the slots are no longer locked then."""
        if self.given is None:
            return ()
        grant, first, arrives_at = self.given
        slot = grant.slot
        return tuple(
            ticket_given(slot.letter, number, arrives_at, seat.person.full_name, slot.timezone)
            for number, seat in enumerate(grant.seats, first)
        )


Outcome = Booked | Refused
Beside = Callable[[Mapping[int, int]], None]
"""Writes what goes with bookings made just now: their ids, by the place of the request that they answer."""


@dataclass(slots=True)
class Learnt:
    """What earlier tries of the same batch found out."""

    claimed: set[bytes] = field(default_factory=set)
    slots_move: bool = False


class _StartAgain(Exception):
    """This try of the batch must be undone; what it has learnt makes the next one another."""


def _nothing_beside(_: Mapping[int, int]) -> None:
    pass


def allocate(requests: Sequence[SeatRequest], now: datetime, *, beside: Beside = _nothing_beside) -> list[Outcome]:
    """Give seats to as many parties as fit, in the order given; one outcome a request, in the same order.

    Never more than a slot's capacity; a party whole or not at all; one live ticket a NIK in the whole country; no
    more live tickets an account than the policy allows; the same key again gives the same booking (`key_reused` with
    another body). Writes the audit rows and marks the confirmations as due.

    `beside` is called before the slots are locked, with `core.db`'s own writes only; a batch that starts again undoes
    what it wrote and calls it again.
    """
    return until_it_stands(lambda learnt: decide_and_write(requests, now, learnt, beside=beside))


def until_it_stands(attempt: Callable[[Learnt], T]) -> T:
    """What `attempt` returns, once what it decided stood: a transaction a try, in which it may do more than
    `decide_and_write`, but change nothing through models (see `core.db.together`)."""
    return db.retry_on_deadlock(lambda: _until_it_stands(attempt))


def _until_it_stands(attempt: Callable[[Learnt], T]) -> T:
    learnt = Learnt()
    while True:
        try:
            with transaction.atomic(), db.together():
                db.keep_plans()
                return attempt(learnt)
        except _StartAgain:
            continue


def decide_and_write(
    requests: Sequence[SeatRequest], now: datetime, learnt: Learnt, *, beside: Beside = _nothing_beside
) -> list[Outcome]:
    """One try of `allocate`, inside `until_it_stands`."""
    digests = [hashlib.sha256(request.digest_text().encode()).digest() for request in requests]
    known = rows.read_for(requests, lock_slots=learnt.slots_move, now=now)
    known.live_niks |= learnt.claimed
    decisions = policy.decide(requests, digests, known, now)
    granted = {at: decision for at, decision in enumerate(decisions) if isinstance(decision, Granted)}
    codes = {at: ids.new_booking_code() for at in granted}
    grants = {codes[at]: (requests[at], digests[at], grant) for at, grant in granted.items()}
    rows.record_confirmed(grants, now)
    booking_ids = rows.insert_bookings(grants, now)
    beside({at: booking_ids[code] for at, code in codes.items()})
    labels = _seat(grants, booking_ids, learnt, now)
    promised = [
        Booked(booking_ids[code], code, given=(grant, *label))
        for (code, (_, _, grant)), label in zip(grants.items(), labels, strict=True)
    ]
    return _outcomes(decisions, promised)


def _seat(grants: rows.Grants, booking_ids: dict[str, int], learnt: Learnt, now: datetime) -> rows.Labels:
    """Lock the slots, give out labels, and claim the NIKs."""
    granted = [grant for _, _, grant in grants.values()]
    spent = policy.seats_given(granted)
    locked = rows.lock_slots(spent)
    if not policy.still_stands(granted, locked):
        learnt.slots_move = True
        raise _StartAgain
    rows.spend_seats(spent)
    niks = {seat.person.nik_hash for grant in granted for seat in grant.seats}
    labels = policy.first_labels(granted, locked)
    claimed = rows.insert_tickets(grants, booking_ids, labels, now)
    if len(claimed) < len(niks):
        learnt.claimed |= niks - claimed
        raise _StartAgain
    return labels


def _outcomes(decisions: Sequence[policy.Decision], given: Iterable[Booked]) -> list[Outcome]:
    just_given = iter(given)
    outcomes: list[Outcome] = []
    for decision in decisions:
        match decision:
            case Granted():
                outcomes.append(next(just_given))
            case Repeated(promised=promised) if promised:
                outcomes.append(Booked(promised.booking_id, promised.code, repeated=True))
            case Repeated(of=earlier) if earlier is not None:
                first = outcomes[earlier]
                outcomes.append(Booked(first.booking_id, first.code, True) if isinstance(first, Booked) else first)
            case Refused():
                outcomes.append(decision)
    return outcomes
