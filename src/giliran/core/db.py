"""Where the database is the referee: claims by conditional update, inserts by the set, and trying again.

Reading first and deciding afterwards loses races; everything here lets one statement decide.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import psycopg
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model, QuerySet

from giliran.core import arrays
from giliran.core.postgresql.watch import WATCH

T = TypeVar("T")

_JSON = DjangoJSONEncoder(ensure_ascii=False)
_LOST_RACES = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)


def claim(queryset: QuerySet[Any, Any], **changes: Any) -> bool:
    """Change the one row that `queryset` names by key and by state; whether it was ours to change.

    Of many processes that claim the same row, exactly one hears True.
    """
    return queryset.update(**changes) == 1


def is_postgres(using: str = DEFAULT_DB_ALIAS) -> bool:
    return connections[using].vendor == "postgresql"


def in_batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`, in order."""
    source = iter(things)
    while batch := list(islice(source, size)):
        yield batch


def table_of(model: type[Model]) -> str:
    """The name of the table, for `insert_rows`."""
    return model._meta.db_table


def insert_rows(
    table: str,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[Any]],
    *,
    conflict: str = "",
    returning: str = "",
    using: str = DEFAULT_DB_ALIAS,
) -> list[tuple[Any, ...]]:
    """Insert many rows at once; what `returning` names, in no promised order.

    `columns` maps column names to PostgreSQL types (`{"at": "timestamptz"}`), `rows` hold values in that
    order: None, bool, int, str, bytes, date, aware datetime, UUID, or dict and list for `jsonb`.
    `conflict` is a whole clause (`ON CONFLICT (key) DO NOTHING`), `returning` a list of columns (`id, key`).
    On PostgreSQL it is one prepared statement over arrays, in which what all rows share is sent once; on SQLite as
    few statements as its limits allow. Runs inside the caller's transaction and raises Django's errors.
    """
    rows = list(rows)
    if not rows:
        return []
    tail = (f" {conflict}" if conflict else "") + (f" RETURNING {returning}" if returning else "")
    insert = _insert_arrays if is_postgres(using) else _insert_values
    head = f"INSERT INTO {_quoted(table)} ({', '.join(map(_quoted, columns))})"
    return insert(head, columns, rows, tail, bool(returning), using)


def update_rows(
    table: str, key: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], *, using: str = DEFAULT_DB_ALIAS
) -> None:
    """Write many rows at once, each by its `id`: `rows` hold the id and then the columns' values.

    `key` is the id's PostgreSQL type (`bigint`), `columns` as in `insert_rows`. On PostgreSQL one statement over
    arrays; runs inside the caller's transaction.
    """
    if not rows:
        return
    write = _update_arrays if is_postgres(using) else _update_one_by_one
    write(_quoted(table), {"id": key} | {_quoted(column): kind for column, kind in columns.items()}, rows, using)


def select_in(
    select: str,
    values: Iterable[Any],
    kind: str,
    *,
    lock: str = "",
    each: bool = False,
    partial: bool = False,
    using: str = DEFAULT_DB_ALIAS,
) -> list[tuple[Any, ...]]:
    """The rows of `select`, whose `{values}` stands where `column IN (...)` would have its list.

    `kind` is the values' PostgreSQL type (`bigint`), `lock` what PostgreSQL appends (`ORDER BY id FOR UPDATE`; on
    SQLite the transaction itself is the lock), `each` and `partial` as in `Read`. One statement over an array,
    prepared, on PostgreSQL. For hot paths; moments come back naive in UTC from SQLite and aware from PostgreSQL (see
    `aware`).
    """
    return select_together([Read(select, values, kind, lock, each, partial)], using)[0]


def change_in(
    update: str,
    given: Sequence[tuple[Any, str]],
    values: Iterable[Any],
    kind: str,
    *,
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    """Run `update` for the rows of a list: its `{values}` stands where `column IN (...)` would have the list.

    `given` has what its `%s` stand for, all before the list, each with its PostgreSQL type. Runs inside the caller's
    transaction, without waiting for the end where that is so (see `together`).
    """
    values, connection = list(values), connections[using]
    if not values:
        return
    if is_postgres(using):
        singles = [arrays.single(value, kind) for value, kind in given]
        _send(_in_array(update, kind), [*singles, arrays.literal(values, kind)], connection)
        return
    fixed = [_for_sqlite(value, connection) for value, _ in given]
    with connection.cursor() as cursor:
        for statement, batch in _in_lists(update, values):
            cursor.execute(statement, [*fixed, *batch])


class Read(NamedTuple):
    """What `select_in` is asked for.

    `each`: PostgreSQL looks for one value after the other, from the least to the greatest, and `lock` (`FOR UPDATE`)
    takes each row as it is found. In the rush a table grows faster than statistics are made of it, and on the first
    Friday there are none: then the planner thinks that fifty keys match half of the table, and reads all of it. For
    columns with an index; a plan for one value may be kept (see `keep_plans`), unless the index is `partial`: as long
    as nothing is in it, all partial indexes of the same condition look alike, and a plan made then may walk another.
    """

    select: str
    values: Iterable[Any]
    kind: str
    lock: str = ""
    each: bool = False
    partial: bool = False


def select_together(reads: Iterable[Read], using: str = DEFAULT_DB_ALIAS) -> list[list[tuple[Any, ...]]]:
    """Several `select_in` in the order given; PostgreSQL is sent all of them before the first answer is waited for.

    None may depend on what another finds. Each sees what was there when its turn came, and a lock holds from there on.
    """
    connection = connections[using]
    if not is_postgres(using):
        return [_select_lists(read, connection) for read in reads]
    with together(using):
        sent = [_send_read(read, connection) for read in reads]
        return [cursor.fetchall() if cursor else [] for cursor in sent]


@contextmanager
def together(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """In here the hot paths' statements that return nothing are sent without waiting for their end, on PostgreSQL.

    Their faults are raised by the next statement that returns something, or at the end of the outermost block. Not for
    changes through models: how many rows they changed is not known yet.
    """
    connection = connections[using]
    if not is_postgres(using):
        yield
        return
    connection.ensure_connection()
    if connection.connection.info.pipeline_status:
        yield
        return
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def add_to_counters(
    table: str, counters: Sequence[str], amounts: Mapping[int, int], using: str = DEFAULT_DB_ALIAS
) -> None:
    """Add to whole-number columns of rows: `amounts` maps the row's id to what each of its `counters` grows by."""
    if not amounts:
        return
    connection = connections[using]
    if not is_postgres(using):
        changes = ", ".join(f"{_quoted(name)} = {_quoted(name)} + %s" for name in counters)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {_quoted(table)} SET {changes} WHERE id = %s",  # noqa: S608 - names of our own
                [(*[amount] * len(counters), id_) for id_, amount in amounts.items()],
            )
        return
    changes = ", ".join(f"{_quoted(name)} = {_quoted(name)} + added.n" for name in counters)
    statement = (
        f"UPDATE {_quoted(table)} SET {changes} "  # noqa: S608 - names of our own
        f"FROM unnest(%s::bigint[], %s::int[]) AS added(id, n) WHERE {_quoted(table)}.id = added.id"
    )
    literals = [arrays.literal(amounts, "bigint"), arrays.literal(amounts.values(), "int")]
    _send(statement, literals, connection)


def keep_plans(using: str = DEFAULT_DB_ALIAS) -> None:
    """From here to the end of the transaction, let PostgreSQL keep its plans.

    The settings have every statement planned anew, for the tables of today. For checks of foreign keys, one a row, the
    planning is half of the work, and for reads of single values it costs more than the reading; by index is always
    right there, so those plans are made without looking at sizes. For transactions whose statements find their rows
    by primary key, or by `Read.each`.
    """
    if is_postgres(using):
        generic = "set_config('plan_cache_mode', 'force_generic_plan', true)"
        by_index = "set_config('enable_seqscan', 'off', true)"
        _send(f"SELECT {generic}, {by_index}", [], connections[using])


def _send(
    statement: str, parameters: Sequence[str | None], connection: Any, *, prepare: bool = True
) -> psycopg.Cursor[tuple[Any, ...]]:
    """Have PostgreSQL run a prepared statement, past Django's cursor, which builds every statement anew."""
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    if connection.queries_logged:  # tests count queries
        connection.queries_log.append({"sql": statement, "time": "0"})
    cursor = psycopg.Cursor(connection.connection)
    with connection.wrap_database_errors:
        return cursor.execute(statement.encode(), parameters, prepare=prepare, binary=True)


def _send_read(read: Read, connection: Any) -> psycopg.Cursor[tuple[Any, ...]] | None:
    """None where nothing is asked for."""
    values = list(dict.fromkeys(read.values))
    if not values:
        return None
    if read.each:
        values.sort()
        one = read.select.replace("{values}", "= asked.value")
        asked = f"unnest(%s::{read.kind}[]) AS asked(value)"
        statement = f"SELECT found.* FROM {asked}, LATERAL ({one} OFFSET 0 {read.lock}) found"  # noqa: S608 - our own
    else:
        statement = _in_array(f"{read.select} {read.lock}", read.kind)
    return _send(statement, [arrays.literal(values, read.kind)], connection, prepare=not read.partial)


def _select_lists(read: Read, connection: Any) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for statement, batch in _in_lists(read.select, read.values):
            cursor.execute(statement, batch)
            rows += cursor.fetchall()
    return rows


def _in_array(statement: str, kind: str) -> str:
    """For PostgreSQL: the list is one array."""
    return statement.replace("{values}", f"= ANY(%s::{kind}[])")


def _in_lists(statement: str, values: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    """For SQLite: the statement with as many marks as each part of the list is long, and that part."""
    for batch in in_batches(values, 5_000):
        marks = ", ".join(["%s"] * len(batch))
        yield statement.replace("{values}", f"IN ({marks})"), batch


def aware(moment: datetime) -> datetime:
    """A moment as `select_in` gives it, in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def retry_on_deadlock(fn: Callable[[], T], tries: int = 3, using: str = DEFAULT_DB_ALIAS) -> T:
    """What `fn` returns, starting it again when the database broke a tie against it.

    `fn` must hold a whole transaction. Inside a larger one nothing is tried again: that one is lost already.
    """
    for attempt in range(1, tries + 1):
        try:
            return fn()
        except OperationalError as fault:
            if attempt == tries or connections[using].in_atomic_block or not lost_a_race(fault):
                raise
            time.sleep(random.uniform(0.005, 0.03) * 2**attempt)  # noqa: S311 - spreads the rivals, keeps no secret
    raise ValueError("tries must be at least 1")


def lost_a_race(fault: OperationalError) -> bool:
    """Whether the same transaction may well succeed a moment later."""
    cause = fault.__cause__
    if isinstance(cause, sqlite3.OperationalError):
        return "is locked" in str(cause)
    return isinstance(cause, _LOST_RACES)


def is_there(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the database answers on this connection; one that broke is closed, so that the next may be a new one."""
    connection = connections[using]
    try:
        connection.ensure_connection()
        answers = connection.is_usable()
    except DatabaseError:
        answers = False
    if not answers and not connection.in_atomic_block:
        connection.close()
    return answers


def is_known_to_be_away() -> bool:
    """Whether the last who asked for a connection waited in vain. Asks nobody; a file is never away."""
    return WATCH.is_away


def pending_migrations(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """`app.name` of each migration that this database still lacks."""
    executor = MigrationExecutor(connections[using])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _insert_arrays(
    head: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], tail: str, returns: bool, using: str
) -> list[tuple[Any, ...]]:
    chosen: list[str] = []
    shared: list[str | None] = []
    kinds: list[str] = []
    varying: list[str] = []
    for kind, values in zip(columns.values(), zip(*rows, strict=True), strict=True):
        column = tuple(map(_for_postgres, values)) if kind == "jsonb" else values
        if chosen and column.count(column[0]) == len(column):
            chosen.append(f"%s::{kind}")
            shared.append(arrays.single(column[0], kind))
        else:
            kinds.append(f"%s::{kind}[]")
            chosen.append(f"c{len(kinds)}")
            varying.append(arrays.literal(column, kind))
    names = ", ".join(f"c{n + 1}" for n in range(len(kinds)))
    statement = f"{head} SELECT {', '.join(chosen)} FROM unnest({', '.join(kinds)}) AS new({names}){tail}"  # noqa: S608
    cursor = _send(statement, [*shared, *varying], connections[using])
    if not returns:
        return []
    with connections[using].wrap_database_errors:
        return cursor.fetchall()


def _update_arrays(table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], using: str) -> None:
    change = ", ".join(f"{column} = given.{column}" for column in list(columns)[1:])
    unnest = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    source = f"unnest({unnest}) AS given({', '.join(columns)})"
    literals = [
        arrays.literal(column, kind) for column, kind in zip(zip(*rows, strict=True), columns.values(), strict=True)
    ]
    statement = f"UPDATE {table} SET {change} FROM {source} WHERE {table}.id = given.id"  # noqa: S608 - our own names
    _send(statement, literals, connections[using])


def _update_one_by_one(table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], using: str) -> None:
    connection = connections[using]
    change = ", ".join(f"{column} = %s" for column in list(columns)[1:])
    values = [[_for_sqlite(value, connection) for value in (*row[1:], row[0])] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {change} WHERE id = %s", values)  # noqa: S608


def _insert_values(
    head: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], tail: str, returns: bool, using: str
) -> list[tuple[Any, ...]]:
    connection = connections[using]
    connection.ensure_connection()
    limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    one_row = f"({', '.join(['%s'] * len(columns))})"
    answers: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for batch in in_batches(rows, min(limit // len(columns), 500)):
            values = [_for_sqlite(value, connection) for value in chain.from_iterable(batch)]
            cursor.execute(f"{head} VALUES {', '.join([one_row] * len(batch))}{tail}", values)
            answers += cursor.fetchall() if returns else []
    return answers


def _for_postgres(value: Any) -> Any:
    return _as_json(value) if isinstance(value, dict | list) else value


def _for_sqlite(value: Any, connection: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID):
        return value.hex  # as Django keeps it in SQLite
    if isinstance(value, date):
        return value.isoformat()
    return _for_postgres(value)


def _as_json(value: dict[str, Any] | list[Any]) -> str:
    return _JSON.encode(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
