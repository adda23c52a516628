"""Pages are drawn here with plain static files, without a collected manifest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from pytest_django.fixtures import Settings

MONDAY_9 = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, 23 November 2026, 09.00 WIB."""


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """It stands at `MONDAY_9` until the test moves it."""
    with time_machine.travel(MONDAY_9, tick=False) as traveller:
        yield traveller
