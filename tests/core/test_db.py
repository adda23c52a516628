"""Claims, inserts by the set, and trying again, on whichever engine DATABASE_URL names."""

from __future__ import annotations

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, OperationalError, connection, models, transaction

from giliran.core import db

COLUMNS = {
    "number": "bigint",
    "name": "text",
    "key": "uuid",
    "at": "timestamptz",
    "day": "date",
    "digest": "bytea",
    "yes": "boolean",
    "data": "jsonb",
}
MOMENT = datetime(2026, 11, 22, 7, 30, 1, 250_000, tzinfo=UTC)
TABLE = "things of a test"


class Word(models.TextChoices):
    CHOSEN = "chosen"


@pytest.fixture
def table(transactional_db: None) -> Iterator[str]:
    kinds = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TABLE "{TABLE}" ({kinds}, UNIQUE (number))')
        yield TABLE
        cursor.execute(f'DROP TABLE "{TABLE}"')


def row(number: int, **changes: Any) -> tuple[Any, ...]:
    values = {
        "number": number,
        "name": "Siti 'Aminah' 100% %s",
        "key": uuid.UUID(int=number),
        "at": MOMENT,
        "day": date(2026, 11, 27),
        "digest": bytes([0, 255, number % 256]),
        "yes": True,
        "data": {"fee": 650000, "words": ["é", None]},
    }
    return tuple((values | changes).values())


def everything() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT number, name, digest FROM "{TABLE}" ORDER BY number')
        return [(number, name, bytes(digest or b"")) for number, name, digest in cursor.fetchall()]


def test_every_kind_of_value_is_kept(table: str) -> None:
    db.insert_rows(table, COLUMNS, [row(1), row(2, name="b")])

    assert everything() == [(1, "Siti 'Aminah' 100% %s", b"\x00\xff\x01"), (2, "b", b"\x00\xff\x02")]


def test_nothing_is_kept_as_nothing_even_in_a_whole_column(table: str) -> None:
    empty = dict.fromkeys(list(COLUMNS)[1:])

    db.insert_rows(table, COLUMNS, [row(1, **empty), row(2, **empty)])

    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY number')
        assert cursor.fetchall() == [(1, *[None] * 7), (2, *[None] * 7)]


def test_small_and_large_numbers_share_a_column(table: str) -> None:
    db.insert_rows(table, {"number": "bigint"}, [(1,), (70_000,), (2**40,), (-3,)])

    assert [number for number, _, _ in everything()] == [-3, 1, 70_000, 2**40]


def test_what_all_rows_share_is_kept_in_each(table: str) -> None:
    db.insert_rows(table, COLUMNS, [row(n, name='{"a", \\b}', digest=b"\x00\xff") for n in (1, 2)])

    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(DISTINCT (key, at, day, yes)) FROM "{table}"' if db.is_postgres() else "SELECT 2")
        assert cursor.fetchone() == (2,)
    assert everything() == [(n, '{"a", \\b}', b"\x00\xff") for n in (1, 2)]


def test_equal_numbers_of_another_kind_stay_apart_in_json(table: str) -> None:
    db.insert_rows(table, COLUMNS, [row(1, data={"a": 1}), row(2, data={"a": True})])

    with connection.cursor() as cursor:
        cursor.execute(f'SELECT data FROM "{table}" ORDER BY number')
        found = [value if isinstance(value, str) else json.dumps(value) for (value,) in cursor.fetchall()]
    assert found == ['{"a": 1}', '{"a": true}']


def test_counters_grow_by_what_each_row_was_given(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute('CREATE TEMPORARY TABLE counted (id integer PRIMARY KEY, a smallint, "b" smallint)')
        cursor.execute("INSERT INTO counted VALUES (1, 0, 10), (2, 5, 5), (3, 7, 7)")
        db.add_to_counters("counted", ("a", "b"), {1: 4, 2: 1})
        db.add_to_counters("counted", ("a", "b"), {})
        cursor.execute("SELECT * FROM counted ORDER BY id")
        assert cursor.fetchall() == [(1, 4, 14), (2, 6, 6), (3, 7, 7)]


@pytest.mark.parametrize("numbers", [[], [2], [1, 3, 9], list(range(2, 7_000))])
def test_a_list_of_rows_is_changed_at_once(table: str, numbers: list[int]) -> None:
    db.insert_rows(table, COLUMNS, [row(n, at=None) for n in (1, 2, 3)])

    with transaction.atomic(), db.together():
        db.change_in(
            f'UPDATE "{table}" SET at = %s, name = %s WHERE number {{values}}',
            [(MOMENT, "timestamptz"), ('{"a", \b}', "text")],
            numbers,
            "bigint",
        )

    found = db.select_in(f'SELECT number, name FROM "{table}" WHERE number {{values}}', [1, 2, 3], "bigint")
    assert {number for number, name in found if name == '{"a", \b}'} == {1, 2, 3} & set(numbers)


@pytest.mark.django_db(transaction=True)
def test_plans_are_kept_only_to_the_end_of_the_transaction() -> None:
    """Asked of PostgreSQL only: SQLite keeps no plans, and the call does nothing."""
    if not db.is_postgres():
        db.keep_plans()
        return

    def setting() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW plan_cache_mode")
            return cursor.fetchone()[0]

    with transaction.atomic():
        db.keep_plans()
        assert setting() == "force_generic_plan"
    assert setting() == "force_custom_plan"


def test_what_is_read_together_comes_in_the_order_asked(table: str) -> None:
    db.insert_rows(TABLE, COLUMNS, [row(1), row(2), row(3)])
    by_number = f'SELECT number FROM "{TABLE}" WHERE number {{values}}'

    found = db.select_together([
        db.Read(by_number, [3, 1], "bigint"),
        db.Read(by_number, [], "bigint"),
        db.Read(by_number, [2, 9, 2], "bigint", each=True),
    ])  # fmt: skip

    assert [sorted(rows) for rows in found] == [[(1,), (3,)], [], [(2,)]]


@pytest.mark.django_db(transaction=True)
def test_rows_read_one_by_one_are_held_in_the_order_of_their_keys(table: str) -> None:
    """Asked of PostgreSQL only: SQLite's transaction holds everything."""
    db.insert_rows(table, COLUMNS, [row(1), row(2), row(3)])
    if not db.is_postgres():
        return
    wanted = db.Read(f'SELECT number FROM "{table}" WHERE number {{values}}', [3, 1], "bigint", "FOR UPDATE", each=True)
    with psycopg.connect(**connection.get_connection_params()) as other, transaction.atomic():
        [found] = db.select_together([wanted])
        held = [n for (n,) in other.execute(f'SELECT number FROM "{table}" FOR UPDATE SKIP LOCKED')]  # type: ignore[call-overload]

    assert (found, held) == ([(1,), (3,)], [2])


@pytest.mark.django_db(transaction=True)
def test_what_a_partial_index_answers_is_planned_each_time(table: str) -> None:
    db.insert_rows(table, COLUMNS, [row(1)])
    by_name = f'SELECT number AS "a_mark" FROM "{table}" WHERE number {{values}}'

    with transaction.atomic():
        db.keep_plans()
        for partial in (True, False):
            marked = by_name.replace("a_mark", str(partial))
            assert db.select_in(marked, [1], "bigint", each=True, partial=partial) == [(1,)]

    if db.is_postgres():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FILTER (WHERE statement LIKE '%\"True\"%'), count(*) FILTER (WHERE "
                "statement LIKE '%\"False\"%') FROM pg_prepared_statements"
            )
            assert cursor.fetchone() == (0, 1)


def test_what_was_sent_together_is_djangos_error_at_the_latest_at_its_end(table: str) -> None:
    db.insert_rows(TABLE, COLUMNS, [row(1)])

    def two_and_one_again() -> None:
        with transaction.atomic(), db.together():
            db.insert_rows(TABLE, COLUMNS, [row(2)])
            db.insert_rows(TABLE, COLUMNS, [row(1)])

    with pytest.raises(IntegrityError):
        two_and_one_again()

    assert db.select_in(f'SELECT number FROM "{TABLE}" WHERE number {{values}}', [1, 2], "bigint") == [(1,)]


def test_words_of_a_choice_are_text_beside_text(table: str) -> None:
    db.insert_rows(table, {"number": "bigint", "name": "text"}, [(1, "plain"), (2, Word.CHOSEN), (3, None)])

    with connection.cursor() as cursor:
        cursor.execute(f'SELECT name FROM "{table}" ORDER BY number')
        assert cursor.fetchall() == [("plain",), ("chosen",), (None,)]


def test_rows_come_back_as_django_reads_them(transactional_db: None) -> None:
    answers = db.insert_rows(db.table_of(Group), {"name": "text"}, [("gate",), ("desk",)], returning="id, name")

    assert sorted(name for _, name in answers) == ["desk", "gate"]
    assert {(group.pk, group.name) for group in Group.objects.all()} == set(answers)


def test_conflicts_follow_the_clause(table: str) -> None:
    clause = "ON CONFLICT (number) DO NOTHING"
    db.insert_rows(table, COLUMNS, [row(1, name="first")], conflict=clause)

    answers = db.insert_rows(
        table, COLUMNS, [row(1, name="second"), row(2, name="new")], conflict=clause, returning="number"
    )

    assert answers == [(2,)]
    assert [name for _, name, _ in everything()] == ["first", "new"]


def test_a_broken_constraint_is_djangos_error_and_keeps_nothing(table: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        db.insert_rows(table, COLUMNS, [row(1), row(1)])

    assert everything() == []


def test_rows_leave_with_the_transaction_they_came_in(table: str) -> None:
    with transaction.atomic():
        db.insert_rows(table, COLUMNS, [row(1)])
        transaction.set_rollback(True)

    assert everything() == []


def test_more_rows_than_one_statement_may_hold(table: str) -> None:
    answers = db.insert_rows(table, COLUMNS, (row(number) for number in range(1201)), returning="number")

    assert sorted(answers) == [(number,) for number in range(1201)]


def test_no_rows_ask_nothing(django_assert_num_queries: Any, transactional_db: None) -> None:
    with django_assert_num_queries(0):
        assert db.insert_rows("no such table", {"a": "text"}, []) == []


def test_of_many_claims_one_wins(transactional_db: None) -> None:
    group = Group.objects.create(name="queued")
    won: list[bool] = []

    def take() -> None:
        won.append(db.claim(Group.objects.filter(pk=group.pk, name="queued"), name="sending"))
        connection.close()

    rivals = [threading.Thread(target=take) for _ in range(6)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()

    assert sorted(won) == [False] * 5 + [True]


def test_a_claim_on_nothing_is_lost(transactional_db: None) -> None:
    assert db.claim(Group.objects.filter(name="nobody"), name="x") is False


def test_batches_keep_the_order_and_the_rest() -> None:
    assert list(db.in_batches(range(5), 2)) == [[0, 1], [2, 3], [4]]


def lost(cause: Exception) -> OperationalError:
    fault = OperationalError(str(cause))
    fault.__cause__ = cause
    return fault


@pytest.mark.parametrize(
    "cause",
    [
        psycopg.errors.DeadlockDetected("deadlock detected"),
        psycopg.errors.SerializationFailure("could not serialize"),
        sqlite3.OperationalError("database is locked"),
    ],
)
def test_a_lost_tie_is_tried_again(transactional_db: None, cause: Exception) -> None:
    answers = iter([lost(cause), lost(cause), "booked"])
    assert db.retry_on_deadlock(lambda: raise_or_return(next(answers))) == "booked"


def raise_or_return(thing: Any) -> Any:
    if isinstance(thing, Exception):
        raise thing
    return thing


def test_the_third_lost_tie_is_told(transactional_db: None) -> None:
    calls: list[int] = []

    def lose() -> None:
        calls.append(1)
        raise lost(sqlite3.OperationalError("database is locked"))

    with pytest.raises(OperationalError):
        db.retry_on_deadlock(lose)
    assert len(calls) == 3


def test_other_faults_are_not_tried_again(transactional_db: None) -> None:
    calls: list[int] = []

    def fail() -> None:
        calls.append(1)
        raise lost(sqlite3.OperationalError("no such table"))

    with pytest.raises(OperationalError):
        db.retry_on_deadlock(fail)
    assert len(calls) == 1


def test_inside_a_larger_transaction_nothing_is_tried_again(transactional_db: None) -> None:
    calls: list[int] = []

    def lose() -> None:
        calls.append(1)
        raise lost(sqlite3.OperationalError("database is locked"))

    with pytest.raises(OperationalError), transaction.atomic():
        db.retry_on_deadlock(lose)
    assert len(calls) == 1


@pytest.mark.race
def test_two_that_lock_in_opposite_order_both_finish(transactional_db: None) -> None:
    names = ["first", "second"]
    keys = [Group.objects.create(name=name).pk for name in names]
    met = threading.Barrier(2, timeout=1)
    done: list[str] = []

    def rename(order: list[int], suffix: str) -> None:
        with transaction.atomic():
            Group.objects.filter(pk=order[0]).update(name=f"{suffix}-{order[0]}")
            wait_for_the_other(met)
            Group.objects.filter(pk=order[1]).update(name=f"{suffix}-{order[1]}")

    def work(order: list[int], suffix: str) -> None:
        db.retry_on_deadlock(lambda: rename(order, suffix))
        done.append(suffix)
        connection.close()

    rivals = [
        threading.Thread(target=work, args=(keys, "a")),
        threading.Thread(target=work, args=(keys[::-1], "b")),
    ]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join(timeout=30)

    assert sorted(done) == ["a", "b"]


def wait_for_the_other(met: threading.Barrier) -> None:
    with suppress(threading.BrokenBarrierError):  # SQLite lets one in at a time: the other cannot come
        met.wait()
