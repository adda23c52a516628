"""The worker as a process: it works, stops when asked, and outlives the database."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections

from giliran.core import clock, heartbeat
from giliran.core.models import Heartbeat
from giliran.jobs import worker
from giliran.notifications import selectors, services
from tests.processes import environment, wait_until

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@contextmanager
def running(**settings: Any) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "django", "worker"]
    process = subprocess.Popen(command, env=environment(**settings))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def enqueue(key: str) -> None:
    data = {"subject": "s", "body": "b"}
    services.enqueue(event="plain", address="a@b.id", language="id", data=data, key=key, now=clock.now())


def is_sent(key: str) -> bool:
    try:
        return selectors.state_of(key) == "sent"
    except DatabaseError:
        connection.close()
        return False


def test_it_beats_sends_and_stops_when_asked() -> None:
    enqueue("before")
    with running(DEMO=1) as process:
        wait_until(lambda: is_sent("before"))
        wait_until(lambda: heartbeat.age(clock.now()))
        assert heartbeat.age(clock.now()) < timedelta(seconds=10)

        enqueue("while")
        wait_until(lambda: is_sent("while"))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_two_may_run_and_one_may_die() -> None:
    with running(DEMO=1) as first, running(DEMO=1):
        wait_until(lambda: Heartbeat.objects.count() == 2)
        first.kill()
        first.wait()
        enqueue("after")
        wait_until(lambda: is_sent("after"))


def test_it_waits_for_a_database_that_is_gone_and_goes_on() -> None:
    with Door() as door, running_through(door) as process:
        enqueue("before")
        wait_until(lambda: is_sent("before"))
        door.shut()
        threading.Event().wait(3)
        assert process.poll() is None

        door.open()
        enqueue("after")
        wait_until(lambda: is_sent("after"), seconds=40)


@contextmanager
def running_through(door: Door) -> Iterator[subprocess.Popen[bytes]]:
    variables = environment(DEMO=1)
    if connection.vendor == "postgresql":
        address = f"@{connection.settings_dict['HOST']}:{connection.settings_dict['PORT']}/"
        variables["DATABASE_URL"] = variables["DATABASE_URL"].replace(address, f"@127.0.0.1:{door.port}/")
    process = subprocess.Popen([sys.executable, "-m", "django", "worker"], env=variables)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class Door:
    """Between the worker and the database: shut, the database is gone, and whoever is inside is thrown out.

    For PostgreSQL it is a port that forwards; for SQLite the file is moved away.
    """

    def __init__(self) -> None:
        self._streams: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._is_open = True
        self._file = Path(str(connection.settings_dict["NAME"]))

    def __enter__(self) -> Door:
        if connection.vendor == "postgresql":
            threading.Thread(target=self._admit, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.shut() if connection.vendor == "postgresql" else self.open()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def shut(self) -> None:
        self._is_open = False
        if connection.vendor == "sqlite":
            connections.close_all()
            shutil.move(self._file, self._away)
            self._file.mkdir()
        for stream in self._streams:
            with suppress(OSError):
                stream.shutdown(socket.SHUT_RDWR)
            stream.close()
        self._streams.clear()

    def open(self) -> None:
        self._is_open = True
        if connection.vendor == "sqlite" and self._away.exists():
            self._file.rmdir()
            shutil.move(self._away, self._file)

    @property
    def _away(self) -> Path:
        return self._file.with_suffix(".away")

    def _admit(self) -> None:
        target = (str(connection.settings_dict["HOST"]), int(connection.settings_dict["PORT"]))
        with suppress(OSError):
            while True:
                inside, _ = self._listener.accept()
                if not self._is_open:
                    inside.close()
                    continue
                outside = socket.create_connection(target)
                self._streams += [inside, outside]
                for pair in ((inside, outside), (outside, inside)):
                    threading.Thread(target=_carry, args=pair, daemon=True).start()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def test_pauses_grow_while_it_fails_and_shrink_when_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, pauses, outcomes = threading.Event(), list[float](), iter([1, 1, 1, 0, 1])

    def one_round(now: object) -> None:
        failed = next(outcomes, None)
        if failed is None:
            stop.set()
        elif failed:
            raise ValueError("a bug")

    monkeypatch.setattr(stop, "wait", lambda seconds: pauses.append(seconds))
    worker.keep_doing("test", one_round, stop)

    assert pauses == [2, 4, 8, 1, 2, 1]


def test_workers_of_the_days_before_are_forgotten() -> None:
    now = clock.now()
    heartbeat.beat("old", now - timedelta(days=2))
    heartbeat.beat("new", now - timedelta(seconds=3))
    heartbeat.beat("new", now - timedelta(seconds=2))

    assert heartbeat.age(now) == timedelta(seconds=2)
    assert heartbeat.forget_the_dead(now) == 1
    assert heartbeat.age(now) == timedelta(seconds=2)
