"""Public pages look at a small country, in English, with plain static files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django.fixtures import Settings

from giliran.core import heartbeat
from giliran.offices.models import Office
from giliran.slots import services as slots
from tests.factories import world
from tests.factories.catalogue import a_catalogue


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def visitor() -> Client:
    """Somebody who reads English and has not signed in."""
    client = Client()
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def office(db: None, sunday: datetime) -> Office:
    """South Jakarta with its slots for four weeks; this week and next are open."""
    office = world.an_office()
    a_catalogue()
    slots.plan_slots(office, now=sunday)
    slots.release_due(sunday)
    heartbeat.beat("worker-1", sunday)
    return office
