"""One batch in its thread: a lost database, a poisoned request, and what each of them is told."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import OperationalError

from giliran.booking.policy import Refused
from giliran.booking.selectors import TicketGiven
from giliran.booking.services.allocate import Booked, Outcome
from giliran.core import db
from giliran.lane.deciding import BROKEN, UNAVAILABLE, Answer, Decider, Promise
from giliran.opening.passes import Claim
from giliran.opening.services.take_seats import TurnRequest

CLAIM = Claim(1, 1, "e" * 16, "d", 0, datetime(2026, 11, 27, tzinfo=UTC))


def asked(*slots: int) -> list[TurnRequest]:
    return [TurnRequest(CLAIM, slot, (), f"key-{slot}") for slot in slots]


def read(booking_ids: Sequence[int]) -> dict[int, list[TicketGiven]]:
    return {one: [] for one in booking_ids}


def decided(take: Any, read: Any, *, slots: Sequence[int]) -> list[Answer]:
    """In a thread of its own, as in the lane."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(Decider(take, read), asked(*slots)).result()


class Domain:
    """Books odd slots and refuses even ones; 13 breaks it, and it may lose its connection a few times."""

    def __init__(self, *, lost: int = 0, lost_after: bool = False) -> None:
        self.lost = lost
        self.lost_after = lost_after
        self.calls: list[list[int]] = []
        self.booked: set[int] = set()

    def __call__(self, requests: Sequence[TurnRequest], now: datetime) -> list[Outcome]:
        slots = [one.slot_id for one in requests]
        self.calls.append(slots)
        if self.lost and not self.lost_after:
            self._lose()
        if 13 in slots:
            raise ValueError("poison")
        outcomes: list[Outcome] = [
            Booked(slot, f"CODE{slot:05d}", repeated=slot in self.booked) if slot % 2 else Refused("full")
            for slot in slots
        ]
        self.booked.update(slot for slot in slots if slot % 2)
        if self.lost:
            self._lose()
        return outcomes

    def _lose(self) -> None:
        self.lost -= 1
        raise OperationalError("server closed the connection unexpectedly")


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    state = {"is_there": True}
    monkeypatch.setattr(db, "is_there", lambda: state["is_there"])
    return state


PROMISES = [Promise("COD-E00-001", []), Refused("full"), Promise("COD-E00-003", [])]


def test_each_request_has_its_own_answer() -> None:
    domain = Domain()
    assert decided(domain, read, slots=[1, 2, 3]) == PROMISES
    assert domain.calls == [[1, 2, 3]]


@pytest.mark.parametrize("lost_after", [False, True], ids=["before", "after it was written"])
def test_a_connection_lost_once_costs_nobody_an_answer(there: dict[str, bool], lost_after: bool) -> None:
    domain = Domain(lost=1, lost_after=lost_after)
    assert decided(domain, read, slots=[1, 2, 3]) == PROMISES
    assert domain.calls == [[1, 2, 3], [1, 2, 3]]


def test_without_a_database_nobody_is_told_yes_or_no(there: dict[str, bool]) -> None:
    there["is_there"] = False
    assert decided(Domain(lost=9), read, slots=[1, 2]) == [UNAVAILABLE, UNAVAILABLE]


def test_what_cannot_be_read_back_is_not_promised(there: dict[str, bool]) -> None:
    def gone(booking_ids: Sequence[int]) -> dict[int, list[TicketGiven]]:
        raise OperationalError("gone")

    assert decided(Domain(), gone, slots=[1, 2]) == [UNAVAILABLE, UNAVAILABLE]


def test_one_poisoned_request_spoils_no_other() -> None:
    domain = Domain()
    assert decided(domain, read, slots=[1, 13, 2, 3]) == [PROMISES[0], BROKEN, *PROMISES[1:]]
    assert domain.calls == [[1, 13, 2, 3], [1], [13], [2], [3]]


def test_a_database_lost_meanwhile_is_not_asked_for_each(there: dict[str, bool]) -> None:
    calls: list[Any] = []

    def take(requests: Sequence[TurnRequest], now: datetime) -> list[Outcome]:
        calls.append(len(requests))
        raise ValueError("poison") if len(requests) > 1 else OperationalError("gone")

    assert decided(take, read, slots=[1, 2, 3]) == [UNAVAILABLE] * 3
    assert calls == [3, 1]
