"""`POST /rush/bookings`: a pass and a party in, a promise or a reason out."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from giliran.booking.policy import PersonRequest, Refused
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.lane import numbers, problems, shapes
from giliran.lane.batches import Batches, Full
from giliran.lane.deciding import Answer, Promise
from giliran.lane.documents import Documents
from giliran.opening import passes, sentences
from giliran.opening.services.take_seats import TurnRequest

LARGEST_BODY = 16 * 1024
BODY_SECONDS = 10.0
RETRY_SECONDS = (2, 6)
"""Whoever is turned away comes back after a time of their own."""


class Bookings:
    def __init__(self, batches: Batches[TurnRequest, Answer], documents: Documents) -> None:
        self._batches = batches
        self._documents = documents

    async def __call__(self, request: Request) -> Response:
        """201 with code and tickets; 401, 408, 413, 422 for what cannot be taken; 409 with the reason; 503."""
        language = problems.language_of(request.scope["headers"])
        try:
            asked = _turn(_claim(request), shapes.read_booking(await _body(request)))
        except Refusal as no:
            return _refused(problems.refusal(no.code, no.sentence, language), no.code)
        except shapes.Wrong as wrong:
            return problems.fault("invalid", language, errors=wrong.members(language))
        except (msgspec.DecodeError, ClientDisconnect):
            return problems.fault("bad_request", language)
        except _Unfit as unfit:
            return _closing(problems.fault(unfit.code, language))
        return await self._answer(asked, language)

    async def _answer(self, asked: TurnRequest, language: str) -> Response:
        try:
            answer = await self._batches.ask(asked)
        except Full:
            return _refused(_later("busy", language), "busy")
        match answer:
            case Promise():
                numbers.BOOKED.inc()
                return _promised(answer)
            case Refused():
                return _refused(self._no(answer, asked, language), answer.code)
            case _:
                later = _later if answer.code == "unavailable" else problems.fault
                return _refused(later(answer.code, language), answer.code)

    def _no(self, no: Refused, asked: TurnRequest, language: str) -> Response:
        document = self._documents.holding(asked.slot_id)
        beside = document.alternatives(asked.slot_id, len(asked.people)) if document else []
        sentence = sentences.sentence(no.code)
        people = list(no.people) or None
        return problems.refusal(no.code, sentence, language, people=people, alternatives=beside)


class _Unfit(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _claim(request: Request) -> passes.Claim:
    scheme, _space, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "pass" or not token:
        raise _Unfit("pass_missing")
    return passes.read(token.strip(), clock.now())


async def _body(request: Request) -> bytes:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        raise _Unfit("too_large")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > LARGEST_BODY:
                    raise _Unfit("too_large")
    except TimeoutError as fault:
        raise _Unfit("too_slow") from fault
    return bytes(body)


def _turn(claim: passes.Claim, asked: shapes.BookingIn) -> TurnRequest:
    people = tuple(PersonRequest(one.applicant, one.service, one.booklet, one.purpose) for one in asked.people)
    return TurnRequest(claim, asked.slot, people, asked.key)


def _promised(promise: Promise) -> Response:
    url = f"/me/bookings/{promise.code.replace('-', '')}/"
    body: Mapping[str, Any] = {
        "code": promise.code,
        "tickets": [one._asdict() for one in promise.tickets],
        "url": url,
    }
    headers = {"Location": url, "Cache-Control": "no-store"}
    return Response(msgspec.json.encode(body), 201, headers, "application/json")


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
