"""nginx for real, with the configuration that is shipped, in front of a lane and pages that count who comes."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.processes import wait_until

SHIPPED = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
NGINX = os.environ.get("GILIRAN_TEST_NGINX") or shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
STATE = "/rush/offices/jakarta-selatan/state.json"
STRANGER = "127.0.0.2"
"""An address that is counted; the machine itself is not."""

if NGINX is None and os.environ.get("GILIRAN_STRICT"):
    raise RuntimeError("nginx is missing, and nothing may be left out.")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


class Behind:
    """A program behind nginx: counts requests and says what it was told to say."""

    def __init__(self, name: str) -> None:
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.status = 200
        self.go_on = threading.Event()
        self.go_on.set()
        behind = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                behind.answer(self, name)

            do_POST = do_GET

            def log_message(self, *words: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler, name: str) -> None:
        request.rfile.read(int(request.headers.get("Content-Length", 0)))
        self.asked.append(request.path)
        self.headers.append({key.lower(): value for key, value in request.headers.items()})
        with suppress(BrokenPipeError, ConnectionResetError):
            if request.path.startswith("/live/"):
                self._stream(request)
            else:
                self.go_on.wait(20)
                self._say(request, f"{name} {len(self.asked)}".encode())

    def _say(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        request.send_response(self.status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.send_header("Cache-Control", "public, max-age=1")
        request.send_header("ETag", f'"{len(self.asked)}"')
        request.end_headers()
        request.wfile.write(body)

    def _stream(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/event-stream")
        request.send_header("Connection", "close")
        request.end_headers()
        request.wfile.write(b"event: state\n\n")
        request.wfile.flush()
        self.go_on.wait(20)

    def close(self) -> None:
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Front:
    def __init__(self, port: int, lane: Behind, web: Behind) -> None:
        self.port, self.lane, self.web = port, lane, web

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, *, source: str = "", **headers: str
    ) -> Reply:
        address = (source, 0) if source else None
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=address)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    lane, web = Behind("lane"), Behind("web")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tmp_path / "data" / "static").mkdir(parents=True)
    (tmp_path / "nginx.conf").write_text(_configuration(tmp_path, port, lane.port, web.port))
    command = [str(NGINX), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error.log")]
    process = subprocess.Popen([*command, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    found = Front(port, lane, web)
    try:
        wait_until(lambda: process.poll() is not None or _listens(port))
        assert process.poll() is None, (tmp_path / "error.log").read_text()
        yield found
    finally:
        process.terminate()
        lane.close()
        web.close()
        process.wait(timeout=20)


def _configuration(folder: Path, port: int, lane: int, web: int) -> str:
    return f"""
{"user root;" if os.getuid() == 0 else ""}
worker_processes 1;
pid {folder}/pid;
events {{ worker_connections 512; }}
http {{
    access_log off;
    {"".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))}
    proxy_cache_path {folder}/cache keys_zone=giliran:1m inactive=10m use_temp_path=off;
    upstream giliran_web {{ server 127.0.0.1:{web}; }}
    upstream giliran_lane {{ server 127.0.0.1:{lane} max_fails=0; }}
    include {SHIPPED}/http.conf;
    server {{
        listen 127.0.0.1:{port};
        set $giliran_data {folder}/data;
        include {SHIPPED}/server.conf;
    }}
}}
"""


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def bearer(account: int) -> str:
    """A pass as it looks; nginx does not verify it."""
    return f"Pass {f'account{account:04d}'.ljust(40, 'x')}.{'s' * 43}"


def test_a_crowd_costs_the_lane_one_request_a_second(front: Front) -> None:
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda n: front.ask(f"{STATE}?{n}"), range(400)))
    assert {answer.status for answer in answers} == {200}
    assert {answer.headers["cache-control"] for answer in answers} == {"public, max-age=1"}
    assert len(front.lane.asked) < 20  # one a second, however slow this machine is


def test_who_has_the_newest_document_is_told_so(front: Front) -> None:
    first = front.ask(STATE)
    again = front.ask(STATE, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) in {(304, b""), (200, b"lane 2")}
    assert all("if-none-match" not in headers for headers in front.lane.headers)


def test_when_the_lane_breaks_the_last_document_stands(front: Front) -> None:
    first = front.ask(STATE)
    front.lane.status = 503
    wait_until(lambda: front.ask(STATE) and len(front.lane.asked) > 1)
    assert front.ask(STATE).body == first.body
    front.lane.server.shutdown()
    front.lane.server.server_close()
    assert [front.ask(STATE).body for _ in range(5)] == [first.body] * 5


def test_an_account_that_hammers_is_slowed_down_and_its_neighbours_are_not(front: Front) -> None:
    def book(account: int) -> Reply:
        return front.ask("/rush/bookings", "POST", b"{}", source=STRANGER, Authorization=bearer(account))

    with ThreadPoolExecutor(4) as pool:
        greedy = [reply.status for reply in pool.map(book, [1] * 60)]
        others = [reply.status for reply in pool.map(book, range(2, 62))]
    assert set(greedy) == {200, 429}
    assert greedy.count(200) < 40
    assert others == [200] * 60


def test_who_is_slowed_down_reads_a_problem_in_their_language(front: Front) -> None:
    def book(n: int) -> Reply:
        return front.ask("/rush/bookings", "POST", b"{}", Authorization=bearer(1), Accept_Language="en-GB")

    with ThreadPoolExecutor(4) as pool:
        no = next(reply for reply in pool.map(book, range(60)) if reply.status == 429)
    assert json.loads(no.body)["code"] == "too_many_requests"
    assert "same key" in json.loads(no.body)["detail"]
    assert (no.headers["content-type"], no.headers["retry-after"]) == ("application/problem+json", "3")


def test_one_account_waits_with_few_requests_at_once(front: Front) -> None:
    front.lane.go_on.clear()
    with ThreadPoolExecutor(6) as pool:
        asked = [
            pool.submit(front.ask, "/rush/bookings", "POST", b"{}", source=STRANGER, Authorization=bearer(9))
            for _ in range(6)
        ]
        wait_until(lambda: len(front.lane.asked) == 4 and sum(one.done() for one in asked) == 2)
        front.lane.go_on.set()
        assert sorted(one.result().status for one in asked) == [200] * 4 + [429] * 2


def test_a_body_that_dribbles_or_is_large_never_reaches_the_lane(front: Front) -> None:
    head = b"POST /rush/bookings HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"
    slow = [socket.create_connection(("127.0.0.1", front.port)) for _ in range(50)]
    for one in slow:
        one.sendall(head)
    assert front.ask("/rush/bookings", "POST", b"x" * 20_000).status == 413
    assert front.ask("/rush/bookings", "POST", b"{}").status == 200
    assert front.lane.asked == ["/rush/bookings"]
    for one in slow:
        one.close()


def test_live_events_are_passed_on_at_once(front: Front) -> None:
    front.lane.go_on.clear()
    with socket.create_connection(("127.0.0.1", front.port), timeout=20) as listener:
        listener.sendall(b"GET /live/offices/bogor/ HTTP/1.1\r\nHost: x\r\n\r\n")
        told = b""
        while b"event: state" not in told:
            told += listener.recv(1000)
    assert b"text/event-stream" in told


def test_the_status_is_the_pages_own_until_they_break(front: Front) -> None:
    assert front.ask("/status/").body.startswith(b"web")
    front.web.status = 503
    assert front.ask("/status/").body.startswith(b"lane")
    assert front.ask("/status.json").body.startswith(b"lane")
    assert front.ask("/offices/").status == 503


def test_static_files_are_given_as_they_lie_there(front: Front, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "static"
    (folder / "a.0123456789ab.css").write_text("b{}")
    (folder / "plain.css").write_text("i{}")
    (folder / "plain.css.gz").write_bytes(b"packed")
    hashed, plain = front.ask("/static/a.0123456789ab.css"), front.ask("/static/plain.css", Accept_Encoding="gzip")
    assert (hashed.body, hashed.headers["cache-control"]) == (b"b{}", "public, max-age=315360000, immutable")
    assert (plain.body, plain.headers["content-encoding"]) == (b"packed", "gzip")
    assert plain.headers["cache-control"] == "public, max-age=60"
    assert front.ask("/static/../../nginx.conf").status == 400
    assert front.ask("/static/../nginx.conf").body.startswith(b"web")
    assert front.ask("/static/not-collected.css").body.startswith(b"web")


def test_everything_else_is_a_page_and_knows_who_asks(front: Front) -> None:
    reply = front.ask("/me/", source=STRANGER, X_Forwarded_For="6.6.6.6")
    assert (reply.status, front.web.asked) == (200, ["/me/"])
    assert front.web.headers[0]["x-forwarded-for"] == STRANGER
    assert front.web.headers[0]["x-forwarded-proto"] == "http"


def test_what_is_counted_is_not_for_the_public(front: Front) -> None:
    assert front.ask("/metrics", source=STRANGER).status == 403
    assert front.ask("/metrics").status == 200


def test_the_example_around_it_is_valid(tmp_path: Path) -> None:
    example = (SHIPPED / "giliran.conf").read_text()
    (tmp_path / "tls.conf").write_text("listen 127.0.0.1:1;")
    moved = example.replace("/etc/giliran/nginx/tls.conf", f"{tmp_path}/tls.conf")
    moved = moved.replace("/etc/giliran/nginx", str(SHIPPED)).replace("/var/cache/nginx/giliran", f"{tmp_path}/cache")
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ {moved} }}\n")
    command = [str(NGINX), "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "log")]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert (checked.returncode, "successful" in checked.stderr) == (0, True), checked.stderr
