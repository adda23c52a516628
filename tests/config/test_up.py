"""`giliran up` as a newcomer runs it: one process to start, one port, and it survives what is killed."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.processes import environment, wait_until

UP = [sys.executable, "-m", "giliran", "up"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def up(folder: Path, port: int, *options: str) -> Iterator[subprocess.Popen[str]]:
    variables = environment(DATA_DIR=folder, DEMO=0) | {"PORT": str(port)}
    log = (folder / "up.log").open("w")
    process = subprocess.Popen([*UP, *options], env=variables, stdout=log, stderr=log, text=True)
    try:
        wait_until(lambda: "Giliran is ready" in (folder / "up.log").read_text(), seconds=90)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def status(port: int, path: str, trust: ssl.SSLContext | None = None) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    if trust is not None:
        connection = http.client.HTTPSConnection("localhost", port, timeout=5, context=trust)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def web_of(process: subprocess.Popen[str]) -> int | None:
    """The process id of the web server that this one watches; None while there is none."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, facts = (folder / "cmdline").read_text(), (folder / "stat").read_text()
        except OSError:
            continue
        if "granian" in command and int(facts.rpartition(")")[2].split()[1]) == process.pid:
            return int(folder.name)
    return None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_it_serves_survives_and_stops(tmp_path: Path) -> None:
    port = free_port()
    with up(tmp_path, port) as process:
        assert f"Giliran is ready: http://127.0.0.1:{port}" in (tmp_path / "up.log").read_text()
        assert status(port, "/") == 200
        assert status(port, "/rush/offices/jakarta-selatan/state.json") == 200
        assert status(port, "/rush/offices/atlantis/state.json") == 404
        assert status(port, "/status.json") == 200
        assert status(port, "/static/css/base.css") == 200
        wait_until(lambda: status(port, "/readyz") == 200, seconds=40)

        first = web_of(process)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: status(port, "/healthz") == 200 and web_of(process) not in {None, first}, seconds=40)

        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert status(port, "/healthz") is None
    assert "worker stopped" in (tmp_path / "up.log").read_text()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_with_tls_a_device_that_trusts_the_root_is_served(tmp_path: Path) -> None:
    port = free_port()
    with up(tmp_path, port, "--tls"):
        trust = ssl.create_default_context(cafile=str(tmp_path / "tls" / "root.pem"))
        assert status(port, "/", trust) == 200
        said = (tmp_path / "up.log").read_text()
    assert f"Giliran is ready: https://127.0.0.1:{port}" in said
    assert f"copy {tmp_path / 'tls' / 'root.pem'} to them" in said


def test_the_demo_stays_on_this_machine(settings: Any) -> None:
    settings.DEMO = True
    for host in ("0.0.0.0", "192.168.1.5", "::", "example.com"):
        with pytest.raises(CommandError, match="this machine only"):
            call_command("up", host=host)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"Cannot listen on 127.0.0.1, port {port}"):
            call_command("up", port=port)
