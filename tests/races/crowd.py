"""Many real processes against the test's own database, all let go at the same moment."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any
from urllib.parse import quote

from django.db import connection

PATIENCE = 60
"""Seconds after which a process that waits for the others gives up."""

_gate: Any = None


def all_at_once(work: Callable[[Any], Any], shares: Sequence[Any]) -> list[Any]:
    """Run `work(share)` for each share, each in a process of its own that starts when all are ready.

    `work` must be a function of a module. Returns what each gave, in the order of the shares.
    """
    forkserver = multiprocessing.get_context("forkserver")
    forkserver.set_forkserver_preload(["tests.races.ready"])
    barrier = forkserver.Barrier(len(shares))
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url = test_database_url()
    try:
        with ProcessPoolExecutor(len(shares), forkserver, initializer=_wake, initargs=(barrier, url)) as pool:
            return [future.result(timeout=4 * PATIENCE) for future in [pool.submit(_go, work, one) for one in shares]]
    finally:
        if before is None:
            del os.environ["DATABASE_URL"]
        else:
            os.environ["DATABASE_URL"] = before


def test_database_url() -> str:
    """The address of the database that the running test uses."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    host = f"{settings['HOST'] or '127.0.0.1'}:{settings['PORT'] or 5432}"
    user = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    return f"postgres://{user}@{host}/{settings['NAME']}"


def _wake(barrier: Any, url: str) -> None:
    global _gate
    _gate = barrier
    if os.environ["DATABASE_URL"] != url:
        raise RuntimeError("The processes were made ready for another database.")


def _go(work: Callable[[Any], Any], share: Any) -> Any:
    _gate.wait(timeout=PATIENCE)
    try:
        return work(share)
    finally:
        connection.close()
