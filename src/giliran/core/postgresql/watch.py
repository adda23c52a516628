"""While PostgreSQL is away, one request waits for it, and the others are told at once.

A connection is waited for some seconds, so that a restart of the database is not noticed. Would everybody wait for a
database that stays away, all threads would, and nobody would even be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from psycopg_pool import ConnectionPool, PoolTimeout


class Watch:
    """Whether the database is away, as far as this process has seen."""

    def __init__(self) -> None:
        self.is_away = False
        self._tries = Lock()

    @contextmanager
    def one_tries(self, pool: ConnectionPool[Any]) -> Iterator[None]:
        """Raises `PoolTimeout` at once while it is away and somebody else tries already."""
        is_the_one = self.is_away
        if is_the_one and not self._tries.acquire(blocking=False):
            raise PoolTimeout("the database is away, and somebody else waits for it")
        try:
            yield
            self.is_away = False
        except PoolTimeout:
            self.is_away = pool.get_stats()["pool_size"] < pool.max_size  # else it is there, and busy
            raise
        finally:
            if is_the_one:
                self._tries.release()


WATCH = Watch()
