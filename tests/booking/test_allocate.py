"""`allocate` where its first look at the slots, or at who is booked, was not the last word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from giliran.accounts.models import Applicant
from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import Knowledge, PersonRequest, Refused, SeatRequest
from giliran.booking.services import invariants, rows
from giliran.booking.services.allocate import Booked, allocate
from giliran.slots.models import Slot
from tests.factories import catalogue, world

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot() -> Slot:
    catalogue.a_catalogue()
    return world.a_slot(world.an_office(quota=None), date(2026, 11, 23), capacity=10)


@pytest.fixture
def stale(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[bool]]:
    """Let the first look at the slots show them with other values than they have; tells which looks locked them."""
    truly = rows.read_for

    def look_wrong(**changes: Any) -> list[bool]:
        looks: list[bool] = []

        def read_for(requests: list[SeatRequest], *, lock_slots: bool, now: datetime) -> Knowledge:
            known = truly(requests, lock_slots=lock_slots, now=now)
            if not lock_slots:
                known.slots = {id_: one._replace(**changes) for id_, one in known.slots.items()}
            looks.append(lock_slots)
            return known

        monkeypatch.setattr(rows, "read_for", read_for)
        return looks

    return look_wrong


def parties(slot: Slot, sizes: list[int]) -> list[SeatRequest]:
    return [
        SeatRequest(
            slot.id,
            people[0].account_id,
            tuple(PersonRequest(one.id, "new", "PB_E_10", "holiday") for one in people[:size]),
            f"key-{n}",
            "web",
        )
        for n, (people, size) in enumerate(zip(world.many_people(len(sizes), 5), sizes, strict=True))
    ]


def labels() -> list[int]:
    return sorted(Ticket.objects.values_list("number", flat=True))


def test_labels_go_on_from_what_the_lock_shows(slot: Slot, stale: Callable[..., list[bool]]) -> None:
    first, *later = parties(slot, [2, 1, 3])
    allocate([first], NOW)
    looks = stale(taken=0, last_number=0)

    outcomes = allocate(later, NOW)

    assert all(isinstance(outcome, Booked) for outcome in outcomes)
    assert labels() == [1, 2, 3, 4, 5, 6]
    assert looks == [False]
    assert list(invariants.broken()) == []


@pytest.mark.parametrize(
    ("truth", "look", "expected"),
    [
        ({"state": "closed"}, {"state": "released"}, ["closed", "closed"]),
        ({"capacity": 3}, {"capacity": 10}, [Booked, "full"]),
        ({"reserved_for": "opening:1"}, {"reserved_for": ""}, ["reserved", "reserved"]),
    ],
    ids=["closed", "shrunk", "reserved"],
)
def test_what_moved_between_look_and_lock_is_decided_anew(
    slot: Slot, stale: Callable[..., list[bool]], truth: dict[str, Any], look: dict[str, Any], expected: list[Any]
) -> None:
    Slot.objects.filter(id=slot.id).update(**truth)
    looks = stale(**look)

    outcomes = allocate(parties(slot, [3, 2]), NOW)

    assert [one.code if isinstance(one, Refused) else type(one) for one in outcomes] == expected
    assert looks == [False, True]
    booked = expected.count(Booked)
    assert Booking.objects.count() == Event.objects.filter(event="booking.confirmed").count() == booked
    assert list(invariants.broken()) == []


def test_spent_meanwhile_leaves_no_trace_of_the_first_try(slot: Slot, stale: Callable[..., list[bool]]) -> None:
    first, second, third = parties(slot, [5, 4, 2])
    allocate([first, second], NOW)
    looks = stale(taken=0, last_number=0, capacity=10)
    single = third._replace(people=third.people[:1])

    assert allocate([third], NOW) == [Refused("full")]
    assert looks == [False, True]
    [outcome] = allocate([single], NOW)
    assert isinstance(outcome, Booked)
    slot.refresh_from_db()
    assert (slot.taken, slot.last_number, labels()) == (10, 10, list(range(1, 11)))


def test_a_nik_that_another_batch_holds_is_learnt_and_the_rest_is_given(
    slot: Slot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = parties(slot, [1, 1, 1])
    allocate([first], NOW)
    held = Ticket.objects.get()
    Ticket.objects.filter(id=held.id).update(nik_hash=_nik_of(second))
    monkeypatch.setattr(rows, "_live_niks", lambda niks: set())

    outcomes = allocate([second, third], NOW)

    assert outcomes[0] == Refused("already_booked", (0,))
    assert isinstance(outcomes[1], Booked)
    assert labels() == [1, 2]
    assert list(invariants.broken()) == []


def _nik_of(request: SeatRequest) -> bytes:
    return bytes(Applicant.objects.get(id=request.people[0].applicant_id).nik_hash)


def test_whoever_is_refused_locks_no_slot(slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    Slot.objects.filter(id=slot.id).update(state="closed")
    locked: list[object] = []
    monkeypatch.setattr(rows, "lock_slots", lambda ids: locked.extend(ids) or {})

    assert allocate(parties(slot, [1]), NOW) == [Refused("closed")]
    assert locked == []
