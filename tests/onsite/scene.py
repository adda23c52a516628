"""A party with tickets at an office, and somebody at its door. Straight into the tables."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from giliran.accounts.models import User
from giliran.booking.models import Booking, Ticket
from giliran.booking.ticket import codec
from giliran.core import ids, secrets
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.offices.states import Role
from giliran.slots.models import Slot
from tests.factories import world

MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, 09.00 WIB: in the middle of the morning window."""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Door:
    """An office with a morning slot on Monday and a gate officer, Rina."""

    office: Office
    slot: Slot
    rina: User
    by: Actor


def a_door(code: str = "jakarta-selatan", *, id: int = 1) -> Door:
    office = world.an_office(code, id=id)
    rina = world.staff_member(Role.GATE, office, email=f"gate@{code}.id")
    rina.name = "Rina"
    rina.save()
    actor = world.actor_of(rina, door="gate", roles=[(Role.GATE, office.id)])
    return Door(office, world.a_slot(office, MONDAY, capacity=60), rina, actor)


def a_party(slot: Slot, *names: str, account: User | None = None) -> list[Ticket]:
    """One booking with a ticket for each name, labels following each other."""
    first = next(_numbers)
    account = account or world.an_account(f"account{first}@example.id")
    booking = Booking.objects.create(
        code=ids.new_booking_code(),
        account=account,
        slot=slot,
        key=f"key-{first}",
        request_digest=bytes(32),
        door="web",
        created_at=world.LONG_AGO,
    )
    return [_ticket(booking, place, name) for place, name in enumerate(names, start=1)]


def _ticket(booking: Booking, place: int, name: str) -> Ticket:
    slot, person = booking.slot, world.a_person(booking.account, next(_numbers), name=name)
    number = Ticket.objects.filter(office=slot.office, date=slot.date, letter=slot.letter).count() + 1
    return Ticket.objects.create(
        public_id=f"{person.id:016x}",
        booking=booking,
        account=booking.account,
        account_place=place,
        applicant=person,
        office=slot.office,
        date=slot.date,
        letter=slot.letter,
        number=number,
        arrives_at=slot.starts_at + timedelta(minutes=15 * ((number - 1) % 4)),
        service="new",
        booklet="PB_E_10",
        purpose="holiday",
        full_name=name,
        birth_date=person.birth_date,
        nik_hash=person.nik_hash,
        nik_last4=person.nik_last4,
        state_at=world.LONG_AGO,
    )


def qr_of(ticket: Ticket, keyring: secrets.Keyring | None = None) -> str:
    """The text of the ticket's QR."""
    slot, zone = ticket.booking.slot, ZoneInfo(ticket.office.timezone)
    return codec.sign(
        codec.TicketClaim(
            ticket_id=ticket.public_id,
            office_id=ticket.office_id,
            date=ticket.date,
            starts_minute=_minute(slot.starts_at, zone),
            ends_minute=_minute(slot.ends_at, zone),
            arrival_minute=_minute(ticket.arrives_at, zone),
            label_letter=ticket.letter,
            label_number=ticket.number,
        ),
        keyring or secrets.keyring(),
    )


def _minute(moment: datetime, zone: ZoneInfo) -> int:
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute
