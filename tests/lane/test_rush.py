"""A lane of its own on a real database: what is promised is there, whatever is killed, slow or forged."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from giliran.booking.models import Booking
from giliran.booking.services import invariants
from giliran.opening import passes
from giliran.opening.models import Opening
from giliran.slots.models import Slot
from tests.factories import openings
from tests.lane import lanes
from tests.lane.lanes import Answer, Lane, Person
from tests.processes import wait_until

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

CROWD = 40


@pytest.fixture
def opening() -> Opening:
    """Running for half an hour: everybody's turn has come."""
    found = openings.an_opening(quota=30)
    openings.a_crowd(found, CROWD)
    return openings.running(found, minutes=30)


@pytest.fixture
def crowd(opening: Opening) -> list[Person]:
    entries = opening.entries.order_by("public_id").prefetch_related("people")
    return [lanes.person_of(entry, number) for number, entry in enumerate(entries)]


@pytest.fixture
def slots(opening: Opening) -> list[int]:
    found = Slot.objects.filter(office=opening.office, pool="online", date__gte=opening.first_date)
    return list(found.order_by("starts_at").values_list("id", flat=True)[:4])


@contextmanager
def held_up() -> Iterator[None]:
    """The database lets nobody else write meanwhile."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE opening_opening IN ACCESS EXCLUSIVE MODE")
        yield


def all_ask(pool: ThreadPoolExecutor, lane: Lane, crowd: Sequence[Person], slots: Sequence[int]) -> list:  # type: ignore[type-arg]
    return [
        pool.submit(person.book_until_it_is_answered, lane, slots[number % len(slots)])
        for number, person in enumerate(crowd)
    ]


def check(crowd: Sequence[Person], answers: Sequence[Answer]) -> None:
    """Everybody has one booking, and it is the one they were told."""
    assert [one.status for one in answers] == [201] * len(crowd)
    told = {person.key: one.json["code"].replace("-", "") for person, one in zip(crowd, answers, strict=True)}
    assert told == dict(Booking.objects.values_list("key", "code"))
    assert list(invariants.broken()) == []


def test_killed_with_a_full_queue_and_again_in_the_middle(
    crowd: list[Person], slots: list[int], tmp_path: Path
) -> None:
    with ThreadPoolExecutor(CROWD) as pool, lanes.running(tmp_path) as lane:
        with held_up():
            asking = all_ask(pool, lane, crowd, slots)
            wait_until(lambda: lane.taken_in() == CROWD)
            lane.kill()
        lane.start()
        wait_until(lambda: any(one.done() for one in asking))
        lane.kill()
        lane.start()
        answers = [one.result(60) for one in asking]

        check(crowd, answers)
        again = [one.result(60) for one in all_ask(pool, lane, crowd, slots)]
        assert [one.json for one in again] == [one.json for one in answers]
        assert lane.number("giliran_lane_batch_size_count") < lane.number("giliran_lane_batch_size_sum")


def test_asked_to_stop_it_answers_what_it_has_taken_in_and_ends_its_streams(
    crowd: list[Person], slots: list[int], opening: Opening, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(CROWD + 1) as pool, lanes.running(tmp_path) as lane:
        stream = pool.submit(lane.ask, "GET", f"/live/boards/{opening.office.code}/")
        wait_until(lambda: lane.number("giliran_lane_listeners") == 1)
        with held_up():
            asking = all_ask(pool, lane, crowd, slots)
            wait_until(lambda: lane.taken_in() == CROWD)
            lane.process.terminate()
            assert b"event: calls" in stream.result(30).body
            wait_until(lambda: lane.tries("GET", "/healthz") is None)
            assert not any(one.done() for one in asking)
        answers = [one.result(60) for one in asking]
        assert lane.process.wait(timeout=30) == 0
    check(crowd, answers)


def test_what_cannot_be_booked_says_why(
    crowd: list[Person], slots: list[int], opening: Opening, tmp_path: Path
) -> None:
    first, second, third = crowd[:3]
    claim = passes.read(first.token, lanes.NOW)
    old = passes.sign(claim._replace(expires_at=lanes.NOW - timedelta(minutes=1)))
    foreign = passes.sign(claim._replace(account_id=claim.account_id + 1))
    early = passes.sign(passes.read(third.token, lanes.NOW)._replace(party_digest="0" * 32))
    with lanes.running(tmp_path) as lane:
        lane.ask("GET", f"/rush/offices/{opening.office.code}/state.json")
        told = [
            first._replace(token="forged." + first.token).book(lane, slots[0]),
            first._replace(token=first.token[:-1]).book(lane, slots[0]),
            first._replace(token=old).book(lane, slots[0]),
            first._replace(token=foreign).book(lane, slots[0]),
            third._replace(token=early).book(lane, slots[0]),
            first.book(lane, slots[0], people=second.people),
            first.book(lane, slots[0]),
            first.book(lane, slots[1]),
            first.book(lane, slots[0]),
            second.book(lane, 999_999),
            second.book(lane, 2**53 - 1),
        ]
        assert [(one.status, one.json.get("code", "")) for one in told[:6]] == [
            (401, "pass_invalid"),
            (401, "pass_invalid"),
            (401, "pass_expired"),
            (401, "pass_foreign"),
            (409, "not_your_party"),
            (409, "not_your_party"),
        ]
        assert (told[6].status, told[7].status, told[7].json["code"]) == (201, 422, "key_reused")
        assert told[8].json == told[6].json
        assert told[6].json["url"] == f"/me/bookings/{Booking.objects.get().code}/"
        assert [set(one) for one in told[6].json["tickets"]] == [{"label", "arrives_at", "name"}]
        assert [(one.status, one.json["code"]) for one in told[9:]] == [(409, "unknown_slot")] * 2
    assert Booking.objects.count() == 1


def test_a_window_that_is_full_names_those_beside_it(
    crowd: list[Person], slots: list[int], opening: Opening, tmp_path: Path
) -> None:
    Slot.objects.filter(id=slots[1]).update(capacity=0)
    path = f"/rush/offices/{opening.office.code}/state.json"
    with lanes.running(tmp_path) as lane:
        document = lane.ask("GET", path)
        assert (document.status, document.headers["cache-control"]) == (200, "public, max-age=1")
        assert document.json["opening"] == {
            "id": opening.pk,
            "method": "turns",
            "phase": "running",
            "opens_at": opening.opens_at.isoformat(),
            "admitted": document.json["opening"]["admitted"],
            "pace": opening.pace,
            "entries": CROWD,
        }
        kept = lane.ask("GET", path, If_None_Match=document.headers["etag"])
        assert kept.status in {200, 304}  # a second may have passed
        no = crowd[0].book(lane, slots[1])
        assert (no.status, no.json["code"]) == (409, "full")
        assert {one["slot"] for one in no.json["alternatives"][:2]} == {slots[0], slots[2]}


def test_those_who_dribble_hold_up_nobody(crowd: list[Person], slots: list[int], tmp_path: Path) -> None:
    head = b"POST /rush/bookings HTTP/1.1\r\nHost: x\r\nAuthorization: Pass %s\r\nContent-Length: 200\r\n\r\n{"
    with lanes.running(tmp_path) as lane:
        slow = [socket.create_connection(("127.0.0.1", lane.port)) for _ in range(200)]
        for number, one in enumerate(slow):
            one.sendall(head[: 20 + number % 80] if number % 2 else head % crowd[0].token.encode())
        assert crowd[0].book(lane, slots[0]).status == 201
        large = lane.ask("POST", "/rush/bookings", b"x" * 20_000, Authorization=f"Pass {crowd[0].token}")
        assert (large.status, large.json["code"]) == (413, "too_large")
        for one in slow:
            one.close()
