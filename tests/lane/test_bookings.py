"""What comes in at the door, and how it is answered; who decides is played here."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from giliran.booking.policy import PersonRequest, Refused
from giliran.booking.selectors import TicketGiven
from giliran.core import clock
from giliran.lane import bookings
from giliran.lane.batches import Full
from giliran.lane.bookings import Bookings
from giliran.lane.deciding import BROKEN, UNAVAILABLE, Answer, Promise
from giliran.lane.documents import Documents
from giliran.opening import passes
from giliran.opening.services.take_seats import TurnRequest
from tests.lane.asking import Reply, ask

BODY = {
    "slot": 3,
    "people": [{"applicant": 7, "service": "new", "booklet": "PB_E_10", "purpose": "holiday"}],
    "key": "a-key",
}
PROMISE = Promise("K7M-PQ2-X9A", [TicketGiven("A-012", datetime(2026, 11, 30, 1, 0), "Siti Aminah")])


class Clerk:
    """Stands where the batches are."""

    def __init__(self, answer: Answer | None) -> None:
        self.answer = answer
        self.asked: list[TurnRequest] = []

    async def ask(self, request: TurnRequest) -> Answer:
        self.asked.append(request)
        if self.answer is None:
            raise Full
        return self.answer


def claim() -> passes.Claim:
    return passes.Claim(1, 2, "e" * 16, "d" * 32, 5, (clock.now() + timedelta(minutes=5)).replace(microsecond=0))


def post(clerk: Clerk, body: Any = BODY, *, parts: Any = None, token: str | None = None, **changes: Any) -> Reply:
    async def whole() -> Reply:
        with ThreadPoolExecutor(1) as executor:
            application = Bookings(clerk, Documents(executor))  # type: ignore[arg-type]
            headers = {"Authorization": f"Pass {token or passes.sign(claim())}", "Accept-Language": "en"}
            content = parts or [json.dumps(body).encode()]
            return await ask(
                application,
                "POST",
                "/rush/bookings",
                headers=headers | changes.pop("headers", {}),
                parts=content,
                **changes,
            )

    return asyncio.run(whole())


def test_a_promise_is_told_with_its_tickets() -> None:
    clerk = Clerk(PROMISE)
    reply = post(clerk)
    assert reply.status == 201
    assert reply.headers["location"] == "/me/bookings/K7MPQ2X9A/"
    assert reply.json == {
        "code": "K7M-PQ2-X9A",
        "tickets": [{"label": "A-012", "arrives_at": "2026-11-30T01:00:00", "name": "Siti Aminah"}],
        "url": "/me/bookings/K7MPQ2X9A/",
    }
    asked = PersonRequest(7, "new", "PB_E_10", "holiday")
    [found] = clerk.asked
    assert (found.claim.entry, found.slot_id, found.people, found.key) == ("e" * 16, 3, (asked,), "a-key")


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (Refused("full", (0,)), 409, "full"),
        (Refused("turn_not_reached"), 409, "turn_not_reached"),
        (Refused("key_reused"), 422, "key_reused"),
        (Refused("pass_foreign"), 401, "pass_foreign"),
        (UNAVAILABLE, 503, "unavailable"),
        (BROKEN, 500, "broken"),
        (None, 503, "busy"),
    ],
)
def test_every_no_has_a_code_and_a_sentence(answer: Answer | None, status: int, code: str) -> None:
    reply = post(Clerk(answer))
    assert (reply.status, reply.json["code"]) == (status, code)
    assert reply.headers["content-type"] == "application/problem+json"
    assert (reply.json["detail"] != code, "retry-after" in reply.headers) == (True, status == 503)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Authorization": ""}, "pass_missing"),
        ({"Authorization": "Bearer x"}, "pass_missing"),
        ({"Authorization": "Pass"}, "pass_missing"),
        ({"Authorization": "Pass x"}, "pass_invalid"),
        ({"Authorization": "Pass " + "é" * 50}, "pass_invalid"),
        ({"Authorization": "Pass ..."}, "pass_invalid"),
    ],
)
def test_without_a_good_pass_nothing_is_read(headers: dict[str, str], code: str) -> None:
    clerk = Clerk(PROMISE)
    reply = post(clerk, headers=headers)
    assert (reply.status, reply.json["code"], clerk.asked) == (401, code, [])
    assert reply.headers["www-authenticate"] == 'Pass realm="giliran"'


def test_the_wrong_field_is_named_in_the_answer() -> None:
    reply = post(Clerk(PROMISE), {**BODY, "slot": "x"})
    assert (reply.status, reply.json["code"]) == (422, "invalid")
    assert reply.json["errors"] == [{"field": "slot", "in": "body", "detail": "This cannot be used here."}]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff"])
def test_what_is_no_json_is_said_to_be_none(body: bytes) -> None:
    reply = post(Clerk(PROMISE), parts=[body])
    assert (reply.status, reply.json["code"]) == (400, "bad_request")


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "20000"}, {"Content-Length": "1e3"}])
def test_a_large_body_is_not_read_to_its_end(headers: dict[str, str]) -> None:
    reply = post(Clerk(PROMISE), parts=[b" " * 9_000, b" " * 9_000], headers=headers)
    assert (reply.status, reply.json["code"], reply.headers["connection"]) == (413, "too_large", "close")


def test_a_body_that_dribbles_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bookings, "BODY_SECONDS", 0.02)
    clerk = Clerk(PROMISE)
    reply = post(clerk, parts=[b"{", b'"slot"'], stays=False)
    assert (reply.status, reply.json["code"], reply.headers["connection"]) == (408, "too_slow", "close")
    assert clerk.asked == []
