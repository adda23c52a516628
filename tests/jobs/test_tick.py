"""Steps run when they are due, and one that fails is alone in failing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection

from giliran.core import db
from giliran.jobs import tick
from giliran.jobs.tick import Step, Ticker

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def fail(now: datetime) -> int:
    raise ValueError("a bug")


def break_off(now: datetime) -> int:
    raise DatabaseError("connection lost")


def test_each_step_keeps_its_rhythm() -> None:
    ticker = Ticker([Step("often", lambda now: 1, 1), Step("seldom", lambda now: 2, 10)])

    ran = [ticker.run(NOW, monotonic) for monotonic in (100.0, 100.5, 101.0, 109.0, 110.0)]

    assert ran == [{"often": 1, "seldom": 2}, {}, {"often": 1}, {"often": 1}, {"often": 1, "seldom": 2}]


def test_a_step_is_told_the_time_of_the_product() -> None:
    told: list[datetime] = []
    Ticker([Step("one", lambda now: told.append(now) or 0, 1)]).run(NOW, 0)
    assert told == [NOW]


def test_a_step_that_fails_is_alone() -> None:
    ticker = Ticker([Step("bad", fail, 1), Step("good", lambda now: 3, 1)])
    assert ticker.run(NOW, 0) == {"good": 3}
    assert ticker.run(NOW, 0.5) == {}


def test_a_fault_of_the_database_is_not_yet_its_end() -> None:
    ticker = Ticker([Step("deadlock", break_off, 1), Step("good", lambda now: 3, 1)])
    assert ticker.run(NOW, 0) == {"good": 3}


def test_without_a_database_the_round_ends_and_is_due_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ticker = Ticker([Step("lost", break_off, 60), Step("good", lambda now: 3, 60)])
    monkeypatch.setattr(db, "is_there", lambda: False)
    with pytest.raises(tick.DatabaseGone):
        ticker.run(NOW, 0)
    monkeypatch.undo()
    assert ticker.run(NOW, 1) == {"good": 3}


def test_a_worker_that_is_stopping_begins_no_other_step() -> None:
    asked = iter([False, True])
    ticker = Ticker([Step("one", lambda now: 1, 1), Step("two", lambda now: 2, 1)], lambda: next(asked))
    assert ticker.run(NOW, 0) == {"one": 1}


def test_every_step_of_the_product_finds_nothing_in_an_empty_country_twice() -> None:
    ticker = Ticker()
    names = [step.name for step in tick.STEPS]
    assert len(set(names)) == len(names)
    assert [ticker.run(NOW, monotonic) for monotonic in (0, 10**6)] == [dict.fromkeys(names, 0)] * 2
    assert db.is_there() and connection.is_usable()
