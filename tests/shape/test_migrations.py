"""The migrations make the tables that the models describe, one after another."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrations_stand_in_a_line() -> None:
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}
