"""What people hold, and what the rules need to know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from giliran.accounts.models import Applicant
from giliran.booking import policy
from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.catalogue import selectors as catalogue
from giliran.core import db
from giliran.offices import selectors as offices


@dataclass(frozen=True, slots=True)
class Held:
    """A live ticket that stands in the way of a booking. Only its own account learns which."""

    nik_last4: str
    ticket: Ticket | None


def held_by(niks: Sequence[bytes], *, account_id: int | None) -> list[Held]:
    """The live tickets of these people; in detail only where `account_id` holds them."""
    live = Ticket.objects.filter(nik_hash__in=niks, state=TicketState.CONFIRMED).select_related(
        "booking__slot__window", "office"
    )
    return [Held(one.nik_last4, one if one.account_id == account_id else None) for one in live]


def knowledge_of_people(applicant_ids: Sequence[int]) -> policy.Knowledge:
    """What `policy.refuse_party` needs to judge a party, before there is a slot."""
    found = Applicant.objects.filter(id__in=applicant_ids, archived_at=None)
    rows = found.values_list("id", "account_id", "full_name", "birth_date", "nik_hash", "nik_last4")
    return policy.Knowledge(
        slots={},
        people={
            id_: policy.Person(account, name, born, bytes(nik), last4) for id_, account, name, born, nik, last4 in rows
        },
        services=catalogue.service_rules(),
        booklets=catalogue.booklet_ages(),
        purposes=catalogue.purposes(),
        live_niks=set(),
        places={},
        keys={},
        seats_per_account=offices.national_figure("seats_per_account"),
    )


def live_seats(account_id: int) -> int:
    """How many live seats an account holds."""
    return Ticket.objects.filter(account_id=account_id, state=TicketState.CONFIRMED).count()


class TicketGiven(NamedTuple):
    """A ticket as its people need to know it at once; `arrives_at` with the offset of the office's zone."""

    label: str
    arrives_at: datetime
    name: str


def ticket_given(letter: str, number: int, arrives_at: datetime, name: str, timezone: str) -> TicketGiven:
    return TicketGiven(f"{letter}-{number:03d}", db.aware(arrives_at).astimezone(ZoneInfo(timezone)), name)


_GIVEN = """SELECT ticket.booking_id, ticket.letter, ticket.number, ticket.arrives_at, ticket.full_name, office.timezone
FROM booking_ticket ticket JOIN offices_office office ON office.id = ticket.office_id
WHERE ticket.booking_id {values}"""


def tickets_given(booking_ids: Sequence[int]) -> dict[int, list[TicketGiven]]:
    """The tickets of these bookings by label, in one read; for whoever asks again for what they have booked."""
    given: dict[int, list[TicketGiven]] = {}
    rows = db.select_in(_GIVEN, booking_ids, "bigint", each=True)
    for booking_id, *ticket in sorted(rows, key=lambda row: row[:3]):
        given.setdefault(booking_id, []).append(ticket_given(*ticket))
    return given
