"""What watches over the service, with small real processes."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import wait_until

pytestmark = pytest.mark.race

SERVE = """
import http.server, os, pathlib, subprocess, sys
folder, port = pathlib.Path(sys.argv[1]), int(sys.argv[2])
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
(folder / "pids").write_text(f"{os.getpid()} {helper.pid}")
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(os.getpid()).encode())
    def log_message(self, *words): pass
http.server.ThreadingHTTPServer(("127.0.0.1", port), Page).serve_forever()
"""


class Service:
    def __init__(self, folder: Path, *extra: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        commands = {"web": [sys.executable, "-c", SERVE, str(folder), str(self.port)]}
        if extra:
            commands["other"] = [sys.executable, "-c", *extra]
        plan = {"commands": commands, "host": "127.0.0.1", "port": self.port, "root": "", "banner": "READY"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "giliran.config.supervisor", json.dumps(plan)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def answering_pid(self) -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return int(connection.getresponse().read())
        except OSError:
            return None
        finally:
            connection.close()

    def pids(self) -> list[int]:
        return [int(pid) for pid in (self.folder / "pids").read_text().split()]


@contextmanager
def running(folder: Path, *extra: str) -> Iterator[Service]:
    service = Service(folder, *extra)
    try:
        assert service.process.stdout is not None
        assert service.process.stdout.readline() == "READY\n"
        yield service
    finally:
        service.process.terminate()
        service.process.communicate(timeout=20)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text() if Path("/proc").exists() else True


def test_a_killed_child_returns_and_leaves_nobody_behind(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        first, helper = service.pids()
        os.kill(first, signal.SIGKILL)

        wait_until(lambda: service.answering_pid() not in {None, first})
        wait_until(lambda: not is_alive(helper))
        assert not is_alive(first)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_all_and_leaves_in_peace(tmp_path: Path, number: signal.Signals) -> None:
    with running(tmp_path) as service:
        everyone = service.pids()
        service.process.send_signal(number)
        output, _ = service.process.communicate(timeout=20)

        assert (service.process.returncode, output) == (0, "")
        wait_until(lambda: not any(map(is_alive, everyone)))


def test_a_child_that_cannot_live_is_tried_less_and_less_often(tmp_path: Path) -> None:
    counter = tmp_path / "starts"
    with running(tmp_path, f"open({str(counter)!r}, 'a').write('x'); raise SystemExit(3)") as service:
        wait_until(lambda: len(counter.read_text()) == 4)
        assert service.answering_pid() == service.pids()[0]
        service.process.terminate()
        _, errors = service.process.communicate(timeout=20)

    pauses = [line.rpartition("again_in=")[2] for line in errors.splitlines() if "child=other died code=3" in line]
    assert pauses[:3] == ["0.5", "1.0", "2.0"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_when_it_is_killed_itself_its_children_end_too(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        first, helper = service.pids()
        service.process.kill()
        wait_until(lambda: not is_alive(first))
        os.kill(helper, signal.SIGKILL)
