"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.backends.postgresql import operations as postgres
from hypothesis import HealthCheck, settings

from giliran.core import messages
from giliran.outreach.selectors import current
from giliran.regions import selectors as regions

SUNDAY_EVENING = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
"""Sunday, 22 November 2026, 20.00 WIB."""


def pytest_configure(config: pytest.Config) -> None:
    """Indonesian texts as they stand now; xdist's workers find them made. No generated case fails for being slow: a
    machine may be busy with other things."""
    settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("patient")
    if not hasattr(config, "workerinput"):
        messages.compile_messages()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second engine, what asks for no database, or nothing of the engine, is not asked again: `tools/test` has
    run it on the first."""
    if os.environ.get("GILIRAN_TEST_DATABASE_ONLY") != "1":
        return
    fixtures = {"db", "transactional_db"}
    asks = [
        one
        for one in items
        if one.get_closest_marker("django_db") or fixtures.intersection(getattr(one, "fixturenames", ()))
        if not one.get_closest_marker("one_engine")
    ]
    config.hook.pytest_deselected(items=[one for one in items if one not in set(asks)])
    items[:] = asks


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The shared cache has a table that no migration makes. PostgreSQL does not wait for the disk here."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("createcachetable", verbosity=0)
        if connection.vendor == "postgresql":
            name = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
            connection.close()
            postgres.DatabaseOperations.sql_flush = _delete_rows  # type: ignore[method-assign]


def _delete_rows(
    self: postgres.DatabaseOperations,
    style: object,
    tables: list[str],
    *,
    reset_sequences: bool = False,
    allow_cascade: bool = False,
) -> list[str]:
    """What empties all tables after a test that wrote past its transaction.

    Django's own TRUNCATE makes a file anew for every table and index, hundreds of them, for the few that have rows.
    """
    rows = [f"DELETE FROM {self.quote_name(table)}" for table in tables]
    return ["SET LOCAL session_replication_role = replica", *rows] if tables else []


@pytest.fixture
def sunday() -> Iterator[datetime]:
    """The clock stands on a Sunday evening."""
    with time_machine.travel(SUNDAY_EVENING, tick=False):
        yield SUNDAY_EVENING


@pytest.fixture(autouse=True)
def _nothing_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages ask for incidents once in some seconds: here only after one has changed, so that questions to the database
    can be counted."""
    monkeypatch.setattr(current, "GOOD_FOR", timedelta.max)
    current.remember((), SUNDAY_EVENING)


@pytest.fixture(autouse=True)
def _nothing_remembered(request: pytest.FixtureRequest) -> Iterator[None]:
    """Limits and region codes of one test are not those of the next."""
    yield
    regions.forget_codes()
    if "django_db_setup" in request.fixturenames or request.node.get_closest_marker("django_db"):
        return
    cache.close()
