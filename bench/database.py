"""Databases of the benchmark's own: made, filled by the set once, copied for each run, and dropped."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("GILIRAN_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")

Copies = Callable[[], str]
"""Makes a fresh copy of the filled database and gives its address."""


@contextmanager
def filled(engine: str, fill: Callable[[str], None]) -> Iterator[Copies]:
    """A migrated database, filled once by `fill(url)`; every call of what is yielded gives a copy of it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GILIRAN_DATA_DIR"] = folder
        yield from (_sqlite(Path(folder), fill) if engine == "sqlite" else _postgres(fill))


def _sqlite(folder: Path, fill: Callable[[str], None]) -> Iterator[Copies]:
    original, copy = folder / "original.sqlite3", folder / "copy.sqlite3"
    _prepare(f"sqlite:///{original}", fill)

    def fresh() -> str:
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)  # with what still stands in its log
        return f"sqlite:///{copy}"

    yield fresh


def _postgres(fill: Callable[[str], None]) -> Iterator[Copies]:
    original, copy = f"giliran_bench_{os.getpid()}", f"giliran_bench_{os.getpid()}_copy"
    base = SERVER.rsplit("/", 1)[0]

    def fresh() -> str:
        _execute(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
        _execute(f"CREATE DATABASE {copy} TEMPLATE {original}")
        return f"{base}/{copy}"

    _execute(f"CREATE DATABASE {original}")
    try:
        _prepare(f"{base}/{original}", fill)
        yield fresh
    finally:
        for name in (copy, original):
            _execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _prepare(url: str, fill: Callable[[str], None]) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0", "--skip-checks"]
    subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=True)
    fill(url)


def _execute(statement: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
