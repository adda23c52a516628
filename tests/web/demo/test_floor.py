"""A morning at the demo's office: people come in by their tickets, and its counters are at work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from giliran.accounts import services as accounts
from giliran.core import clock
from giliran.core.types import SYSTEM
from giliran.offices import services as staff
from giliran.offices.models import Office
from giliran.onsite.models import Counter, Duty, Visit
from giliran.web.demo import floor
from giliran.web.demo.people import LOGINS
from tests.factories import catalogue, world
from tests.factories.visits import a_visit

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
MONDAY_945 = datetime(2026, 11, 23, 2, 45, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _demo(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    clock._seen = (0, timedelta())
    with time_machine.travel(SUNDAY, tick=False):
        yield
    clock._seen = (0, timedelta())


@pytest.fixture
def office() -> Office:
    """The demo's office with its people, and twelve parties on Monday morning."""
    catalogue.a_catalogue()
    office = world.an_office(floor.OFFICE, quota=60)
    for login in LOGINS:
        if login.office == floor.OFFICE:
            user = accounts.open_account(email=login.email, name=login.name, by=SYSTEM, now=SUNDAY)
            staff.assign_staff(user=user, office=office, role=login.role, by=SYSTEM, now=SUNDAY)
    slot = world.a_slot(office, MONDAY_945.date(), capacity=60)
    for number in range(12):
        a_visit(office, slot.date, now=SUNDAY, number=number, names=("Siti", "Budi") if number == 3 else ("Siti",))
    floor.set_up(SUNDAY)
    return office


def test_the_counters_are_those_of_the_staffing_table(office: Office) -> None:
    """R68: one for customer service, two for data entry, two for interview and biometrics; and payment."""
    rows = Counter.objects.filter(office=office).order_by("number").values_list("number", "stages__kind")
    assert list(rows) == [
        (1, "documents"), (2, "data"), (3, "data"), (4, "biometrics"), (5, "biometrics"), (6, "payment"),
    ]  # fmt: skip
    roles = sorted(one.role for one in LOGINS if one.office == floor.OFFICE)
    assert roles.count("counter") == 5


def test_a_press_brings_the_morning_and_its_people(office: Office) -> None:
    answer = Client().post("/demo/day/")
    assert answer["Location"] == "/demo/logins/"
    assert clock.now() == MONDAY_945
    visits = Visit.objects.filter(office=office)
    assert visits.count() == 13
    assert len({one.stage.kind for one in visits if one.stage}) > 1
    assert max(one.since for one in visits) <= MONDAY_945
    assert set(Duty.objects.filter(ended_at=None).values_list("counter__number", flat=True)) == {2, 4}
    # And a second press brings nobody twice
    Client().post("/demo/day/")
    assert visits.count() == 13


def test_without_anybody_expected_it_says_so(office: Office) -> None:
    with time_machine.travel(SUNDAY + timedelta(days=10), tick=False):
        page = Client().post("/demo/day/", follow=True)
    assert page.redirect_chain[-1][0] == "/demo/clock/"
    assert "dua minggu" in page.text
