"""A Friday in two minutes: each press moves the clock to where the next stage begins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from giliran.core import clock
from giliran.opening.models import Opening
from giliran.opening.services import crowd
from giliran.opening.states import State
from giliran.slots import services as slots
from giliran.web.demo import friday
from tests.factories import openings, world
from tests.factories.openings import FRIDAY_8, FRIDAY_14, MONDAY_9, SATURDAY_20, SUNDAY, THURSDAY_20

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _demo(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    clock._seen = (0, timedelta())
    with time_machine.travel(SUNDAY, tick=False):
        yield
    clock._seen = (0, timedelta())


@pytest.fixture
def opening() -> Opening:
    openings.an_office(quota=10)
    tick()
    return Opening.objects.get(first_date="2026-11-30")


def tick() -> None:
    openings.tick(clock.now())


def press(client: Client, step: str) -> datetime:
    """The moment at which the clock stands afterwards; the worker has followed."""
    answer = client.post("/demo/friday/", {"step": step})
    assert (answer.status_code, answer["Location"]) == (302, "/demo/clock/")
    tick()
    return clock.now()


def states(now: datetime) -> list[str]:
    shown = friday.friday(now)
    assert shown is not None
    return [one.state for one in shown.steps]


def test_every_press_leads_to_the_next_stage(client: Client, opening: Opening) -> None:
    assert states(clock.now()) == ["next"] + ["later"] * 6
    moments, reached = [], []
    for number, step in enumerate(friday.STEPS):
        moments.append(press(client, step.name))
        if step.name == "freeze":
            clock.set_demo_offset(clock.demo_offset() + friday.SHORTLY)
            tick()
        opening.refresh_from_db()
        reached.append(opening.state)
        if step.name != "close":
            assert states(clock.now()) == ["done"] * (number + 1) + ["next"] + ["later"] * (5 - number)
    second = timedelta(seconds=1)
    assert moments == [
        MONDAY_9, MONDAY_9, THURSDAY_20 - friday.SHORTLY, FRIDAY_8 + second, FRIDAY_14 - timedelta(minutes=1),
        FRIDAY_14, SATURDAY_20 + second,
    ]  # fmt: skip
    assert reached == ["gathering", "gathering", "frozen", "drawn", "drawn", "running", "closed"]


def test_the_people_come_and_the_line_moves_fast_enough(client: Client, opening: Opening) -> None:
    press(client, "gather")
    press(client, "people")
    opening.refresh_from_db()
    assert (opening.pace, crowd.wanted(opening)) == (friday.PACE, friday.PEOPLE)
    page = client.get("/demo/clock/").content.decode()
    assert 'max="2000" value="0"' in page
    assert crowd.bring_due(clock.now()) == friday.PEOPLE
    assert "<progress" not in client.get("/demo/clock/").content.decode()


def test_next_week_is_on_the_calendar_and_can_be_lived_through_too(client: Client, opening: Opening) -> None:
    Opening.objects.exclude(pk=opening.pk).delete()
    press(client, "gather")
    press(client, "close")
    following = friday.friday(clock.now())
    assert following is not None
    assert (following.previous, following.view.opening.first_date.isoformat()) == (opening.pk, "2026-12-07")
    assert press(client, "gather") == MONDAY_9 + timedelta(days=7)
    assert Opening.objects.get(first_date="2026-12-07").state == State.GATHERING


def test_what_does_not_lie_ahead_does_nothing(client: Client, opening: Opening) -> None:
    for step in ("people", "nothing", ""):
        assert press(client, step) == SUNDAY
    press(client, "draw")
    assert press(client, "gather") == FRIDAY_8 + timedelta(seconds=1)
    assert press(client, "people") == FRIDAY_8 + timedelta(seconds=1)
    assert crowd.wanted(opening) == 0
    assert client.get("/demo/friday/").status_code == 302


def test_links_lead_to_where_something_is_to_be_seen(client: Client, opening: Opening) -> None:
    expected = {
        "gather": f"/accounts/login/?next=/me/openings/{opening.pk}/enter/",
        "draw": f"/openings/{opening.pk}/check/",
        "before": f"/openings/{opening.pk}/wait/",
    }
    for step, link in expected.items():
        press(client, step)
        assert f'href="{link}"' in client.get("/demo/clock/").content.decode()


def test_the_part_that_keeps_itself_up_to_date(client: Client, opening: Opening) -> None:
    part = client.get("/demo/clock/", headers=HTMX).content.decode()
    assert part.strip().startswith('<div id="friday"')
    assert "<h1" not in part


def test_there_is_a_word_where_no_opening_is_planned(client: Client) -> None:
    world.an_office()
    client.cookies["django_language"] = "en"
    page = client.get("/demo/clock/")
    assert "No opening is on the calendar yet" in page.content.decode()
    assert client.post("/demo/friday/", {"step": "gather"}).status_code == 302
    assert clock.now() == SUNDAY.astimezone(UTC)


def test_outside_the_demo_there_is_nothing(client: Client, opening: Opening, settings: Settings) -> None:
    settings.DEMO = False
    assert client.post("/demo/friday/", {"step": "gather"}).status_code == 404
    assert client.get("/demo/clock/").status_code == 404


def test_as_many_queries_for_many_entries_as_for_one(
    client: Client, opening: Opening, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    press(client, "gather")
    slots.extend_horizon(clock.now())
    for people in (1, 60):
        crowd.invite(opening, people)
        crowd.bring_due(clock.now())
        with django_assert_num_queries(8):
            client.get("/demo/clock/", headers=HTMX)
