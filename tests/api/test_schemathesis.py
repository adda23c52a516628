"""Hostile requests, made from the API's own description, find no fault of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.openapi import from_wsgi
from schemathesis.specs.openapi.checks import positive_data_acceptance

from giliran.api.limits import PACE
from giliran.config.wsgi import application
from giliran.opening.models import Opening
from tests.api.conftest import API, Country, an_app
from tests.factories import openings, world


@pytest.fixture
def token(country: Country, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of a supervisor, who may see and do most."""
    monkeypatch.setattr(PACE, "most", {"read": 10**9, "change": 10**9})
    officer = world.staff_member("supervisor", country.office)
    client = an_app(officer, second_factor=True)
    return str(client.defaults["HTTP_X_SESSION_TOKEN"])


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests leave the connection of the test open, as Django's own test client sees to."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


schema = from_wsgi(f"{API}openapi.json", application)


@pytest.fixture
def opening(country: Country) -> Opening:
    """One that takes entries now."""
    openings.an_office(code="bogor", id=2)
    openings.tick(country.now)
    Opening.objects.update(gathers_at=country.now)
    openings.tick(country.now)
    return Opening.objects.get(state="gathering")


@schema.parametrize()
@settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_operation(case: Any, token: str, opening: Opening) -> None:
    if "opening_id" in (case.path_parameters or {}) and case.meta.generation.mode.is_positive:
        case.path_parameters["opening_id"] = opening.pk  # nobody would guess it
    is_person = case.path.startswith("/api/v1/applicants")  # no schema can say what a NIK is
    case.call_and_validate(
        headers={"X-Session-Token": token, "Accept-Encoding": "identity"},
        excluded_checks=[positive_data_acceptance] if is_person else [],
    )
