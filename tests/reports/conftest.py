"""An office with a Friday full of seats, and somebody at headquarters."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.slots.models import Slot
from tests.factories import catalogue, world

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
MAYA = Actor(1, "Maya", "web", frozenset({("hq", None)}))


@pytest.fixture
def office(db: None) -> Office:
    catalogue.a_catalogue()
    return world.an_office()


@pytest.fixture
def slot(office: Office) -> Slot:
    return world.a_slot(office, FRIDAY, capacity=400)
