"""Statements that are the same on both engines, and what differs in their answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from giliran.core import db


def rows_of(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement with `%(name)s` for each value.

    Such statements are asked seldom and read much: to compile them first, as PostgreSQL likes to do, takes longer than
    it saves.
    """
    adapt = connection.ops.adapt_datetimefield_value
    given = {name: adapt(value) if isinstance(value, datetime) else value for name, value in values.items()}
    with transaction.atomic(), connection.cursor() as cursor:
        if db.is_postgres():
            cursor.execute("SET LOCAL jit = off")
        cursor.execute(statement, given)
        return cursor.fetchall()


def moment(at: str | datetime) -> datetime:
    """A moment as it comes back, in UTC; SQLite gives what it computed as text."""
    return db.aware(datetime.fromisoformat(at) if isinstance(at, str) else at)
