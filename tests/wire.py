"""A way to the database that can be cut."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.db import connection

from tests.processes import database_url


class Wire:
    """A port that leads to the database, until it is cut."""

    def __init__(self) -> None:
        self.target = (connection.settings_dict["HOST"] or "127.0.0.1", int(connection.settings_dict["PORT"] or 5432))
        self._ends: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self._begin(self._serve, self._door)

    @property
    def url(self) -> str:
        return database_url().replace(f"@{self.target[0]}:{self.target[1]}/", f"@127.0.0.1:{self.port}/")

    def cut(self) -> None:
        for end in (self._door, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for end in (self._door, *self._ends):
            end.close()
        self._ends.clear()
        self._threads.clear()

    def mend(self) -> None:
        self._door = socket.create_server(("127.0.0.1", self.port))
        self._begin(self._serve, self._door)

    def _begin(self, work: Callable[..., None], *given: socket.socket) -> None:
        thread = threading.Thread(target=work, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _address = door.accept()
                there = socket.create_connection(self.target)
                self._ends += [here, there]
                self._begin(_pour, here, there)
                self._begin(_pour, there, here)


@pytest.fixture
def wire() -> Iterator[Wire]:
    found = Wire()
    yield found
    found.cut()


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            sink.sendall(part)
        sink.shutdown(socket.SHUT_RDWR)
