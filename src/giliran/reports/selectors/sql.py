"""Statements that are the same on both engines, and what differs in their answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from giliran.core import db


def rows_of(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement with `%(name)s` for each value."""
    adapt = connection.ops.adapt_datetimefield_value
    given = {name: adapt(value) if isinstance(value, datetime) else value for name, value in values.items()}
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def moment(at: str | datetime) -> datetime:
    """A moment as it comes back, in UTC; SQLite gives what it computed as text."""
    return db.aware(datetime.fromisoformat(at) if isinstance(at, str) else at)
