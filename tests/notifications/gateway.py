"""A server on this machine that plays every gateway: it answers what a test tells it to, and remembers what it got."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Asked(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Gateway:
    """`answers` are given in turn, the last one for ever: `(status, headers, body)`, `"slow"`, or `"hang up"`."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.asked: list[Asked] = []
        self.answers: list[Any] = [yes()]
        self.patience = threading.Event()
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                gateway.asked.append(
                    Asked(self.path, {name.title(): value for name, value in self.headers.items()}, body)
                )
                answer = gateway.answers.pop(0) if len(gateway.answers) > 1 else gateway.answers[0]
                if answer == "slow":
                    gateway.patience.wait(10)
                    self.close_connection = True
                    return
                if answer == "hang up":
                    self.close_connection = True
                    return
                status, headers, content = answer
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        server, self._server = self._server, None
        self.patience.set()
        if server is not None:
            server.shutdown()
            server.server_close()


def yes(**content: Any) -> tuple[int, dict[str, str], bytes]:
    """An answer that every gateway of ours understands."""
    said = content or {"messages": [{"id": "wamid.1"}], "id": "sms-1"}
    return (200, {"Content-Type": "application/json"}, json.dumps(said).encode())


def no(status: int, content: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (status, named, json.dumps(content or {}).encode())


@contextmanager
def running() -> Iterator[Gateway]:
    gateway = Gateway()
    gateway.start()
    yield gateway
    gateway.stop()
