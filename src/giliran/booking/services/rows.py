"""The tables as `allocate` reads and writes them: a handful of set-based statements a batch."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from giliran.audit import services as audit
from giliran.booking import selectors
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import Granted, Knowledge, Person, Promised, SeatRequest, SlotNow
from giliran.catalogue import selectors as catalogue
from giliran.core import db
from giliran.core.db import Read
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.slots.models import Slot

Row = tuple[Any, ...]
Grants = Mapping[str, tuple[SeatRequest, bytes, Granted]]
"""By the code of the booking: the request, its digest, and the seats given."""
Labels = Sequence[tuple[int, datetime]]
"""For each party, in the order of `Grants`: the number of its first label, and when it arrives."""

BOOKING_COLUMNS = {
    "code": "varchar",
    "account_id": "bigint",
    "slot_id": "bigint",
    "key": "varchar",
    "request_digest": "bytea",
    "made_by": "bigint",
    "door": "varchar",
    "created_at": "timestamptz",
    "confirm_due_at": "timestamptz",
}
TICKET_COLUMNS = {
    "public_id": "varchar",
    "booking_id": "bigint",
    "account_id": "bigint",
    "account_place": "smallint",
    "applicant_id": "bigint",
    "office_id": "smallint",
    "date": "date",
    "letter": "varchar",
    "number": "smallint",
    "arrives_at": "timestamptz",
    "service": "varchar",
    "booklet": "varchar",
    "purpose": "varchar",
    "full_name": "varchar",
    "birth_date": "date",
    "nik_hash": "bytea",
    "nik_last4": "varchar",
    "state": "varchar",
    "state_at": "timestamptz",
}
_FIGURES = ("seats_per_account", "missed_cooling_days")
_NIK = list(TICKET_COLUMNS).index("nik_hash")
_HELD = "FOR NO KEY UPDATE"
_SLOTS = (
    "SELECT id, office_id, date, starts_at, ends_at, letter, capacity, taken, first_number, last_number, state, "
    'reserved_for, "returning", pool, (SELECT timezone FROM offices_office WHERE id = office_id) '
    "FROM slots_slot WHERE id {values}"
)
_ACCOUNTS = "SELECT id FROM accounts_user WHERE id {values}"
_PEOPLE = (
    "SELECT id, account_id, full_name, birth_date, nik_hash, nik_last4, (SELECT count(*) FROM booking_ticket live "
    "WHERE live.state = 'confirmed' AND live.nik_hash = accounts_applicant.nik_hash) FROM accounts_applicant "
    "WHERE archived_at IS NULL AND id {values}"
)
_PLACES = "SELECT account_id, account_place FROM booking_ticket WHERE state = 'confirmed' AND account_id {values}"
_KEYS = "SELECT account_id, key, id, code, request_digest FROM booking_booking WHERE account_id {values}"


def read_for(requests: Sequence[SeatRequest], *, lock_slots: bool, now: datetime) -> Knowledge:
    """Lock the accounts in id order and read what the batch may look at. Slots are only looked at, unless
    `lock_slots` says that they shall be locked from now on."""
    account_ids = {request.account_id for request in requests}
    applicant_ids = {asked.applicant_id for request in requests for asked in request.people}
    slot_ids = {request.slot_id for request in requests}
    _, people, slots, places, keys, figures = db.select_together([
        Read(_ACCOUNTS, account_ids, "bigint", _HELD, each=True),
        Read(_PEOPLE, applicant_ids, "bigint", each=True, partial=True),
        Read(_SLOTS, slot_ids, "bigint", _HELD if lock_slots else "", each=True),
        Read(_PLACES, account_ids, "bigint", each=True, partial=True),
        Read(_KEYS, account_ids, "bigint", each=True),
        offices.read_national(*_FIGURES),
    ])  # fmt: skip
    known = _people(people)
    most_seats, cooling_days = offices.national_among(figures, *_FIGURES)
    return Knowledge(
        slots=_slots(slots),
        people=known,
        services=catalogue.service_rules(),
        booklets=catalogue.booklet_ages(),
        purposes=catalogue.purposes(),
        live_niks=_live_niks(people),
        places=_places(places),
        keys=_keys(keys),
        seats_per_account=most_seats,
        cooling=frozenset(
            selectors.cooling({person.nik_hash for person in known.values()}, days=cooling_days, now=now)
        ),
    )


def lock_slots(slot_ids: Iterable[int]) -> dict[int, SlotNow]:
    """In id order, until the transaction ends; accounts are locked before them, never after."""
    return _slots(db.select_in(_SLOTS, slot_ids, "bigint", lock=_HELD, each=True))


def _slots(rows: Iterable[Row]) -> dict[int, SlotNow]:
    return {row[0]: SlotNow(row[0], row[1], row[2], db.aware(row[3]), db.aware(row[4]), *row[5:]) for row in rows}


def _people(rows: Iterable[Row]) -> dict[int, Person]:
    return {id_: Person(account, name, born, bytes(nik), last4) for id_, account, name, born, nik, last4, _ in rows}


def _live_niks(rows: Iterable[Row]) -> set[bytes]:
    return {bytes(nik) for *_, nik, _, live in rows if live}


def _places(rows: Iterable[Row]) -> dict[int, set[int]]:
    places: dict[int, set[int]] = {}
    for account, place in rows:
        places.setdefault(account, set()).add(place)
    return places


def _keys(rows: Iterable[Row]) -> dict[tuple[int, str], Promised]:
    return {(account, key): Promised(id_, code, bytes(digest)) for account, key, id_, code, digest in rows}


def insert_bookings(grants: Grants, now: datetime) -> dict[str, int]:
    """Code to id."""
    bookings = [
        (code, request.account_id, request.slot_id, request.key, digest, request.made_by, request.door, now, now)
        for code, (request, digest, _) in grants.items()
    ]
    return dict(db.insert_rows(Booking._meta.db_table, BOOKING_COLUMNS, bookings, returning="code, id"))


def insert_tickets(grants: Grants, booking_ids: Mapping[str, int], labels: Labels, now: datetime) -> set[bytes]:
    """Insert in the order of NIK hashes; those that could be claimed (another live ticket may hold the rest)."""
    tickets = [
        (secrets.token_hex(8), booking_ids[code], request.account_id, seat.account_place, seat.asked.applicant_id,
         grant.slot.office_id, grant.slot.date, grant.slot.letter, number, arrives_at, seat.asked.service,
         seat.asked.booklet, seat.asked.purpose, seat.person.full_name, seat.person.birth_date, seat.person.nik_hash,
         seat.person.nik_last4, "confirmed", now)
        for (code, (request, _, grant)), (first, arrives_at) in zip(grants.items(), labels, strict=True)
        for number, seat in enumerate(grant.seats, first)
    ]  # fmt: skip
    tickets.sort(key=itemgetter(_NIK))
    found = db.insert_rows(
        Ticket._meta.db_table,
        TICKET_COLUMNS,
        tickets,
        conflict="ON CONFLICT (nik_hash) WHERE state = 'confirmed' DO NOTHING",
        returning="nik_hash",
    )
    return {bytes(nik) for (nik,) in found}


def spend_seats(given: Mapping[int, int]) -> None:
    """Add what was given, seats by slot id, to the counters of each slot."""
    db.add_to_counters(Slot._meta.db_table, ("taken", "last_number"), given)


def record_confirmed(grants: Grants, now: datetime) -> None:
    """One audit row a booking, in the same transaction."""
    audit.record_many(
        audit.Line(
            event="booking.confirmed",
            by=Actor(request.made_by, f"account {request.account_id}", request.door),
            about=f"booking:{code}",
            at=now,
            office_id=grant.slot.office_id,
            data={"slot": grant.slot.id, "people": len(grant.seats)},
        )
        for code, (request, _, grant) in grants.items()
    )
