"""Headquarters sees all openings, what wants attention first, and each one live."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.opening.models import Opening
from giliran.opening.services import control
from giliran.slots import services as slots
from tests.factories import openings, world
from tests.factories.openings import FRIDAY_8, FRIDAY_14, MONDAY_9, SATURDAY_20, SUNDAY, THURSDAY_20
from tests.web.hq.conftest import Clock, signed_in

BOSS = Actor(10_001, "Boss", "web", frozenset({("hq", None)}))
MINUTE = timedelta(minutes=1)


def more_offices(count: int) -> None:
    for number in range(2, count + 2):
        slots.plan_slots(world.an_office(f"kantor-{number}", id=number, quota=5), now=SUNDAY)
    openings.tick(SUNDAY)


def queries_of(client: Client, address: str, **headers: Any) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address, headers=headers).status_code == 200
    return len(queries)


def offices_in(response: Any) -> list[str]:
    return [line.view.opening.office.code for line in response.context["lines"]]


def test_the_country_is_told_with_few_queries_however_many_openings(opening: Opening, maya: Client) -> None:
    address = reverse("hq")
    one = queries_of(maya, address)
    more_offices(6)
    assert queries_of(maya, address) == one <= 12
    totals = maya.get(address).context["totals"]
    assert (totals.openings, totals.running, totals.problems, totals.seats) == (7, 0, 0, 400)


def test_one_opening_takes_few_queries_at_every_stage(opening: Opening, maya: Client, clock: Clock) -> None:
    address = reverse("hq_opening", args=[opening.pk])
    taken = {"scheduled": queries_of(maya, address)}
    clock(MONDAY_9)
    openings.a_crowd(opening, 3)
    for name, moment in (("frozen", THURSDAY_20), ("drawn", FRIDAY_8), ("running", FRIDAY_14), ("over", SATURDAY_20)):
        clock(moment)
        taken[name] = queries_of(maya, address)
    assert max(taken.values()) <= 12, taken
    assert len(set(taken.values())) <= 2, taken


def test_problems_stand_above_time(opening: Opening, maya: Client, clock: Clock) -> None:
    more_offices(3)
    paused = Opening.objects.get(office__code="kantor-3")
    control.pause(opening=paused, by=BOSS, now=SUNDAY)
    asked = Opening.objects.get(office__code="kantor-4")
    control.ask(opening=asked, kind="cancel", value="Banjir", by=BOSS, now=SUNDAY)
    response = maya.get(reverse("hq"))
    assert offices_in(response) == ["kantor-3", "kantor-4", "jakarta-selatan", "kantor-2"]
    assert response.context["totals"].problems == 2
    assert [mark.kind for mark in response.context["lines"][0].problems] == ["no"]
    assert offices_in(maya.get(reverse("hq"), {"phase": "problems"})) == ["kantor-3", "kantor-4"]


def test_an_opening_that_nobody_moves_is_behind_its_timetable(opening: Opening, maya: Client, clock: Clock) -> None:
    with time_machine.travel(MONDAY_9 + timedelta(hours=1), tick=False):
        response = maya.get(reverse("hq"))
    assert [line.view.problems for line in response.context["lines"]] == [("behind",)]
    assert "Behind its timetable" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "kantor 2"}, ["kantor-2"]),
        ({"q": "dki JAKARTA"}, ["jakarta-selatan", "kantor-2"]),
        ({"q": "atlantis"}, []),
        ({"phase": "scheduled"}, ["jakarta-selatan", "kantor-2"]),
        ({"phase": "running"}, []),
        ({"phase": "over"}, []),
        ({"province": "31"}, ["jakarta-selatan", "kantor-2"]),
        ({"province": "99"}, []),
        ({"page": "77"}, ["jakarta-selatan", "kantor-2"]),
        ({"phase": "nonsense"}, ["jakarta-selatan", "kantor-2"]),
    ],
)
def test_it_can_be_narrowed(opening: Opening, maya: Client, query: dict[str, str], found: list[str]) -> None:
    more_offices(1)
    assert offices_in(maya.get(reverse("hq"), query)) == found


def test_it_refreshes_itself_with_the_same_filter(opening: Opening, maya: Client) -> None:
    whole = maya.get(reverse("hq"), {"phase": "scheduled"})
    assert 'hx-get="/hq/?phase=scheduled"' in whole.content.decode()
    part = maya.get(reverse("hq"), {"phase": "scheduled"}, headers={"HX-Request": "true"})
    assert part.content.decode().strip().startswith('<div id="live"')


def test_a_running_opening_is_shown_live(opening: Opening, maya: Client, clock: Clock) -> None:
    clock(MONDAY_9)
    openings.a_crowd(opening, 4, size=2)
    for moment in (THURSDAY_20, FRIDAY_8, FRIDAY_14, FRIDAY_14 + MINUTE):
        clock(moment)
    response = maya.get(reverse("hq_opening", args=[opening.pk]))
    view, html = response.context["view"], response.content.decode()
    assert (view.admitted, view.not_yet_in, view.in_line, view.seats_left) == (3, 5, 8, 100)
    assert response.context["outlook"].text == "At 2 a minute the last of 5 people in line is in at about 14:03 WIB."
    assert [step.mark.text for step in response.context["steps"]] == ["Done"] * 4 + ["Next"]
    assert len(response.context["slots"]) == 10
    assert [line.text for line in response.context["log"]][:3] == [
        "Opened", "Entitled seats given, parties: 0", "Drawn and the seed revealed, entries: 4",
    ]  # fmt: skip
    assert "Change the pace" in html
    part = maya.get(reverse("hq_opening", args=[opening.pk]), headers={"HX-Request": "true"}).content.decode()
    assert part.count('id="live"') == part.count('id="rest"') == part.count('hx-swap-oob="true"') == 1
    assert "Change the pace" not in part


def test_an_opening_that_is_over_can_still_be_looked_at(opening: Opening, maya: Client, clock: Clock) -> None:
    clock(MONDAY_9)
    openings.a_crowd(opening, 2)
    for moment in (THURSDAY_20, FRIDAY_8, FRIDAY_14, SATURDAY_20):
        clock(moment)
    response = maya.get(reverse("hq_opening", args=[opening.pk]))
    assert (response.context["view"].phase, any(response.context["may"].values())) == ("closed", False)
    assert "jakarta-selatan" in offices_in(maya.get(reverse("hq"), {"phase": "over"}))


def test_what_is_not_there_is_not_found(db: None, maya: Client) -> None:
    for name in ("hq_opening", "hq_pace", "hq_pause", "hq_resume", "hq_cancel", "hq_beacon", "hq_change", "hq_act"):
        assert maya.get(reverse(name, args=[999_999])).status_code == 404
        assert maya.post(reverse(name, args=[999_999])).status_code == 404


def test_the_office_watches_its_own_openings(opening: Opening, clock: Clock) -> None:
    other = world.an_office("bogor", id=2)
    supervisor = signed_in(world.staff_member("supervisor", Office.objects.get(id=1)))
    address = reverse("office_openings", args=["jakarta-selatan"])
    taken = queries_of(supervisor, address)
    html = supervisor.get(address).content.decode()
    assert taken <= 12
    assert "Entries from" in html and "/hq/" not in html and "/windows/" not in html
    assert supervisor.get(reverse("office_openings", args=[other.code])).status_code == 403
    head = signed_in(world.staff_member("head", Office.objects.get(id=1)))
    assert "/windows/" in head.get(address).content.decode()
    clock(MONDAY_9)
    openings.a_crowd(Opening.objects.get(first_date="2026-11-30"), 2)
    for moment in (THURSDAY_20, FRIDAY_8, FRIDAY_14, SATURDAY_20):
        clock(moment)
    context = head.get(address).context
    assert [line.view.phase for line in context["ended"]] == ["closed"]
    assert queries_of(head, address) <= 12
    part = head.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="live"')
