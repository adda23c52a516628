"""The HTTP registry against servers that misbehave in every way a server can."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from giliran.accounts.policy import Reason
from giliran.accounts.registries import RegistryQuery
from giliran.accounts.registries.http import UNAVAILABLE, HttpRegistry
from giliran.accounts.states import IdentityCheck

PERSON = RegistryQuery(
    nik="3174014501900001",
    kk="3174010501120007",
    full_name="Siti Nurhaliza",
    birth_date=date(1990, 1, 5),
    sex="F",
)
PATIENCE = 0.6
Behaviour = Callable[[socket.socket, bytes], None]


@contextmanager
def server(behave: Behaviour) -> Iterator[str]:
    """A server of one behaviour, one thread a connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    talks: list[socket.socket] = []

    def listen() -> None:
        while True:
            try:
                talk, _peer = listener.accept()
            except OSError:
                return
            talks.append(talk)
            threading.Thread(target=serve, args=(talk,), daemon=True).start()

    def serve(talk: socket.socket) -> None:
        try:
            behave(talk, read_request(talk))
        except OSError:
            pass
        finally:
            talk.close()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/check"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for talk in talks:
            talk.close()
        thread.join(5)


def read_request(talk: socket.socket) -> bytes:
    request = b""
    while b"\r\n\r\n" not in request:
        request += talk.recv(4096)
    head, _, body = request.partition(b"\r\n\r\n")
    lengths = [x.split(b":")[1] for x in head.split(b"\r\n") if x.lower().startswith(b"content-length")]
    length = int(lengths[0]) if lengths else 0
    while len(body) < length:
        body += talk.recv(4096)
    return head + b"\r\n\r\n" + body


def says(body: bytes, status: str = "200 OK", headers: str = "") -> Behaviour:
    def behave(talk: socket.socket, request: bytes) -> None:
        talk.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)

    return behave


def is_silent(talk: socket.socket, request: bytes) -> None:
    time.sleep(5)


def dribbles(start: bytes, drop: bytes) -> Behaviour:
    def behave(talk: socket.socket, request: bytes) -> None:
        talk.sendall(start)
        while True:
            talk.sendall(drop)
            time.sleep(0.05)

    return behave


def hangs_up(talk: socket.socket, request: bytes) -> None:
    talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")


def ask(url: str) -> tuple[object, float]:
    started = time.monotonic()
    answer = HttpRegistry(url, "secret-token", PATIENCE).check(PERSON)
    return answer, time.monotonic() - started


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(is_silent, id="silent"),
        pytest.param(dribbles(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n"), id="dribbles headers"),
        pytest.param(dribbles(b"HTTP/1.1 200 OK\r\nX: ", b"x"), id="dribbles one header"),
        pytest.param(dribbles(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b" "), id="dribbles the body"),
        pytest.param(dribbles(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"), id="chunks"),
        pytest.param(dribbles(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"), id="continues"),
    ],
)
def test_a_slow_registry_is_unavailable_in_time_and_leaves_no_thread(behave: Behaviour) -> None:
    with server(behave) as url:
        answer, seconds = ask(url)
        assert answer == UNAVAILABLE
        assert seconds < PATIENCE + 0.4
        wait_until(lambda: not any(thread.name == "registry" for thread in threading.enumerate()))


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(says(b"oh no", "500 Internal Server Error"), id="500"),
        pytest.param(says(b'{"outcome": "matched"}', "503 Service Unavailable"), id="503"),
        pytest.param(says(b'{"outcome": "matched"}', "401 Unauthorized"), id="401"),
        pytest.param(says(b""), id="nothing"),
        pytest.param(says(b"<html>"), id="garbage"),
        pytest.param(says(b"\xff\xfe\x00"), id="bytes"),
        pytest.param(says(b"[1, 2]"), id="a list"),
        pytest.param(says(b'"matched"'), id="a text"),
        pytest.param(says(b"null"), id="null"),
        pytest.param(says(b'{"outcome": "perhaps"}'), id="another outcome"),
        pytest.param(says(b'{"outcome": ["matched"]}'), id="another shape"),
        pytest.param(says(b'{"outcome": {}}'), id="an object"),
        pytest.param(says(b"[" * 60_000), id="deep"),
        pytest.param(says(b" " * 70_000 + b'{"outcome": "matched"}'), id="huge"),
        pytest.param(says(b"\x1f\x8b" + b"0" * 40, headers="Content-Encoding: gzip\r\n"), id="packed"),
        pytest.param(hangs_up, id="hangs up"),
        pytest.param(lambda talk, request: talk.sendall(b"SSH-2.0-nonsense\r\n"), id="not HTTP"),
        pytest.param(lambda talk, request: talk.close(), id="closes"),
    ],
)
def test_what_is_no_answer_is_unavailable(behave: Behaviour) -> None:
    with server(behave) as url:
        answer, seconds = ask(url)
        assert answer == UNAVAILABLE
        assert seconds < PATIENCE + 0.4


def test_a_closed_port_or_a_wrong_address_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/", "http://", "ftp://127.0.0.1/", "no address"):
        assert ask(url)[0] == UNAVAILABLE


def test_nobody_is_sent_elsewhere() -> None:
    visits: list[bytes] = []
    with server(lambda talk, request: visits.append(request)) as elsewhere:
        for status in ("301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"):
            with server(says(b"", status, f"Location: {elsewhere}\r\n")) as url:
                assert ask(url)[0] == UNAVAILABLE
    assert visits == []


def test_a_match_is_told() -> None:
    with server(says(b'{"outcome": "matched"}')) as url:
        answer, _seconds = ask(url)
    assert answer == answer_of(IdentityCheck.MATCHED)


def test_a_difference_is_told_by_field_and_unknown_fields_are_left_out() -> None:
    body = json.dumps({"outcome": "mismatched", "fields": ["sex", "full_name", "shoe_size", 7]}).encode()
    with server(says(body)) as url:
        answer, _seconds = ask(url)
    assert answer == answer_of(
        IdentityCheck.MISMATCHED,
        Reason("registry_differs", {"field": "full_name"}),
        Reason("registry_differs", {"field": "sex"}),
    )


def test_a_difference_without_fields_is_about_the_nik() -> None:
    for body in (b'{"outcome": "mismatched"}', b'{"outcome": "mismatched", "fields": "name"}'):
        with server(says(body)) as url:
            assert ask(url)[0] == answer_of(IdentityCheck.MISMATCHED, Reason("registry_differs", {"field": "nik"}))


def test_the_question_carries_the_person_and_the_token() -> None:
    asked: list[bytes] = []

    def listen(talk: socket.socket, request: bytes) -> None:
        asked.append(request)
        says(b'{"outcome": "matched"}')(talk, request)

    with server(listen) as url:
        ask(url)
    head, _, body = asked[0].partition(b"\r\n\r\n")
    assert b"Authorization: Bearer secret-token" in head
    assert json.loads(body) == {
        "nik": "3174014501900001",
        "kk": "3174010501120007",
        "full_name": "Siti Nurhaliza",
        "birth_date": "1990-01-05",
        "sex": "F",
    }


def test_logs_say_why_and_not_who(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), server(says(b"oh no", "500 Internal Server Error")) as url:
        ask(url)
    assert "identity registry: no clear answer" in caplog.text
    assert "3174" not in caplog.text and "Siti" not in caplog.text and "secret-token" not in caplog.text
    assert repr(PERSON) == "RegistryQuery()"


def answer_of(outcome: IdentityCheck, *reasons: Reason) -> object:
    return type(UNAVAILABLE)(outcome, reasons)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 3
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
