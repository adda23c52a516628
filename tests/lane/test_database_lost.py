"""The database goes away under a lane: nobody is told a false yes, nobody's yes is lost, and it goes on by itself.

One engine: SQLite is a file in the same machine and has no connection to lose. What a lane says without any database
is tried on both in the other tests of this folder.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from giliran.booking.models import Booking
from giliran.core import clock
from giliran.opening.models import Opening
from tests.factories import incidents
from tests.lane import lanes
from tests.lane.lanes import Person
from tests.lane.test_rush import CROWD, all_ask, check, crowd, held_up, opening, slots
from tests.processes import wait_until
from tests.wire import Wire, wire

__all__ = ["crowd", "opening", "slots", "wire"]

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"), reason="one engine: see above"
    ),
]


def test_every_connection_is_ended_while_all_wait(crowd: list[Person], slots: list[int], tmp_path: Path) -> None:
    with ThreadPoolExecutor(CROWD) as pool, lanes.running(tmp_path) as lane:
        with held_up():
            asking = all_ask(pool, lane, crowd, slots)
            wait_until(lambda: lane.taken_in() == CROWD)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                assert cursor.fetchone()[0] > 0
        answers = [one.result(60) for one in asking]
    connection.close()
    connection.close_pool()  # its other connections were ended too
    check(crowd, answers)


def test_gone_for_a_while(crowd: list[Person], slots: list[int], opening: Opening, wire: Wire, tmp_path: Path) -> None:
    state = f"/rush/offices/{opening.office.code}/state.json"
    incident = incidents.confirmed(clock.now(), offices=[opening.office])
    with lanes.running(tmp_path, DATABASE_URL=wire.url) as lane, ThreadPoolExecutor(CROWD) as pool:
        before = lane.ask("GET", state)
        wait_until(lambda: lane.ask("GET", "/status.json").json.get("database", {}).get("works"))
        (told,) = lane.ask("GET", "/status.json").json["incidents"]
        assert (told["id"], told["what"]["id"]) == (str(incident.public_id), incidents.WHAT.id)
        wire.cut()

        no = crowd[0].book(lane, slots[0])
        assert (no.status, no.json["code"], "retry-after" in no.headers) == (503, "unavailable", True)
        kept = lane.ask("GET", state)
        assert (kept.status, kept.json["opening"]["id"]) == (200, opening.pk)
        assert kept.json["now"] >= before.json["now"]
        wait_until(lambda: lane.ask("GET", "/status/").status == 503)
        page = lane.ask("GET", "/status/").body.decode()
        assert "Basis data kami tidak menjawab" in page
        assert "Our database does not answer" in page
        for words in (incidents.WHAT, incidents.WORDS, incidents.WAYS):
            assert words.id in page
            assert words.en in page
        assert opening.office.name in page
        assert lane.ask("GET", "/status.json").json["incidents"] == [told]
        assert Booking.objects.count() == 0

        wire.mend()
        answers = [one.result(60) for one in all_ask(pool, lane, crowd, slots)]
        wait_until(lambda: lane.ask("GET", "/status/").status == 200)
    check(crowd, answers)
