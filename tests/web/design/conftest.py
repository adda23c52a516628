"""Templates are drawn here without a collected manifest of static files."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

import giliran.web

WEB = Path(giliran.web.__file__).parent


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
