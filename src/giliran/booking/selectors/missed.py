"""Missed visits, and who has to wait because of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from giliran.booking import permissions
from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.core import db, ids
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office


class Cooling(NamedTuple):
    """Until when somebody who missed a visit cannot book, and the zone of the office where it was missed."""

    until: datetime
    tz: str


_MISSED = """SELECT ticket.nik_hash, ticket.state_at, office.timezone
FROM booking_ticket ticket JOIN offices_office office ON office.id = ticket.office_id
WHERE ticket.state = 'missed' AND ticket.lifted_at IS NULL AND ticket.nik_hash {values}"""


def cooling(niks: Iterable[bytes], *, now: datetime, days: int | None = None) -> dict[bytes, Cooling]:
    """Those of these people who missed a visit so lately that the policy has them wait; by default nobody is looked
    for (NS02). `days` is the policy's figure where the caller has it already."""
    days = offices.national_figure("missed_cooling_days") if days is None else days
    if not days:
        return {}
    held: dict[bytes, Cooling] = {}
    for nik, missed_at, tz in db.select_in(_MISSED, niks, "bytea", each=True, partial=True):
        until = db.aware(missed_at) + timedelta(days=days)
        known = held.get(bytes(nik))
        if until > now and (known is None or known.until < until):
            held[bytes(nik)] = Cooling(until, tz)
    return held


def missed_tickets(office: Office, actor: Actor, *, nik_hash: bytes = b"", code: str = "") -> list[Ticket]:
    """The visits that a person, or the party of a booking at any office, has missed, the newest first; for those who
    help at the desk of this office."""
    parsed = ids.parse_booking_code(code)
    if not permissions.may_see_missed(actor, office.id) or not (nik_hash or parsed):
        return []
    found = Ticket.objects.filter(state=TicketState.MISSED).select_related("office", "booking__slot__window")
    found = found.filter(nik_hash=nik_hash) if nik_hash else found.filter(booking__code=parsed)
    return list(found.order_by("-state_at", "number")[:50])


def missed_ticket(public_id: str, office: Office, actor: Actor) -> Ticket | None:
    """One of them, by the random name of its ticket; a lifted one too."""
    if not permissions.may_see_missed(actor, office.id):
        return None
    found = Ticket.objects.select_related(
        "office", "booking__slot__office", "booking__slot__window", "booking__account"
    )
    return found.filter(public_id=public_id, state=TicketState.MISSED).first()
