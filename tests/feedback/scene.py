"""An office, somebody whose visit is finished there, and the link that they are sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from giliran.booking.models import Booking, Ticket
from giliran.booking.states import TicketState
from giliran.feedback.models import Answer
from giliran.feedback.services.answer import AnswerDraft
from giliran.feedback.services.invite import invite_due
from giliran.notifications.models import Message
from giliran.offices.models import Office
from giliran.onsite.models import Visit
from tests.factories import catalogue, visits, world

MONDAY = date(2026, 11, 23)
SUNDAY = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""Monday, 12.00 WIB: the visit is over."""
EVENING = NOON + timedelta(hours=4)
NOVEMBER = date(2026, 11, 1)
CONTENT = (3, 4, 3, 4, 3, 4, 3, 4, 4)


def an_office() -> Office:
    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    world.a_slot(office, MONDAY, capacity=400)
    return office


def a_finished(office: Office, number: int = 0, *, names: Sequence[str] = ("Siti Rahayu",)) -> Booking:
    """A party whose visits ended on Monday noon."""
    booking = visits.a_visit(office, MONDAY, now=SUNDAY, number=number, names=names)
    booking.tickets.update(state=TicketState.ATTENDED, state_at=NOON)
    for ticket in booking.tickets.all():
        a_visit(ticket)
    return booking


def a_visit(ticket: Ticket, state: str = "done") -> Visit:
    return Visit.objects.create(
        ticket=ticket, office=ticket.office, date=ticket.date, arrived_at=NOON, turn_at=NOON, state=state, since=NOON,
        queued_at=NOON, live_hash=ticket.public_id.encode().ljust(32),
    )  # fmt: skip


def a_link(office: Office, number: int = 0) -> str:
    """The secret of somebody's invitation, read from their letter."""
    booking = a_finished(office, number)
    assert invite_due(EVENING) == 1
    return token_of(Message.objects.get(key=f"survey:{booking.code}"))


def token_of(message: Message) -> str:
    found = re.search(r"/survey/([\w-]+)/", message.data["url"])
    assert found
    return found[1]


def a_draft(**changes: object) -> AnswerDraft:
    return AnswerDraft(**{"scores": CONTENT, **changes})  # type: ignore[arg-type]


def answers(office: Office, scores: Sequence[int], count: int = 1, *, month: date = NOVEMBER) -> None:
    given = {f"u{number}": score for number, score in enumerate(scores, start=1)}
    Answer.objects.bulk_create([Answer(office=office, month=month, **given) for _ in range(count)])
