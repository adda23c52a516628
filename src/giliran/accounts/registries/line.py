"""One HTTP exchange that ends in time, whatever the other side does.

A read timeout is not enough: a server that sends one byte a second renews it for ever. So the exchange runs
in a thread of its own; who asked waits no longer than the time given, and then cuts the sockets, which ends
the thread.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

LARGEST_ANSWER = 64 * 1024


class TooLate(Exception):
    """No whole answer in the time given."""


class TooLarge(Exception):
    """The answer is larger than any answer of ours can be."""


class Line:
    """Holds on to every socket of one exchange, so that they can be cut."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._is_cut = False
        self._lock = threading.Lock()

    def hold(self, connected: socket.socket) -> socket.socket:
        with self._lock:
            self._sockets.append(connected.dup())  # TLS takes over the first handle, the second stays ours
            if self._is_cut:
                self._shut()
        return connected

    def cut(self) -> None:
        with self._lock:
            self._is_cut = True
            self._shut()

    def _shut(self) -> None:
        while self._sockets:
            with contextlib.suppress(OSError), self._sockets.pop() as held:
                held.shutdown(socket.SHUT_RDWR)


def post_json(url: str, content: Mapping[str, Any], headers: Mapping[str, str], seconds: float) -> tuple[int, bytes]:
    """Status and body of one POST; redirects are not followed.

    Raises `TooLate`, `TooLarge` or what `requests` raises, never later than `seconds` after the call.
    """
    return _in_time("POST", url, seconds, json=content, headers=headers)


def get(url: str, seconds: float, *, authority: str = "") -> tuple[int, bytes]:
    """The same of one GET. `authority` is the file of a certificate that is trusted instead of the usual ones."""
    return _in_time("GET", url, seconds, verify=authority or True)


def _in_time(method: str, url: str, seconds: float, **asked: Any) -> tuple[int, bytes]:
    line = Line()
    outcome: queue.SimpleQueue[tuple[int, bytes] | Exception] = queue.SimpleQueue()

    def exchange() -> None:
        try:
            outcome.put(_exchange(line, method, url, seconds, asked))
        except Exception as fault:  # handed to the thread that asked
            outcome.put(fault)

    threading.Thread(target=exchange, name="exchange", daemon=True).start()
    try:
        result = outcome.get(timeout=seconds)
    except queue.Empty:
        raise TooLate from None
    finally:
        line.cut()
    if isinstance(result, Exception):
        raise result
    return result


def _exchange(line: Line, method: str, url: str, seconds: float, asked: Mapping[str, Any]) -> tuple[int, bytes]:
    with requests.Session() as session:
        session.trust_env = False
        session.mount("http://", _Adapter(line))
        session.mount("https://", _Adapter(line))
        with session.request(method, url, timeout=seconds, allow_redirects=False, stream=True, **asked) as answer:
            body = answer.raw.read(LARGEST_ANSWER + 1, decode_content=False)
            if len(body) > LARGEST_ANSWER:
                raise TooLarge
            answer.raw.read(1, decode_content=False)  # raises if the other side hung up before the end
            return answer.status_code, body


class _Adapter(HTTPAdapter):
    """Connects as `requests` does, and hands each socket to the line first."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        line = self._line

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return line.hold(super()._new_conn())

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return line.hold(super()._new_conn())

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
