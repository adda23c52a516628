"""`decide`: the rules of giving seats, over plain values."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.booking.policy import (
    Granted,
    Knowledge,
    Person,
    PersonRequest,
    Promised,
    Refused,
    Repeated,
    SeatRequest,
    SlotNow,
    arrival,
    decide,
    first_labels,
    seats_given,
    still_stands,
)
from giliran.catalogue.policy import ServiceRule

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ADULT, CHILD = date(1990, 5, 17), date(2020, 5, 17)
SERVICES = {
    "new": ServiceRule(True, 17, None),
    "child": ServiceRule(True, None, 16),
    "lost": ServiceRule(False, None, None),
}


def a_slot(
    id: int = 1, *, capacity: int = 10, taken: int = 0, state: str = "released", reserved_for: str = ""
) -> SlotNow:
    return SlotNow(
        id,
        7,
        date(2026, 11, 23),
        START,
        START + timedelta(hours=4),
        "A",
        capacity,
        taken,
        1,
        taken,
        state,
        reserved_for,
    )


def known(*slots: SlotNow, people: dict[int, Person] | None = None, **changes: object) -> Knowledge:
    values: dict[str, object] = {
        "slots": {slot.id: slot for slot in slots},
        "people": people or {n: person(n) for n in range(1, 60)},
        "services": SERVICES,
        "booklets": {"PB_E_5": 0, "PB_E_10": 17},
        "purposes": frozenset({"holiday"}),
        "live_niks": set(),
        "places": {},
        "keys": {},
        "seats_per_account": 5,
    } | changes
    return Knowledge(**values)  # type: ignore[arg-type]


def person(n: int, *, account: int = 1, born: date = ADULT) -> Person:
    return Person(account, f"Orang {n}", born, n.to_bytes(32, "big"), "0000")


def asks(*ids: int, slot: int = 1, account: int = 1, key: str = "k", **changes: object) -> SeatRequest:
    service = str(changes.pop("service", "new"))
    booklet = str(changes.pop("booklet", "PB_E_10"))
    purpose = str(changes.pop("purpose", "holiday"))
    people = tuple(PersonRequest(id_, service, booklet, purpose) for id_ in ids)
    return SeatRequest(slot, account, people, key, "web", **changes)  # type: ignore[arg-type]


def code_of(request: SeatRequest, knowledge: Knowledge) -> tuple[str, tuple[int, ...]]:
    [decision] = decide([request], [b"d"], knowledge, NOW)
    assert isinstance(decision, Refused)
    return decision.code, decision.people


CHILDREN = {1: person(1, born=CHILD), 2: person(2)}
REFUSALS = [
    (asks(1, slot=9), known(a_slot()), ("unknown_slot", ())),
    (asks(), known(a_slot()), ("party_size", ())),
    (asks(1, 2, 3, 4, 5, 6), known(a_slot()), ("party_size", ())),
    (asks(1, 99), known(a_slot()), ("unknown_person", (1,))),
    (asks(1, account=2), known(a_slot()), ("unknown_person", (0,))),
    (asks(1, 2, 1), known(a_slot()), ("same_person_twice", (2,))),
    (asks(1, service="golden"), known(a_slot()), ("unknown_service", (0,))),
    (asks(1, purpose="smuggling"), known(a_slot()), ("unknown_purpose", (0,))),
    (asks(1, booklet="PB_E_99"), known(a_slot()), ("unknown_booklet", (0,))),
    (asks(1, service="lost"), known(a_slot()), ("walk_in_service", (0,))),
    (asks(1, service="child"), known(a_slot()), ("service_age", (0,))),
    (asks(1), known(a_slot(), people=CHILDREN), ("service_age", (0,))),
    (asks(1, service="child"), known(a_slot(), people=CHILDREN), ("booklet_age", (0,))),
    (asks(1, service="child", booklet="PB_E_5"), known(a_slot(), people=CHILDREN), ("minor_alone", (0,))),
    (asks(1), known(a_slot(state="closed")), ("closed", ())),
    (asks(1), known(a_slot(state="draft")), ("not_open", ())),
    (asks(1), known(a_slot(reserved_for="opening:1")), ("reserved", ())),
    (asks(1), known(a_slot(), live_niks={person(1).nik_hash}), ("already_booked", (0,))),
    (asks(1, 2), known(a_slot(), places={1: {1, 2, 3, 4}}), ("too_many", ())),
    (asks(1, 2), known(a_slot(taken=9)), ("full", ())),
]


@pytest.mark.parametrize(("request_", "knowledge", "expected"), REFUSALS, ids=[case[2][0] for case in REFUSALS])
def test_says_why_not(request_: SeatRequest, knowledge: Knowledge, expected: tuple[str, tuple[int, ...]]) -> None:
    assert code_of(request_, knowledge) == expected


def test_a_time_that_has_begun_is_past() -> None:
    [decision] = decide([asks(1)], [b"d"], known(a_slot()), START)
    assert decision == Refused("past")


def test_a_child_comes_with_a_guardian() -> None:
    request = asks(1, service="child", booklet="PB_E_5", guardian_present=True)
    [decision] = decide([request], [b"d"], known(a_slot(), people=CHILDREN), NOW)
    assert isinstance(decision, Granted)


def test_who_is_owed_the_seat_may_take_it() -> None:
    [decision] = decide([asks(1, reserved_for="opening:1")], [b"d"], known(a_slot(reserved_for="opening:1")), NOW)
    assert isinstance(decision, Granted)


def grants_of(decisions: list) -> list[Granted]:  # type: ignore[type-arg]
    return [decision for decision in decisions if isinstance(decision, Granted)]


def test_labels_follow_one_another_from_where_the_locked_slot_ended() -> None:
    decisions = decide([asks(1, 2, key="a"), asks(3, key="b")], [b"a", b"b"], known(a_slot(taken=3)), NOW)
    locked = a_slot(taken=5)
    assert first_labels(grants_of(decisions), {1: locked}) == [(6, arrival(locked, 6)), (8, arrival(locked, 8))]


MOVED = {
    "nothing": ({}, True),
    "spent, and what was given still fits": ({"taken": 8, "last_number": 8}, True),
    "spent too far": ({"taken": 9, "last_number": 9}, False),
    "a seat came back": ({"taken": 2}, False),
    "closed": ({"state": "closed"}, False),
    "kept for others": ({"reserved_for": "opening:1"}, False),
    "another hour": ({"starts_at": START - timedelta(hours=1)}, False),
    "another size": ({"capacity": 20}, False),
}


@pytest.mark.parametrize(("changes", "expected"), MOVED.values(), ids=MOVED)
def test_a_decision_stands_while_seats_are_only_spent(changes: dict[str, object], expected: bool) -> None:
    before = a_slot(taken=3)
    grants = grants_of(decide([asks(1, 2)], [b"d"], known(before), NOW))
    assert still_stands(grants, {1: before._replace(**changes)}) is expected  # type: ignore[arg-type]


def test_a_decision_falls_with_its_slot() -> None:
    assert not still_stands(grants_of(decide([asks(1)], [b"d"], known(a_slot()), NOW)), {})


def test_an_account_gives_its_lowest_free_places() -> None:
    [decision] = decide([asks(1, 2)], [b"d"], known(a_slot(), places={1: {1, 3}}), NOW)
    assert isinstance(decision, Granted)
    assert [seat.account_place for seat in decision.seats] == [2, 4]


def test_the_same_key_is_the_same_booking() -> None:
    promised = Promised(5, "CODE", b"d")
    assert decide([asks(1)], [b"d"], known(a_slot(), keys={(1, "k"): promised}), NOW) == [Repeated(promised=promised)]
    assert decide([asks(2)], [b"x"], known(a_slot(), keys={(1, "k"): promised}), NOW) == [Refused("key_reused")]


def test_a_key_twice_in_one_batch() -> None:
    first, again, other = decide([asks(1), asks(1), asks(2)], [b"d", b"d", b"x"], known(a_slot()), NOW)
    assert isinstance(first, Granted)
    assert again == Repeated(of=0)
    assert other == Refused("key_reused")


def test_arrivals_spread_over_the_window() -> None:
    slot = a_slot(capacity=160)
    quarters = Counter(arrival(slot, number) for number in range(1, 161))
    assert sorted(quarters) == [START + timedelta(minutes=15 * n) for n in range(16)]
    assert set(quarters.values()) == {10}
    assert arrival(slot, 161) == START


parties = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 5), st.integers(0, 30)), max_size=40)


@given(parties, st.integers(0, 12))
def test_never_above_capacity_and_never_full_while_free(wanted: list[tuple[int, int, int]], capacity: int) -> None:
    """For any batch: no slot above its capacity, no NIK twice, no party refused as full that would have fitted."""
    slots = [a_slot(id_, capacity=capacity) for id_ in (1, 2, 3)]
    people = {n: person(n, account=n // 5) for n in range(200)}
    requests = [
        asks(*range(who * 5, who * 5 + size), slot=slot, account=who, key=f"{place}")
        for place, (slot, size, who) in enumerate(wanted)
    ]
    digests = [str(place).encode() for place in range(len(requests))]
    decisions = decide(requests, digests, known(*slots, people=people), NOW)
    taken: Counter[int] = Counter()
    niks: Counter[bytes] = Counter()
    for request, decision in zip(requests, decisions, strict=True):
        if isinstance(decision, Granted):
            assert len(decision.seats) == len(request.people)
            taken[request.slot_id] += len(decision.seats)
            niks.update(seat.person.nik_hash for seat in decision.seats)
        elif isinstance(decision, Refused) and decision.code == "full":
            assert capacity - taken[request.slot_id] < len(request.people)
    assert all(count <= capacity for count in taken.values())
    assert set(niks.values()) <= {1}
    assert all(slot.taken == 0 for slot in slots)


@given(parties, st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_what_still_stands_is_what_would_be_decided_now(
    wanted: list[tuple[int, int, int]], capacity: int, taken: int, more: int
) -> None:
    """For any batch and any seats spent meanwhile: a decision that stands is the one that would be made anew."""
    taken = min(taken, capacity)
    before = {id_: a_slot(id_, capacity=capacity, taken=taken) for id_ in (1, 2, 3)}
    moved = min(taken + more, capacity)
    now = {id_: slot._replace(taken=moved, last_number=moved) for id_, slot in before.items()}
    people = {n: person(n, account=n // 5) for n in range(200)}
    requests = [
        asks(*range(who * 5, who * 5 + size), slot=slot, account=who, key=f"{place}")
        for place, (slot, size, who) in enumerate(wanted)
    ]
    digests = [str(place).encode() for place in range(len(requests))]

    early = decide(requests, digests, known(*before.values(), people=people), NOW)
    late = decide(requests, digests, known(*now.values(), people=people), NOW)

    if still_stands(grants_of(early), {id_: now[id_] for id_ in seats_given(grants_of(early))}):
        assert [_without_slot(one) for one in early] == [_without_slot(one) for one in late]


def _without_slot(decision: object) -> object:
    return decision.seats if isinstance(decision, Granted) else decision
