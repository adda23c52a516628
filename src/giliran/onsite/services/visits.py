"""A visit begins at the door, and ends at the last counter or with the day."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from giliran.booking.models import Ticket
from giliran.core import secrets
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM, Actor
from giliran.offices.models import Office
from giliran.onsite import policy, selectors
from giliran.onsite.models import CheckIn, Duty, Stage, Visit
from giliran.onsite.policy import line
from giliran.onsite.services import stages
from giliran.onsite.services.moves import move, open_moves
from giliran.onsite.states import Deed, VisitState

LIVE_PURPOSE = "live page of a visit"
_TOKEN_BYTES = 16


def live_token(ticket: Ticket) -> str:
    """The secret in the address of a person's own page: 26 signs, 128 bits, known to nobody who lacks the keys.

    It follows from the ticket and its day, so that a card can be printed again; the database keeps its hash only.
    """
    raw = secrets.keyring().blind(f"{ticket.public_id}|{ticket.date}", LIVE_PURPOSE)[:_TOKEN_BYTES]
    return base64.b32encode(raw).decode().rstrip("=").lower()


def live_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def open_visits(
    tickets: Sequence[Ticket], office: Office, *, by: Actor, now: datetime, stage: Stage | None = None
) -> None:
    """Stand those who have just come in at a stage, the first one unless told otherwise; in the transaction that lets
    them in."""
    stage = stage or stages.first_stage(office)
    visits = [
        Visit(
            ticket=ticket,
            office=office,
            date=ticket.date,
            precedence=_precedence(ticket),
            arrived_at=now,
            turn_at=policy.turn_key(now, ticket.arrives_at, ticket.letter, ticket.number)[0],
            stage=stage,
            since=now,
            queued_at=now,
            live_hash=live_hash(live_token(ticket)),
        )
        for ticket in tickets
    ]
    open_moves(Visit.objects.bulk_create(visits), by=by, now=now)


def _precedence(ticket: Ticket, *, by_seat: bool = True) -> str:
    person = ticket.applicant
    return line.precedence_of(
        ticket.booking.slot.pool if by_seat else "",
        ticket.birth_date,
        ticket.date,
        is_pregnant=bool(person and person.is_pregnant),
        has_disability=bool(person and person.has_disability),
    )


def judge_again(ticket: Ticket, *, by_seat: bool) -> None:
    """By what right somebody goes first, now that it is known who they are; whether the seat they have counts is
    `by_seat`. In the caller's transaction."""
    Visit.objects.filter(ticket=ticket).update(precedence=_precedence(ticket, by_seat=by_seat))


def drop_visit(check_in: CheckIn, *, even_if_called: bool = False) -> bool:
    """Forget a visit whose admission is taken back; if somebody has been called, only `even_if_called`. Whether that
    was possible. What happened in it stays in the log."""
    visit = Visit.objects.filter(ticket=check_in.ticket_id)
    gone = visit if even_if_called else visit.filter(state=VisitState.WAITING, calls=0)
    if gone.delete()[0]:
        return True
    return not Visit.objects.filter(ticket=check_in.ticket_id).exists()


def end_day(now: datetime) -> int:
    """Tick step: whoever was not seen out when the day ended has left, and no officer is at a counter at night.

    Those who fetch something may come until the time they were given, also on another day; whoever is back stands in
    line until the end of the day on which they came.
    """
    ended = 0
    over = Visit.objects.filter(date__lt=now.date() + timedelta(days=1)).exclude(state__in=_OVER)
    for visit in over.select_related("office", "ticket", "stage", "counter").order_by("id")[:500]:
        if _is_over(visit, now):
            with suppress(Refusal), transaction.atomic():  # somebody is faster: they have not left
                move(visit, Deed.LEFT, VisitState.LEFT, by=SYSTEM, now=now, reason="day_over")
                ended += 1
    return ended + _end_duties(now)


_OVER = (VisitState.DONE, VisitState.LEFT)


def _is_over(visit: Visit, now: datetime) -> bool:
    if visit.state == VisitState.PARKED and visit.parked_until and visit.parked_until > now:
        return False
    last = max(visit.date, selectors.local_day(visit.office, visit.queued_at))
    return last < selectors.local_day(visit.office, now)


def _end_duties(now: datetime) -> int:
    ended = 0
    standing = Duty.objects.filter(ended_at=None, began_at__lt=now - timedelta(hours=4))
    for duty in standing.select_related("counter__office"):
        office = duty.counter.office
        if selectors.local_day(office, duty.began_at) < selectors.local_day(office, now):
            ended += Duty.objects.filter(Q(pk=duty.pk), ended_at=None).update(ended_at=now, break_since=None)
    return ended
