"""Django's pages inside the process that also runs the lane: a bridge from ASGI to WSGI.

The pages stay what they are, synchronous, each in a thread of a small pool. What is slow outside never holds a
thread: the body of a request is complete before its page begins, and an answer of ordinary size leaves after it has
ended. When too many requests wait for a thread, the next ones are turned away at once, so that the lane beside them
goes on (docs/adr/0004-the-lane.md).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast
from urllib.parse import unquote_to_bytes

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

LARGEST_BODY = 32 * 1024 * 1024
KEPT_IN_MEMORY = 256 * 1024
SENT_AT_ONCE = 1024 * 1024
BODY_SECONDS = 60.0
HAND_OVER_SECONDS = 60.0
MOST_WAITING = 256


class _NotTaken(Exception):
    """A request that reaches no page; the answer it gets."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


class Pages:
    """An ASGI application that runs a WSGI one in `threads` threads."""

    def __init__(self, wsgi: Wsgi, threads: int, most_waiting: int = MOST_WAITING) -> None:
        self._wsgi = wsgi
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._most = threads + most_waiting
        self._inside = 0

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        with SpooledTemporaryFile(KEPT_IN_MEMORY) as body:
            try:
                await self._take(scope, receive, send, body)
            except _NotTaken as no:
                await _answer(send, no.status, no.words)

    async def _take(self, scope: MutableMapping[str, Any], receive: Receive, send: Send, body: IO[bytes]) -> None:
        size = await _read(receive, body)
        if self._inside >= self._most:
            raise _NotTaken(503, "Too many people at this moment. Please try again in a few seconds.")
        self._inside += 1
        try:
            loop = asyncio.get_running_loop()
            answer = _Answer(loop, send)
            environ = _environ(scope, body, size)
            rest = await loop.run_in_executor(self._threads, answer.make, self._wsgi, environ)
        finally:
            self._inside -= 1
        for message in rest:
            await send(message)

    def close(self) -> None:
        self._threads.shutdown()


class _Answer:
    """What a page says, gathered in its thread; only what is large is handed over before the page has ended."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self._loop = loop
        self._send = send
        self._start: Message = {}
        self._parts: list[bytes] = []
        self._size = 0

    def make(self, wsgi: Wsgi, environ: dict[str, Any]) -> list[Message]:
        """Run the page; what is left to send."""
        found = wsgi(environ, self._begin)
        try:
            for part in found:
                self._parts.append(part)
                self._size += len(part)
                if self._size >= SENT_AT_ONCE:
                    self._hand_over()
        finally:
            with suppress(AttributeError):
                cast(Any, found).close()
        return self._gathered(more=False)

    def _begin(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        pairs = [(name.lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers]
        self._start = {"type": "http.response.start", "status": int(status.split(" ", 1)[0]), "headers": pairs}
        return self._parts.append

    def _hand_over(self) -> None:
        """Wait until the other side has taken what there is."""
        for message in self._gathered(more=True):
            asyncio.run_coroutine_threadsafe(_await(self._send(message)), self._loop).result(HAND_OVER_SECONDS)

    def _gathered(self, *, more: bool) -> list[Message]:
        start, self._start = self._start, {}
        body: Message = {"type": "http.response.body", "body": b"".join(self._parts), "more_body": more}
        self._parts, self._size = [], 0
        return [start, body] if start else [body]


async def _await(sending: Awaitable[None]) -> None:
    await sending


async def _read(receive: Receive, body: IO[bytes]) -> int:
    """Put the whole body of a request into a file; its size."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            size = await _pour(receive, body)
    except TimeoutError as fault:
        raise _NotTaken(408, "This request did not arrive in time.") from fault
    body.seek(0)
    return size


async def _pour(receive: Receive, body: IO[bytes]) -> int:
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _NotTaken(400, "This request broke off.")
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            raise _NotTaken(413, "This request is too large.")
        if part:
            body.write(part)
        more = message.get("more_body", False)
    return size


async def _answer(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), (b"retry-after", b"5")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode() + b"\n"})


def _environ(scope: MutableMapping[str, Any], body: IO[bytes], size: int) -> dict[str, Any]:
    """The request as PEP 3333 has it."""
    host, port = scope.get("server") or ("", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        _add_header(environ, raw_name.decode("latin-1").upper(), raw_value.decode("latin-1"))
    if size or "CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = str(size)
    return environ


def _add_header(environ: dict[str, Any], header: str, value: str) -> None:
    if "_" in header:  # `X_Forwarded_For` must not pass for `X-Forwarded-For`
        return
    name = header.replace("-", "_")
    key = name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"
    joint = "; " if name == "COOKIE" else ","
    environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
