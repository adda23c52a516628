"""Health, as monitors ask for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from giliran.core import clock, db, heartbeat
from giliran.notifications import services as notifications
from giliran.web.health import checks


@pytest.fixture(autouse=True)
def _forget_what_was_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_is_migrated", False)


@pytest.fixture
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "is_there", lambda: False)


def test_a_process_is_healthy_without_asking_anybody(client: Client) -> None:
    """No database is allowed in this test."""
    response = client.get("/healthz")
    assert (response.status_code, response.content, dict(response.cookies)) == (200, b"ok\n", {})


@pytest.mark.django_db
def test_ready_when_database_migrations_and_worker_are(client: Client) -> None:
    heartbeat.beat("one", clock.now())
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True, "not_ready": {}})
    assert dict(response.cookies) == {}


@pytest.mark.django_db
def test_not_ready_without_a_worker(client: Client) -> None:
    assert client.get("/readyz").json() == {"ready": False, "not_ready": {"worker": "never seen"}}

    heartbeat.beat("one", clock.now() - heartbeat.FRESH - timedelta(seconds=5))
    response = client.get("/readyz")
    assert (response.status_code, list(response.json()["not_ready"])) == (503, ["worker"])
    assert response.json()["not_ready"]["worker"] == "last seen 35 s ago"


@pytest.mark.django_db
def test_not_ready_with_a_migration_missing(client: Client) -> None:
    heartbeat.beat("one", clock.now())
    MigrationRecorder.Migration.objects.filter(app="audit", name="0002_never_changed").delete()

    response = client.get("/readyz")
    assert (response.status_code, response.json()["not_ready"]) == (
        503,
        {"migrations": "not applied: audit.0002_never_changed"},
    )


@pytest.mark.usefixtures("_no_database")
def test_not_ready_without_a_database(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()["not_ready"]) == (503, {"database": "does not answer"})


def numbers(client: Client) -> dict[str, float]:
    response = client.get("/metrics")
    assert response.status_code == 200
    lines = [line for line in response.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.django_db
def test_the_outbox_and_the_worker_are_counted(client: Client) -> None:
    now = clock.now()
    heartbeat.beat("one", now)
    notifications.enqueue(event="plain", address="a@b.id", language="id", data={}, key="k", now=now)

    found = numbers(client)

    assert found["giliran_database_up"] == 1
    assert found['giliran_outbox_messages{state="queued"}'] == 1
    assert found['giliran_outbox_messages{state="failed"}'] == 0
    assert 0 <= found["giliran_worker_heartbeat_age_seconds"] < 10
    assert found["process_resident_memory_bytes"] > 0


@pytest.mark.usefixtures("_no_database")
def test_without_a_database_the_process_is_still_counted(client: Client) -> None:
    found = numbers(client)
    assert (found["giliran_database_up"], "giliran_outbox_messages" in str(found)) == (0, False)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_nobody_changes_anything_here(client: Client, path: str) -> None:
    assert (client.post(path).status_code, client.head(path).status_code < 600) == (405, True)


@pytest.mark.django_db
def test_being_ready_is_asked_cheaply(client: Client, django_assert_max_num_queries: Any) -> None:
    heartbeat.beat("one", clock.now())
    client.get("/readyz")
    with django_assert_max_num_queries(2):
        client.get("/readyz")
