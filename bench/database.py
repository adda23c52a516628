"""A database of the benchmark's own: made, filled by the set, and dropped."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("GILIRAN_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")


@contextmanager
def fresh(engine: str) -> Iterator[str]:
    """The address of an empty, migrated database; gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GILIRAN_DATA_DIR"] = folder
        if engine == "sqlite":
            url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
            migrate(url)
            yield url
            return
        name = f"giliran_bench_{os.getpid()}"
        execute(f"CREATE DATABASE {name}")
        try:
            url = SERVER.rsplit("/", 1)[0] + f"/{name}"
            migrate(url)
            yield url
        finally:
            execute(f"DROP DATABASE {name} WITH (FORCE)")


def migrate(url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0", "--skip-checks"]
    subprocess.run(command, env=environment, check=True)


def execute(statement: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
