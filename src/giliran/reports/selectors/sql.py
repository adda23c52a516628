"""Statements that are the same on both engines, and what differs in their answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from giliran.core import db


def rows_of(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement with `%(name)s` for each value.

    Such statements are asked seldom and read whole tables: to compile them first takes PostgreSQL longer than it saves,
    and to look row by row, as it does where it expects few, a thousand times longer than to read all and hash.
    """
    adapt = connection.ops.adapt_datetimefield_value
    given = {name: adapt(value) if isinstance(value, datetime) else value for name, value in values.items()}
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if db.is_postgres():
            cursor.execute("SET LOCAL jit = off; SET LOCAL enable_nestloop = off")
        cursor.execute(statement, given)
        rows = cursor.fetchall()
        if db.is_postgres():
            cursor.execute("SET LOCAL jit TO DEFAULT; SET LOCAL enable_nestloop TO DEFAULT")
    return rows


def moment(at: str | datetime) -> datetime:
    """A moment as it comes back, in UTC; SQLite gives what it computed as text."""
    return db.aware(datetime.fromisoformat(at) if isinstance(at, str) else at)
