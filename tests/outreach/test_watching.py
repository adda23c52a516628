"""What is noticed without an officer: probes of the own address and broken pages propose an incident, once."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from giliran.core.postgresql.watch import WATCH
from giliran.outreach import probing
from giliran.outreach.models import FaultCount, Incident, Probe
from giliran.outreach.services import faults, incidents, watching
from tests.accounts.test_registries_http import Behaviour, dribbles, hangs_up, is_silent, says, server
from tests.factories import incidents as made

SECOND = timedelta(seconds=1)
ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + b"x" * 70_000


@pytest.mark.parametrize(
    ("behave", "fault"),
    [
        (says(b"<h1>Status</h1>"), ""),
        (says(b"down", "503 Service Unavailable"), "status_503"),
        (says(b"", "302 Found", "Location: http://127.0.0.1:1/\r\n"), "status_302"),
        (is_silent, "late"),
        (dribbles(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", b"x"), "late"),
        (dribbles(ENDLESS, b"x"), "endless"),
        (hangs_up, "unreachable"),
        (says(b"", "nonsense"), "unreachable"),
    ],
)
@pytest.mark.one_engine
def test_whatever_stands_behind_the_address_the_look_ends_in_time(behave: Behaviour, fault: str) -> None:
    with server(behave) as url:
        assert probing.look(url, 0.4) == fault
    assert probing.look(url, 0.4) == "unreachable"  # it is gone


@pytest.mark.django_db
def test_failed_probes_in_a_row_propose_once_and_again_only_after_new_ones(sunday: datetime, settings: Any) -> None:
    with server(says(b"ok")) as url:
        settings.PROBE_URL = url
        assert (watching.probe_due(sunday), watching.probe_due(sunday + 29 * SECOND)) == (1, 0)
    now = sunday
    for _ in range(2):
        now += 30 * SECOND
        assert watching.probe_due(now) == 1
    assert watching.propose_from_probes(now) == 0
    now += 30 * SECOND
    watching.probe_due(now)
    assert [watching.propose_from_probes(now), watching.propose_from_probes(now)] == [1, 0]
    incident = Incident.objects.get()
    assert (incident.kind, incident.source, incident.state, incident.scope) == (
        "access", "probe", "proposed", "national",
    )  # fmt: skip
    assert (incident.since, incident.evidence) == (
        sunday + 30 * SECOND, {"count": 3, "minutes": 1, "fault": "unreachable"},
    )  # fmt: skip
    assert incident.what_id != incident.what_en

    incidents.dismiss_incident(incident=incident, reason="Kabel", by=made.HQ, now=now)
    assert watching.propose_from_probes(now + SECOND) == 0
    for _ in range(3):
        now += 30 * SECOND
        watching.probe_due(now)
    assert watching.propose_from_probes(now) == 1
    settings.PROBE_URL = ""
    assert watching.probe_due(now + 60 * SECOND) == 0
    assert watching.forget_signs(now + timedelta(days=8)) == Probe.objects.count() + 7


@pytest.mark.django_db
def test_pages_that_break_are_counted_and_propose(
    sunday: datetime, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(faults, "_counter", faults._Counter())
    monkeypatch.setattr("giliran.outreach.selectors.current.current_incidents", lambda now: 1 / 0)
    monkeypatch.setattr("giliran.web.incidents.words.current_incidents", lambda now: 1 / 0)
    client = Client(raise_request_exception=False)
    for _ in range(5):
        assert client.get("/faq/").status_code == 500
    assert client.get("/nowhere-else/").status_code in {404, 500}
    assert FaultCount.objects.get().count == 1  # the others wait for two seconds to pass
    for second in (3, 6, 61):
        for _ in range(8):
            faults.count_fault(sunday + second * SECOND)
    assert watching.propose_from_faults(sunday + 62 * SECOND) == 1
    assert (Incident.objects.get().kind, Incident.objects.get().source) == ("booking", "faults")
    assert watching.propose_from_faults(sunday + 62 * SECOND) == 0


@pytest.mark.django_db
def test_none_is_counted_while_the_database_is_away(sunday: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "_counter", faults._Counter())
    monkeypatch.setattr(WATCH, "is_away", True)
    faults.count_fault(sunday)
    assert not FaultCount.objects.exists()
    monkeypatch.setattr(WATCH, "is_away", False)
    faults.count_fault(sunday)
    assert FaultCount.objects.get().count == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_propose_once(sunday: datetime) -> None:
    for number in range(3):
        Probe.objects.create(at=sunday - number * 30 * SECOND, fault="late", milliseconds=8000)
    proposed: list[int] = []
    ready = threading.Barrier(2)

    def work() -> None:
        ready.wait()
        proposed.append(watching.propose_from_probes(sunday))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(proposed) == [0, 1]
    assert Incident.objects.count() == 1
