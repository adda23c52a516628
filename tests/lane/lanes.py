"""A lane in a process of its own on the test's database, on a Friday afternoon, and people who ask it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from giliran.opening import passes
from giliran.opening.models import Entry
from giliran.opening.services import take_seats
from tests.factories import openings
from tests.processes import environment, wait_until

NOW = openings.FRIDAY_14 + timedelta(minutes=30)


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Lane:
    """`giliran lane` that can be stopped, killed and started again on its port."""

    def __init__(self, folder: Path, **changes: str) -> None:
        offset = NOW - datetime.fromtimestamp(time.time(), UTC)
        (folder / "demo-clock.json").write_text(json.dumps({"offset_seconds": offset.total_seconds()}))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.log = folder / "lane.log"
        self._environment = environment(DATA_DIR=folder, DEMO=1, DATABASE_POOL_MAX=4) | changes
        self.process: subprocess.Popen[bytes]

    def start(self) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "giliran", "lane", "--port", str(self.port)]
            self.process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        wait_until(lambda: self.tries("GET", "/healthz"))

    def kill(self) -> None:
        """-9, with all that it started."""
        for pid in [*children(self.process.pid), self.process.pid]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=30)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            content = json.dumps(body).encode() if isinstance(body, dict) else body
            connection.request(method, path, content, {name.replace("_", "-"): it for name, it in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def tries(self, method: str, path: str, body: Any = None, **headers: str) -> Answer | None:
        """None where nobody answers."""
        try:
            return self.ask(method, path, body, **headers)
        except (OSError, http.client.HTTPException):
            return None

    def number(self, name: str) -> float:
        """One of its own counts."""
        lines = self.ask("GET", "/metrics").body.decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))

    def taken_in(self) -> float:
        """Bookings that it has in its hands or has had."""
        return self.number("giliran_lane_waiting ") + self.number("giliran_lane_batch_size_sum")


class Person(NamedTuple):
    """Somebody whose turn has come: a pass, and what they send."""

    token: str
    people: list[dict[str, Any]]
    key: str

    def body(self, slot: int, **changes: Any) -> dict[str, Any]:
        return {"slot": slot, "people": self.people, "key": self.key, **changes}

    def book(self, lane: Lane, slot: int, **changes: Any) -> Answer:
        return lane.ask("POST", "/rush/bookings", self.body(slot, **changes), Authorization=f"Pass {self.token}")

    def book_until_it_is_answered(self, lane: Lane, slot: int) -> Answer:
        """As a waiting page does: again and again with the same key, whatever happens to the lane."""
        for _ in range(300):
            found = lane.tries("POST", "/rush/bookings", self.body(slot), Authorization=f"Pass {self.token}")
            if found is not None and found.status < 500:
                return found
            time.sleep(0.1)
        raise AssertionError("never answered")


def person_of(entry: Entry, number: int = 0) -> Person:
    people = [
        {"applicant": one.applicant_id, "service": one.service, "booklet": one.booklet, "purpose": one.purpose}
        for one in entry.people.all()
    ]
    return Person(passes.sign(take_seats.claim_of(entry, NOW)), people, f"key-{number}")


def children(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found.append(int(folder.name))
    return found


@contextmanager
def running(folder: Path, **changes: str) -> Iterator[Lane]:
    lane = Lane(folder, **changes)
    lane.start()
    try:
        yield lane
    finally:
        if lane.process.poll() is None:
            lane.kill()
