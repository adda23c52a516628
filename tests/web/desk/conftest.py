"""An officer of South Jakarta reads English; this week is open, on a Sunday evening."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client

from giliran.offices.models import Office
from giliran.slots import services as slots
from tests.factories import catalogue, world


@pytest.fixture
def office(db: None, sunday: datetime) -> Office:
    catalogue.a_catalogue()
    office = world.an_office()
    slots.plan_slots(office, now=sunday)
    slots.release_due(sunday)
    return office


@pytest.fixture
def officer(office: Office) -> Client:
    client = world.sign_in(Client(), world.staff_member("cs", office), second_factor=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client
