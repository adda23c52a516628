"""Nobody is promised a seat twice, and nobody is refused one that is free, however many ask at once."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import PersonRequest, Refused, SeatRequest
from giliran.booking.services import invariants
from giliran.booking.services.allocate import allocate
from giliran.slots.models import Slot
from tests.factories import catalogue, world
from tests.races import crowd

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
PROCESSES = 8
SEATS = 60


def ask(share: list[list[SeatRequest]]) -> list[tuple[SeatRequest, object]]:
    """One process: its batches one after the other."""
    return [pair for batch in share for pair in zip(batch, allocate(batch, NOW), strict=True)]


def party(slot: Slot, people: list, key: str) -> SeatRequest:  # type: ignore[type-arg]
    asked = tuple(PersonRequest(one.id, "new", "PB_E_10", "holiday") for one in people)
    return SeatRequest(slot.id, people[0].account_id, asked, key, "web")


def attempts(slots: list[Slot], count: int, rng: random.Random) -> list[SeatRequest]:
    """Parties of one to five; one in eight is sent twice, one in eight holds somebody who is in another party too."""
    accounts = world.many_people(count, 5)
    requests = []
    for n, people in enumerate(accounts):
        size = rng.randint(1, 5)
        requests.append(party(rng.choice(slots), people[:size], f"key-{n}"))
    rivals = world.many_people(count // 8, 2, first=100_000)
    for n, people in enumerate(rivals):
        twin = accounts[n * 8][0]
        people[0].nik_hash = twin.nik_hash
        people[0].save(update_fields=["nik_hash"])
        requests.append(party(rng.choice(slots), people, f"rival-{n}"))
    requests += rng.sample(requests, count // 8)
    rng.shuffle(requests)
    return requests


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("slots", "batch"), [(1, 1), (4, 16)])
def test_two_hundred_attempts_for_sixty_seats(slots: int, batch: int) -> None:
    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    days = [world.a_slot(office, date(2026, 11, 23 + n), capacity=SEATS // slots) for n in range(slots)]
    requests = attempts(days, 160, random.Random(slots * 100 + batch))
    assert len(requests) == 200
    batches = [requests[at : at + batch] for at in range(0, len(requests), batch)]

    answers = [
        pair for share in crowd.all_at_once(ask, [batches[n::PROCESSES] for n in range(PROCESSES)]) for pair in share
    ]

    assert len(answers) == len(requests)
    check_seats(days)
    check_parties(answers)
    check_refusals(answers)
    assert list(invariants.broken()) == []


def check_seats(slots: list[Slot]) -> None:
    for slot in slots:
        slot.refresh_from_db()
        assert slot.taken <= slot.capacity
        assert slot.taken == Ticket.objects.filter(booking__slot=slot, state="confirmed").count()
    niks = Counter(bytes(nik) for nik in Ticket.objects.values_list("nik_hash", flat=True))
    assert set(niks.values()) <= {1}


def check_parties(answers: list) -> None:  # type: ignore[type-arg]
    """Every promise is whole and is found again; the same key has one booking."""
    promised = {}
    for request, outcome in answers:
        if isinstance(outcome, Refused):
            continue
        assert promised.setdefault((request.account_id, request.key), outcome.code) == outcome.code
        assert Ticket.objects.filter(booking__code=outcome.code).count() == len(request.people)
    assert Booking.objects.count() == len(promised)


def check_refusals(answers: list) -> None:  # type: ignore[type-arg]
    """Seats do not come back here: who was told "full" must not fit into what is free at the end."""
    free = {slot.id: slot.capacity - slot.taken for slot in Slot.objects.all()}
    codes = Counter()  # type: ignore[var-annotated]
    for request, outcome in answers:
        if isinstance(outcome, Refused):
            codes[outcome.code] += 1
            if outcome.code == "full":
                assert len(request.people) > free[request.slot_id]
    assert set(codes) <= {"full", "already_booked"}
    assert codes["full"] > 0
