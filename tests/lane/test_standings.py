"""What the lane reads for boards and people's own pages."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from giliran.lane import standings
from giliran.lane.floors import BOARD
from giliran.onsite.models import Visit
from giliran.onsite.services import call
from giliran.onsite.services.visits import live_hash, live_token
from tests.factories import floor
from tests.onsite.scene import NINE, Door, a_door, a_party

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keeps_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the reads run in the test's own thread."""
    monkeypatch.setattr(standings, "close_old_connections", lambda: None)


@pytest.fixture
def door() -> Door:
    return a_door()


@pytest.fixture
def siti(door: Door) -> Visit:
    return floor.come_in(a_party(door.slot, "Siti"), at=NINE)[0]


def test_a_secret_leads_to_its_office_while_it_is_alive(door: Door, siti: Visit) -> None:
    token = live_token(siti.ticket)
    assert standings.office_and_key_of(token, "en", NINE) == (door.office.pk, (live_hash(token), "en"))
    assert standings.office_and_key_of(token, "en", NINE + timedelta(hours=20)) is None
    assert standings.office_and_key_of("a" * 26, "en", NINE) is None


def test_board_and_pages_of_an_office_follow_from_one_reading(door: Door, siti: Visit) -> None:
    token = live_token(siti.ticket)
    duty, by = floor.on_duty(floor.a_counter(door.office, 3), NINE)
    call.call_next(duty=duty, by=by, now=NINE)
    keys = [BOARD, (live_hash(token), "id"), (live_hash(token), "en"), (live_hash("nobody"), "id")]
    found = {key: json.loads(text) for key, text in standings.read(door.office.pk, frozenset(keys), NINE).items()}
    assert [one["labels"] for one in found[keys[0]]["calls"]] == [["A-001"]]
    assert [found[key]["hero"] for key in keys[1:3]] == ["Silakan ke Loket 3", "Please go to counter 3"]
    assert found[keys[3]] == {"state": "over"}


def test_an_office_that_is_gone_has_nothing_to_tell() -> None:
    assert standings.read(99, frozenset({BOARD}), NINE) == {}
    assert standings.office_id_of("atlantis") is None


@pytest.mark.parametrize(("asked", "language"), [("en", "en"), ("id", "id"), ("", "id"), ("xx", "id")])
def test_a_language_that_nobody_speaks_is_indonesian(asked: str, language: str) -> None:
    assert standings.language_of(asked) == language
