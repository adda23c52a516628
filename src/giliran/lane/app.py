"""The lane as one ASGI application: a fast path for the document that everybody asks for, routes for the rest."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any

import msgspec
import structlog
from django.db import OperationalError
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from giliran.core import clock
from giliran.lane import numbers, problems, standings
from giliran.lane.batches import Batches
from giliran.lane.bookings import Bookings, Receive, Scope, Send
from giliran.lane.deciding import Answer, Decider
from giliran.lane.documents import NOTHING, Document, Documents, Unread
from giliran.lane.floors import BOARD, Floors
from giliran.lane.live import Live, Seen
from giliran.lane.status import Status
from giliran.opening.services.take_seats import TurnRequest

log = structlog.get_logger(__name__)

BOOKINGS = "/rush/bookings"
READERS = 2
YOUNG_OBJECTS = 20_000
"""Before Python looks for rings among them; a batch leaves thousands behind, and next to none in a ring."""
PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Lane:
    """Everything that one process of the lane holds. It begins and ends with ASGI's lifespan."""

    def __init__(self) -> None:
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reads")
        self.documents = Documents(self._readers)
        self.status = Status(self._readers)
        self.live = Live()
        self._floors = Floors(self._readers, self.live, standings.marks, standings.read, clock.now)
        self._routes = Starlette(
            routes=[
                Route("/rush/offices/{office}/state.json", self._state, methods=["GET"]),
                Route(BOOKINGS, _no_such_method, methods=["POST"]),
                Route("/live/offices/{office}/", self._live_office, methods=["GET"]),
                Route("/live/boards/{office}/", self._live_board, methods=["GET"]),
                Route("/live/visits/{token}/", self._live_visit, methods=["GET"]),
                Route("/status/", self._status_page, methods=["GET"]),
                Route("/status.json", self._status_document, methods=["GET"]),
                Route("/healthz", self._healthz, methods=["GET"]),
                Route("/metrics", self._metrics, methods=["GET"]),
            ],
            exception_handlers={HTTPException: _http_fault, Unread: _unread, Exception: _broken},
            lifespan=self._lifespan,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            document = self.documents.at_hand(scope["path"])
            if document is not None:
                await _send_document(document, scope, send)
                return
        if scope["type"] == "http" and scope["path"] == BOOKINGS and scope["method"] == "POST":
            await self._bookings(scope, receive, send)
            return
        await self._routes(scope, receive, send)

    def answers(self, path: str) -> bool:
        """Whether an address is the lane's where it shares a port with the pages."""
        if path.startswith(("/rush/", "/live/")) or path == "/status.json":
            return True
        return path == "/status/" and self.status.is_down

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        gc.collect()
        gc.freeze()  # what the start left stays; only what requests leave is looked through
        gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
        self._batches: Batches[TurnRequest, Answer] = Batches(Decider())
        self._bookings = Bookings(self._batches, self.documents)
        self._batches.start()
        self.status.start()
        _end_streams_first(self.live.stop)
        log.info("lane started")
        yield
        self.live.stop()
        await self._batches.stop()
        await self.status.stop()
        self._readers.shutdown()
        log.info("lane stopped")

    async def _state(self, request: Request) -> Response:
        document = await self.documents.current(request.path_params["office"])
        if document is None:
            raise HTTPException(404)
        return _Raw(document)

    async def _live_office(self, request: Request) -> Response:
        code = request.path_params["office"]
        if await self.documents.current(code) is None:
            raise HTTPException(404)

        async def look() -> Seen | None:
            document = await self.documents.current(code)
            return Seen({**document.content, "now": ""}, document.body) if document else None

        return self._stream(request, f"office {code}", "state", look)

    async def _live_board(self, request: Request) -> Response:
        code = request.path_params["office"]
        if not await self.documents.is_known(code):
            raise HTTPException(404)
        office_id = await self._asked(standings.office_id_of, code)
        return self._events(request, lambda: self._floors.stream(office_id, BOARD, "calls"))

    async def _live_visit(self, request: Request) -> Response:
        """Whoever knows the secret of a card follows its visit; a wrong one and one that is over are the same."""
        language = standings.language_of(request.query_params.get("language", ""))
        token = request.path_params["token"]
        found = await self._asked(standings.office_and_key_of, token, language, clock.now())
        if found is None:
            raise HTTPException(404)
        office_id, key = found
        return self._events(request, lambda: self._floors.stream(office_id, key, "standing"))

    async def _asked(self, read: Callable[..., Any], *arguments: Any) -> Any:
        """A read in a thread of its own; `Unread` where the database does not answer."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, read, *arguments)
        except OperationalError as fault:
            raise Unread from fault

    def _stream(self, request: Request, name: str, event: str, look: Callable[[], Awaitable[Seen | None]]) -> Response:
        return self._events(request, lambda: self.live.stream(name, event, look))

    def _events(self, request: Request, stream: Callable[[], AsyncIterator[bytes]]) -> Response:
        if self.live.is_full:
            language = problems.language_of(request.scope["headers"])
            return problems.fault("too_many_listeners", language, retry_after=30)
        return StreamingResponse(stream(), headers=STREAM_HEADERS, media_type="text/event-stream")

    async def _status_page(self, request: Request) -> Response:
        page = await asyncio.get_running_loop().run_in_executor(self._readers, self.status.page)
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": PAGE_POLICY}
        return HTMLResponse(page, 503 if self.status.is_down else 200, headers)

    async def _status_document(self, request: Request) -> Response:
        headers = {"Cache-Control": "public, max-age=1"}
        return Response(msgspec.json.encode(self.status.found), 200, headers, "application/json")

    async def _healthz(self, request: Request) -> Response:
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})

    async def _metrics(self, request: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return Response(generate_latest(numbers.REGISTRY), 200, headers, CONTENT_TYPE_LATEST)


async def _no_such_method(request: Request) -> Response:
    """Stands in the routes so that other methods hear which one is taken; a POST never comes here."""
    raise HTTPException(405)


class _Raw(Response):
    """A document through the routes; the fast path sends the very same messages."""

    def __init__(self, document: Document) -> None:
        self._document = document
        super().__init__()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await _send_document(self._document, scope, send)


async def _send_document(document: Document, scope: Scope, send: Send) -> None:
    for name, value in scope["headers"]:
        if name == b"if-none-match" and document.etag in value:
            await send(document.unchanged)
            await send(NOTHING)
            return
    await send(document.start)
    await send(document.tail)


def _end_streams_first(stop: Callable[[], None]) -> None:
    """At SIGTERM end the live streams, then hand on to the server, which waits for whatever is still open.

    The server listens to SIGINT as to SIGTERM, and has no hook of its own that comes before it begins to wait.
    """

    def ask() -> None:
        stop()
        os.kill(os.getpid(), signal.SIGINT)

    with suppress(NotImplementedError, RuntimeError, ValueError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ask)


async def _http_fault(request: Request, fault: Exception) -> Response:
    status = getattr(fault, "status_code", 500)
    code = {404: "not_found", 405: "method_not_allowed"}.get(status, "bad_request")
    response = problems.fault(code, problems.language_of(request.scope["headers"]))
    response.headers.update(getattr(fault, "headers", None) or {})
    return response


async def _unread(request: Request, fault: Exception) -> Response:
    return problems.fault("unavailable", problems.language_of(request.scope["headers"]), retry_after=5)


async def _broken(request: Request, fault: Exception) -> Response:
    log.error("lane broke", path=request.url.path, exc_info=fault)
    return problems.fault("broken", problems.language_of(request.scope["headers"]))
