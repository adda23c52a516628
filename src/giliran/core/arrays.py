"""PostgreSQL array literals, and single values in the same writing.

A batch sends a column as one array. Writing it as text here takes a fifth of the time that adapting value by value
takes, and that time is spent while seats are locked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def literal(values: Iterable[Any], kind: str) -> str:
    """`{1,2,NULL}` for values of one PostgreSQL type; bind it as text and cast it to `kind[]`."""
    write = _WRITERS.get(kind, _quoted)
    return "{" + ",".join(["NULL" if value is None else write(value) for value in values]) + "}"


def single(value: Any, kind: str) -> str | None:
    """One value of a PostgreSQL type; bind it as text and cast it to `kind`."""
    write = _SINGLE.get(kind, str)
    return None if value is None else write(value)


def _quoted(value: object) -> str:
    text = str(value)
    if '"' in text or "\\" in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _bytes(value: bytes) -> str:
    return f'"\\{_single_bytes(value)}"'


def _moment(value: Any) -> str:
    return f'"{value.isoformat()}"'


def _single_bytes(value: bytes) -> str:
    return f"\\x{bytes(value).hex()}"


def _single_moment(value: Any) -> str:
    return value.isoformat()


_WRITERS: dict[str, Callable[[Any], str]] = {
    "bigint": str,
    "int": str,
    "smallint": str,
    "bytea": _bytes,
    "date": _moment,
    "timestamptz": _moment,
}
_SINGLE: dict[str, Callable[[Any], str]] = {
    "bytea": _single_bytes,
    "date": _single_moment,
    "timestamptz": _single_moment,
}
