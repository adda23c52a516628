"""A small rush against a real server, from the command line to the report."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.processes import database_url, environment

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_a_small_rush_keeps_every_promise_and_leaves_only_its_report(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "giliran",
        "rush",
        "--people=60",
        "--seats=20",
        "--bots=1",
        "--pace=300",
        "--lead=2",
        "--limit=60",
    ]
    command += [f"--port={_free_port()}", f"--report={tmp_path / 'reports'}"]
    own = environment(DATA_DIR=tmp_path)
    if connection.vendor != "postgresql":
        del own["DATABASE_URL"]
    played = subprocess.run(command, env=own, capture_output=True, text=True, timeout=240, check=False)
    assert played.returncode == 0, played.stdout[-3000:] + played.stderr[-3000:]
    lines = played.stdout.splitlines()
    for promise in ("oversold", "undersold", "lost", "order", "intruders", "errors"):
        assert f"{promise:12}0" in lines
    assert "20, of which 20 were taken" in played.stdout
    [report] = (tmp_path / "reports").iterdir()
    assert lines[-1] == f"Report: {report}"
    assert "Every promise was kept." in report.read_text()
    assert _databases_left() == []


def _databases_left() -> list[str]:
    if connection.vendor != "postgresql":
        return []
    with psycopg.connect(database_url()) as server:
        found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'giliran_rush_%'").fetchall()
    return [name for (name,) in found]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
