"""A server of the rush's own: an empty country in a folder of its own, with pages, lane and worker as `giliran up`."""

from __future__ import annotations

import ipaddress
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings

from giliran.config import server
from giliran.config.supervisor import Plan, answers


class NotHere(Exception):
    """An address that is not this machine's own."""


def refuse_elsewhere(url: str) -> tuple[str, int]:
    """Host and port of an address on loopback. Raises `NotHere` for every other."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or not _is_loopback(host):
        raise NotHere(
            f"{url} is not on this machine. A rush is played against http://127.0.0.1, http://[::1] or "
            "http://localhost only: anywhere else it would be an attack."
        )
    return host, parts.port or 80


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def database(name: str) -> Iterator[dict[str, str]]:
    """The environment's `DATABASE_URL` for a fresh database: on the PostgreSQL that was named, else an SQLite file."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(("postgres://", "postgresql://")):
        yield {"DATABASE_URL": ""}
        return
    base, _slash, _name = url.partition("?")[0].rpartition("/")
    _run(url, f'CREATE DATABASE "{name}"')
    try:
        yield {"DATABASE_URL": f"{base}/{name}"}
    finally:
        _run(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def running(port: int) -> Iterator[str]:
    """Pages, lane and worker on the settings of this process; gives the address, and ends them."""
    host = "127.0.0.1"
    server.allow_many_connections()
    plan = Plan(
        commands={
            "web": [*server.command("giliran.config.asgi:application", host, port), "--respawn-failed-workers"],
            "worker": [sys.executable, "-m", "giliran", "worker"],
        },
        host=host,
        port=port,
        root="",
        banner="",
    )
    log = Path(settings.DATA_DIR) / "server.log"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "giliran.config.settings"}
    with log.open("wb") as output:
        command = [sys.executable, "-m", "giliran.config.supervisor", json.dumps(plan)]
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)  # noqa: S603 - our own
    try:
        _wait_for(host, port, process, log)
        yield f"http://{host}:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(host: str, port: int, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not answers(host, port, ""):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"The server did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.1)
