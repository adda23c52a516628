"""A batch, in its thread: one call of the domain, and what it promised."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections

from giliran.booking import selectors as bookings
from giliran.booking.policy import Refused
from giliran.booking.selectors import TicketGiven
from giliran.booking.services.allocate import Booked, Outcome
from giliran.core import clock, db, ids
from giliran.lane import numbers
from giliran.opening.services import take_seats as turns
from giliran.opening.services.take_seats import TurnRequest

log = structlog.get_logger(__name__)

GONE = (OperationalError, InterfaceError)


class Promise(NamedTuple):
    """A booking as its people need to know it at once."""

    code: str
    tickets: Sequence[TicketGiven]


class Unanswered(NamedTuple):
    """Not known: the database was lost (`unavailable`) or we failed (`broken`). To ask again is safe."""

    code: str


Answer = Promise | Refused | Unanswered
Take = Callable[[Sequence[TurnRequest], datetime], list[Outcome]]
Read = Callable[[Sequence[int]], dict[int, list[TicketGiven]]]

UNAVAILABLE = Unanswered("unavailable")
BROKEN = Unanswered("broken")


class Decider:
    """Decides batches; never raises. One request that breaks everything spoils no other's answer.

    Its thread keeps one connection from batch to batch, and gives it back when it broke.
    """

    def __init__(self, take: Take = turns.take_seats, read: Read = bookings.tickets_given) -> None:
        self._take = take
        self._read = read

    def __call__(self, requests: Sequence[TurnRequest]) -> list[Answer]:
        begun = time.perf_counter()
        try:
            return self._whole(requests, tries=2)
        finally:
            numbers.BATCH_SECONDS.observe(time.perf_counter() - begun)

    def _whole(self, requests: Sequence[TurnRequest], *, tries: int) -> list[Answer]:
        """All at once. After a lost connection once more: what was booked answers to its key again."""
        try:
            return self._answers(self._take(requests, clock.now()))
        except GONE as fault:
            log.warning("batch lost its connection", size=len(requests), fault=type(fault).__name__)
            close_old_connections()
            if tries > 1 and db.is_there():
                return self._whole(requests, tries=tries - 1)
            return [UNAVAILABLE] * len(requests)
        except Exception:
            log.exception("batch failed; each is decided by itself", size=len(requests))
            return self._one_by_one(requests)

    def _one_by_one(self, requests: Sequence[TurnRequest]) -> list[Answer]:
        answers: list[Answer] = []
        for request in requests:
            answers.append(self._alone(request))
            if answers[-1] is UNAVAILABLE:
                break
        return answers + [UNAVAILABLE] * (len(requests) - len(answers))

    def _alone(self, request: TurnRequest) -> Answer:
        try:
            return self._answers(self._take([request], clock.now()))[0]
        except GONE:
            return UNAVAILABLE
        except Exception:
            log.exception("booking failed", slot=request.slot_id)
            return BROKEN

    def _answers(self, outcomes: Sequence[Outcome]) -> list[Answer]:
        given = self._read([one.booking_id for one in outcomes if isinstance(one, Booked) and not one.tickets])
        return [
            Promise(ids.show_code(one.code), one.tickets or given[one.booking_id]) if isinstance(one, Booked) else one
            for one in outcomes
        ]
