"""The country at this moment: what wants attention first, and as quick for 151 offices as for three."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from giliran.issuance.models import Case
from giliran.offices.models import Office
from giliran.onsite.models import Visit
from tests.factories import floor, world
from tests.onsite import scene
from tests.onsite.scene import NINE
from tests.web.hq.conftest import Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(clock: Clock) -> list[Office]:
    """One where two people wait at no counter, one that flows, and one that is quiet."""
    doors = [scene.a_door(code, id=n) for n, code in enumerate(("bogor", "depok", "bekasi"), start=1)]
    for door in doors[:2]:
        floor.come_in(scene.a_party(door.slot, "Siti", "Budi"), at=NINE)
    floor.on_duty(floor.a_counter(doors[1].office, 1), NINE)
    floor.a_counter(doors[1].office, 2)
    clock(NINE + timedelta(minutes=10))
    return [door.office for door in doors]


def test_problems_come_first(three: list[Office], maya: Client) -> None:
    page = maya.get("/hq/floors/")
    found = [(one.office.code, one.lights[0].text, one.now.waiting) for one in page.context["page"]]
    assert found == [("bogor", "No counter is open", 2), ("depok", "Flows", 2), ("bekasi", "Nobody waits", 0)]
    assert (page.context["waiting"], page.context["urgent"], page.context["open_counters"]) == (4, 1, 1)
    assert "1 of 2" in page.content.decode()


def test_late_passports_and_overdue_people_are_said(three: list[Office], maya: Client) -> None:
    Visit.objects.filter(office=three[1]).update(state="parked", parked_until=NINE)
    [ticket, _other] = [one.ticket for one in Visit.objects.filter(office=three[1]).select_related("ticket")]
    Case.objects.create(
        ticket=ticket, office=three[2], state_at=NINE, visited_at=NINE, opened_at=NINE, due_date=NINE.date()
    )
    Case.objects.update(due_date=NINE.date() - timedelta(days=1))
    lines = {one.office.code: [light.text for light in one.lights] for one in maya.get("/hq/floors/").context["page"]}
    assert lines["depok"] == ["2 people overdue"]
    assert lines["bekasi"] == ["1 passport late"]


def test_one_office_is_found_by_name_or_region(three: list[Office], maya: Client) -> None:
    assert [one.office.code for one in maya.get("/hq/floors/?q=depok").context["page"]] == ["depok"]
    assert "No office found" in maya.get("/hq/floors/?q=zzzz").content.decode()


def test_as_many_queries_for_the_whole_country(three: list[Office], maya: Client) -> None:
    counts = []
    for first, last in ((10, 10), (10, 158)):
        for n in range(first, last):
            world.an_office(f"office-{n}", id=n, quota=None)
        with CaptureQueriesContext(connection) as asked:
            assert maya.get("/hq/floors/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_offices_do_not_watch_each_other(three: list[Office]) -> None:
    head = world.sign_in(Client(), world.staff_member("head", three[0]), second_factor=True)
    assert head.get("/hq/floors/").status_code == 403
