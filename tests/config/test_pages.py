"""The bridge under the pages: what a WSGI application sees and says is what it would under a WSGI server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from giliran.config import pages

SCOPE = {
    "type": "http",
    "method": "POST",
    "http_version": "1.1",
    "scheme": "https",
    "server": ("10.0.0.1", "443"),
    "client": ("10.0.0.9", "5123"),
    "raw_path": b"/caf%C3%A9/%ff",
    "path": "/whatever",
    "query_string": b"a=%20b",
    "headers": [
        (b"host", b"example.id"),
        (b"content-type", b"text/plain"),
        (b"content-length", b"6"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x-forwarded-for", b"10.1.1.1"),
        (b"x_forwarded_for", b"6.6.6.6"),
    ],
}
BODY = [
    {"type": "http.request", "body": b"abc", "more_body": True},
    {"type": "http.request", "body": b"def", "more_body": False},
]


class Outside:
    """The server's side of one request."""

    def __init__(self, incoming: Iterable[dict[str, Any]] = BODY) -> None:
        self.incoming = list(incoming)
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if not self.incoming:
            await asyncio.sleep(3600)
        return self.incoming.pop(0)

    async def send(self, message: Any) -> None:
        self.sent.append(dict(message))

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.sent[1:])


def ask(application: pages.Pages, outside: Outside, **scope: Any) -> Outside:
    asyncio.run(application({**SCOPE, **scope}, outside.receive, outside.send))
    return outside


def app_of(page: Callable[..., Any], threads: int = 1, **options: Any) -> pages.Pages:
    return pages.Pages(page, threads, **options)


def test_the_request_is_as_a_wsgi_server_would_tell_it() -> None:
    seen: dict[str, Any] = {}

    def page(environ: dict[str, Any], start: Any) -> list[bytes]:
        seen.update(environ, read=environ["wsgi.input"].read())
        start("201 Created", [("X-One", "1"), ("Set-Cookie", " a=1")])
        return [b"he", b"llo"]

    outside = ask(app_of(page), Outside())
    told = {name: seen[name] for name in seen if name.isupper() or name in {"wsgi.url_scheme", "read"}}
    assert told == {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/caf\u00c3\u00a9/\u00ff",
        "QUERY_STRING": "a=%20b",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "10.0.0.1",
        "SERVER_PORT": "443",
        "REMOTE_ADDR": "10.0.0.9",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "6",
        "HTTP_HOST": "example.id",
        "HTTP_COOKIE": "a=1; b=2",
        "HTTP_X_FORWARDED_FOR": "10.1.1.1",
        "wsgi.url_scheme": "https",
        "read": b"abcdef",
    }
    assert outside.sent == [
        {"type": "http.response.start", "status": 201, "headers": [(b"x-one", b"1"), (b"set-cookie", b"a=1")]},
        {"type": "http.response.body", "body": b"hello", "more_body": False},
    ]


def test_what_is_large_leaves_piece_by_piece_and_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SENT_AT_ONCE", 4)
    closed = []

    class Pieces:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"aa", b"bb", b"cc", b"dd", b"e"])

        def close(self) -> None:
            closed.append(True)

    def page(environ: dict[str, Any], start: Any) -> Pieces:
        start("200 OK", [])
        return Pieces()

    outside = ask(app_of(page), Outside())
    assert [message.get("body") for message in outside.sent] == [None, b"aabb", b"ccdd", b"e"]
    assert [message.get("more_body") for message in outside.sent] == [None, True, True, False]
    assert closed == [True]


def test_a_page_that_breaks_is_told_to_the_server_and_closed() -> None:
    def page(environ: dict[str, Any], start: Any) -> list[bytes]:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        ask(app_of(page), Outside())


def never(environ: dict[str, Any], start: Any) -> list[bytes]:
    raise AssertionError("no page may be asked")


@pytest.mark.parametrize(
    ("incoming", "status"),
    [
        ([{"type": "http.request", "body": b"x" * 40, "more_body": True}], 413),
        ([BODY[0], {"type": "http.disconnect"}], 400),
        ([BODY[0]], 408),
    ],
    ids=["too large", "broken off", "dribbled"],
)
def test_a_body_that_does_not_come_reaches_no_page(
    incoming: list[dict[str, Any]], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LARGEST_BODY", 32)
    monkeypatch.setattr(pages, "BODY_SECONDS", 0.05)
    assert ask(app_of(never), Outside(incoming)).status == status


def test_who_comes_when_too_many_wait_is_turned_away_at_once() -> None:
    inside, go_on = threading.Semaphore(0), threading.Event()

    def page(environ: dict[str, Any], start: Any) -> list[bytes]:
        inside.release()
        go_on.wait(20)
        start("200 OK", [])
        return [b"well"]

    async def everybody() -> list[int]:
        application = app_of(page, threads=1, most_waiting=1)
        first, second, third = Outside(), Outside(), Outside()
        waiting = [
            asyncio.create_task(application(SCOPE, one.receive, one.send))  # type: ignore[arg-type]
            for one in (first, second)
        ]
        await asyncio.to_thread(inside.acquire)
        await application(SCOPE, third.receive, third.send)
        go_on.set()
        await asyncio.gather(*waiting)
        return [one.status for one in (first, second, third)]

    assert asyncio.run(everybody()) == [200, 200, 503]
