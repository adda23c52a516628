"""The one place that spends seats: many requests at once, in order, in one transaction.

What makes it exact, on both engines:
- slots are locked in id order, then accounts in id order (SQLite: the transaction holds the only write lock), so
  capacity, the account's limit and repeated keys are read and spent under the lock;
- tickets go in by the order of their NIK hash; where another batch holds a NIK, the partial unique index decides,
  and the batch is decided again knowing that - after giving back its own claims, so that two cannot wait in a ring;
- `CHECK` and `UNIQUE` in the tables stand behind all of it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from giliran.booking import policy
from giliran.booking.policy import Granted, Knowledge, Refused, Repeated, SeatRequest
from giliran.booking.services import rows
from giliran.core import db, ids


@dataclass(frozen=True, slots=True)
class Booked:
    """A promise: the booking's id and code. `repeated` says that it had been given before."""

    booking_id: int
    code: str
    repeated: bool = False


Outcome = Booked | Refused


class _ClaimedMeanwhile(Exception):
    """Other batches hold some of the NIKs that this one wanted to claim."""

    def __init__(self, niks: Collection[bytes]) -> None:
        super().__init__()
        self.niks = niks


def allocate(requests: Sequence[SeatRequest], now: datetime) -> list[Outcome]:
    """Give seats to as many parties as fit, in the order given; one outcome a request, in the same order.

    Never more than a slot's capacity; a party whole or not at all; one live ticket a NIK in the whole country; no
    more live tickets an account than the policy allows; the same key again gives the same booking (`key_reused` with
    another body). Writes the audit rows and marks the confirmations as due.
    """
    digests = [hashlib.sha256(request.digest_text().encode()).digest() for request in requests]
    return db.retry_on_deadlock(lambda: _in_one_transaction(requests, digests, now))


def _in_one_transaction(requests: Sequence[SeatRequest], digests: Sequence[bytes], now: datetime) -> list[Outcome]:
    with transaction.atomic():
        known = rows.read_for(requests)
        while True:
            try:
                with transaction.atomic():
                    return _decide_and_write(requests, digests, known, now)
            except _ClaimedMeanwhile as others:
                known.live_niks.update(others.niks)


def _decide_and_write(
    requests: Sequence[SeatRequest], digests: Sequence[bytes], known: Knowledge, now: datetime
) -> list[Outcome]:
    decisions = policy.decide(requests, digests, known, now)
    grants = {
        ids.new_booking_code(): (position, decision)
        for position, decision in enumerate(decisions)
        if isinstance(decision, Granted)
    }
    booking_ids = rows.insert_bookings(
        [
            (code, request.account_id, request.slot_id, request.key, digests[position], request.made_by, request.door,
             now, now)
            for code, (position, _) in grants.items()
            for request in (requests[position],)
        ]
    )  # fmt: skip
    _claim_niks(requests, grants, booking_ids, now)
    rows.spend_seats([(grant.slot.id, len(grant.seats)) for _, grant in grants.values()])
    rows.record_confirmed(requests, grants, now)
    return _outcomes(decisions, grants, booking_ids)


def _claim_niks(
    requests: Sequence[SeatRequest],
    grants: dict[str, tuple[int, Granted]],
    booking_ids: dict[str, int],
    now: datetime,
) -> None:
    tickets = [
        (secrets.token_hex(8), booking_ids[code], requests[position].account_id, seat.account_place,
         seat.asked.applicant_id, grant.slot.office_id, grant.slot.date, grant.slot.letter, seat.number,
         seat.arrives_at, seat.asked.service, seat.asked.booklet, seat.asked.purpose, seat.person.full_name,
         seat.person.birth_date, seat.person.nik_hash, seat.person.nik_last4, "confirmed", now)
        for code, (position, grant) in grants.items()
        for seat in grant.seats
    ]  # fmt: skip
    tickets.sort(key=rows.nik_of)
    claimed = rows.insert_tickets(tickets)
    if len(claimed) < len(tickets):
        raise _ClaimedMeanwhile({rows.nik_of(ticket) for ticket in tickets} - claimed)


def _outcomes(
    decisions: Sequence[policy.Decision], grants: dict[str, tuple[int, Granted]], booking_ids: dict[str, int]
) -> list[Outcome]:
    codes = {position: code for code, (position, _) in grants.items()}
    outcomes: list[Outcome] = []
    for position, decision in enumerate(decisions):
        match decision:
            case Granted():
                code = codes[position]
                outcomes.append(Booked(booking_ids[code], code))
            case Repeated(promised=promised) if promised:
                outcomes.append(Booked(promised.booking_id, promised.code, repeated=True))
            case Repeated(of=earlier) if earlier is not None:
                first = outcomes[earlier]
                outcomes.append(Booked(first.booking_id, first.code, True) if isinstance(first, Booked) else first)
            case Refused():
                outcomes.append(decision)
    return outcomes
