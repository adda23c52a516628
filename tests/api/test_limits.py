"""How often one may ask."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client, RequestFactory
from pytest_django.fixtures import DjangoAssertNumQueries

from giliran.api.limits import PACE, Pace
from tests.api.conftest import API, Country, an_app, book, is_problem


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three reads and two changes a minute."""
    monkeypatch.setattr(PACE, "most", {"read": 3, "change": 2})


def test_too_many_reads(country: Country, app: Client, narrow: None) -> None:
    answers = [app.get(f"{API}applicants") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert is_problem(answers[-1], 429, "too_many_requests")
    assert answers[-1].headers["Retry-After"] == "60"


def test_too_many_changes_leave_reading(country: Country, app: Client, narrow: None) -> None:
    answers = [book(app, country.party()).status_code for _ in range(3)]

    assert (answers[-1], app.get(f"{API}applicants").status_code) == (429, 200)


def test_a_minute_later_it_goes_on(country: Country, app: Client, narrow: None) -> None:
    for _ in range(4):
        app.get(f"{API}applicants")

    with time_machine.travel(country.now + timedelta(minutes=1), tick=False):
        assert app.get(f"{API}applicants").status_code == 200


def test_everybody_counts_for_themselves(
    country: Country, app: Client, stranger: Client, nobody: Client, narrow: None
) -> None:
    for _ in range(4):
        app.get(f"{API}applicants")

    assert stranger.get(f"{API}applicants").status_code == 200
    assert an_app(country.siti).get(f"{API}applicants").status_code == 429
    assert nobody.get(f"{API}offices").status_code == 200


def test_before_signing_in_addresses_count(country: Country, narrow: None) -> None:
    def ask(address: str) -> int:
        return Client().get(f"{API}offices", REMOTE_ADDR=address).status_code

    assert [ask("203.0.113.7") for _ in range(4)] == [200, 200, 200, 429]
    assert ask("203.0.113.8") == 200
    assert [ask(f"2001:db8::{n}") for n in range(4)] == [200, 200, 200, 429]  # one home has a whole /64


def test_processes_count_together(db: None, sunday: datetime) -> None:
    ask = RequestFactory().get("/")
    one, other = Pace(reads=24), Pace(reads=24)

    allowed = sum(pace.allow_request(ask) for _ in range(24) for pace in (one, other))

    assert 24 <= allowed <= 24 + 2


def test_a_read_seldom_costs_a_write(
    db: None, sunday: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask, pace = RequestFactory().get("/"), Pace()

    with django_assert_num_queries(0):
        allowed = [pace.allow_request(ask) for _ in range(24)]

    assert allowed == [True] * 24
