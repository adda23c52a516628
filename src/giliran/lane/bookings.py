"""`POST /rush/bookings`: a pass and a party in, a promise or a reason out."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from giliran.booking.policy import PersonRequest, Refused
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.lane import numbers, problems, shapes
from giliran.lane.batches import Batches, Full
from giliran.lane.deciding import Answer, Promise, Unanswered
from giliran.lane.documents import Documents
from giliran.opening import passes, sentences
from giliran.opening.services.take_seats import TurnRequest

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LARGEST_BODY = 16 * 1024
BODY_SECONDS = 10.0
RETRY_SECONDS = (2, 6)
"""Whoever is turned away comes back after a time of their own."""


class Bookings:
    """One request after the other, without a router's steps around it: what costs time here costs everybody time."""

    def __init__(self, batches: Batches[TurnRequest, Answer], documents: Documents) -> None:
        self._batches = batches
        self._documents = documents

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """201 with code and tickets; 401, 408, 413, 422 for what cannot be taken; 409 with the reason; 503."""
        try:
            asked = _turn(_claim(scope), shapes.read_booking(await _body(scope, receive)))
            answer = await self._batches.ask(asked)
        except Refusal as no:
            response = _refused(problems.refusal(no.code, no.sentence, _language(scope)), no.code)
        except shapes.Wrong as wrong:
            response = problems.fault("invalid", _language(scope), errors=wrong.members(_language(scope)))
        except (msgspec.DecodeError, ClientDisconnect):
            response = problems.fault("bad_request", _language(scope))
        except _Unfit as unfit:
            response = _closing(problems.fault(unfit.code, _language(scope)))
        except Full:
            response = _refused(_later("busy", _language(scope)), "busy")
        else:
            if isinstance(answer, Promise):
                numbers.BOOKED.inc()
                await _promise(answer, send)
                return
            response = self._no(answer, asked, _language(scope))
        await response(scope, receive, send)

    def _no(self, no: Refused | Unanswered, asked: TurnRequest, language: str) -> Response:
        if isinstance(no, Unanswered):
            later = _later if no.code == "unavailable" else problems.fault
            return _refused(later(no.code, language), no.code)
        document = self._documents.holding(asked.slot_id)
        beside = document.alternatives(asked.slot_id, len(asked.people)) if document else []
        people = list(no.people) or None
        said = problems.refusal(no.code, sentences.sentence(no.code), language, people=people, alternatives=beside)
        return _refused(said, no.code)


class _Unfit(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _header(scope: Scope, wanted: bytes) -> bytes:
    return next((value for name, value in scope["headers"] if name == wanted), b"")


def _language(scope: Scope) -> str:
    return problems.language_of(scope["headers"])


def _claim(scope: Scope) -> passes.Claim:
    scheme, _space, token = _header(scope, b"authorization").decode("latin-1").partition(" ")
    if scheme.lower() != "pass" or not token:
        raise _Unfit("pass_missing")
    return passes.read(token.strip(), clock.now())


async def _body(scope: Scope, receive: Receive) -> bytes:
    length = _header(scope, b"content-length") or b"0"
    if not length.isdigit() or int(length) > LARGEST_BODY:
        raise _Unfit("too_large")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _whole(receive)
    except TimeoutError as fault:
        raise _Unfit("too_slow") from fault


async def _whole(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise _Unfit("too_large")
        if not message.get("more_body", False):
            return body


def _turn(claim: passes.Claim, asked: shapes.BookingIn) -> TurnRequest:
    people = tuple(PersonRequest(one.applicant, one.service, one.booklet, one.purpose) for one in asked.people)
    return TurnRequest(claim, asked.slot, people, asked.key)


async def _promise(promise: Promise, send: Send) -> None:
    url = f"/me/bookings/{promise.code.replace('-', '')}/"
    tickets = [one._asdict() for one in promise.tickets]
    body = msgspec.json.encode({"code": promise.code, "tickets": tickets, "url": url})
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"location", url.encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _later(code: str, language: str) -> Response:
    return problems.fault(code, language, retry_after=random.randint(*RETRY_SECONDS))  # noqa: S311 - spreads, hides nothing


def _refused(response: Response, code: str) -> Response:
    numbers.REFUSED.labels(code).inc()
    return response


def _closing(response: Response) -> Response:
    """The rest of a body that was not read is not waited for."""
    if response.status_code in {408, 413}:
        response.headers["Connection"] = "close"
    return response
