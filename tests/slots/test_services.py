"""Slots follow the rules of their office; promised seats stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from giliran.audit import selectors as audit
from giliran.core.types import SYSTEM, Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Closure, Office, PolicyValue, QuotaRule
from giliran.slots import selectors, services
from giliran.slots.models import Slot
from tests.factories import world

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
NEXT_MONDAY = MONDAY + timedelta(weeks=1)


@pytest.fixture
def office() -> Office:
    office = world.an_office()
    services.plan_slots(office, now=NOW)
    services.release_due(NOW)
    return office


def states(office: Office, day: date) -> list[tuple[str, str, int, int]]:
    found = Slot.objects.filter(office=office, date=day).order_by("letter")
    return list(found.values_list("letter", "state", "capacity", "taken"))


def take(office: Office, day: date, letter: str, seats: int) -> None:
    Slot.objects.filter(office=office, date=day, letter=letter).update(taken=seats)


def close(office: Office, day: date) -> None:
    Closure.objects.create(office=office, date=day, reason="Banjir", created_at=NOW)
    services.apply_rules(office, by=SYSTEM, now=NOW)


def test_planning_twice_makes_every_slot_once(office: Office) -> None:
    assert Slot.objects.count() == 40
    assert services.plan_slots(office, now=NOW) == 0
    assert services.extend_horizon(NOW) == 0
    assert services.extend_horizon(NOW + timedelta(weeks=1)) == 10


def test_a_week_is_released_when_its_hour_has_come(office: Office) -> None:
    assert states(office, MONDAY) == [("A", "released", 20, 0), ("B", "released", 20, 0)]
    assert states(office, NEXT_MONDAY) == [("A", "draft", 20, 0), ("B", "draft", 20, 0)]
    friday = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
    assert services.release_due(friday - timedelta(seconds=1)) == 0
    assert services.release_due(friday) == 10
    assert states(office, NEXT_MONDAY) == [("A", "released", 20, 0), ("B", "released", 20, 0)]


def test_a_closed_day_gives_no_seat_and_keeps_those_promised(office: Office) -> None:
    take(office, MONDAY, "A", 7)
    close(office, MONDAY)
    assert states(office, MONDAY) == [("A", "closed", 20, 7), ("B", "closed", 20, 0)]
    assert selectors.seats_on_closed(office, now=NOW) == 7


def test_a_day_that_works_after_all_is_as_open_as_its_week(office: Office) -> None:
    take(office, MONDAY, "A", 7)
    for day in (MONDAY, NEXT_MONDAY):
        close(office, day)
    Closure.objects.all().delete()
    services.apply_rules(office, by=SYSTEM, now=NOW)
    assert states(office, MONDAY) == [("A", "released", 20, 7), ("B", "released", 20, 0)]
    assert states(office, NEXT_MONDAY) == [("A", "draft", 20, 0), ("B", "draft", 20, 0)]


def test_a_week_opened_ahead_of_its_hour_stays_open(office: Office) -> None:
    services.release_week(NEXT_MONDAY, now=NOW)
    close(office, NEXT_MONDAY)
    Closure.objects.all().delete()
    services.apply_rules(office, by=SYSTEM, now=NOW)
    assert states(office, NEXT_MONDAY) == [("A", "released", 20, 0), ("B", "released", 20, 0)]


def test_a_smaller_quota_stops_at_what_is_promised(office: Office) -> None:
    take(office, MONDAY, "A", 7)
    QuotaRule.objects.update(capacity=5)
    changes = services.apply_rules(office, by=SYSTEM, now=NOW)
    assert states(office, MONDAY) == [("A", "released", 7, 7), ("B", "released", 5, 0)]
    assert [(one.after.date, one.over) for one in changes if one.over] == [(MONDAY, 2)]


def test_another_release_moves_what_is_not_open_yet(office: Office) -> None:
    PolicyValue.objects.create(office=office, key="release_weekday", value="2")
    services.apply_rules(office, by=SYSTEM, now=NOW)
    release = selectors.next_release(office)
    assert release == (datetime(2026, 11, 25, 7, 0, tzinfo=UTC), 200, NEXT_MONDAY, NEXT_MONDAY + timedelta(days=4))
    assert states(office, MONDAY) == [("A", "released", 20, 0), ("B", "released", 20, 0)]


def test_seats_whose_release_has_passed_open_with_the_change(office: Office) -> None:
    thursday = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
    PolicyValue.objects.create(office=office, key="release_weekday", value="2")
    services.apply_rules(office, by=SYSTEM, now=thursday)
    assert states(office, NEXT_MONDAY) == [("A", "released", 20, 0), ("B", "released", 20, 0)]


def test_new_hours_leave_promised_slots_alone(office: Office) -> None:
    take(office, MONDAY, "A", 1)
    office.windows.filter(letter="A").update(starts_at="07:00", ends_at="11:00")
    services.apply_rules(office, by=SYSTEM, now=NOW)
    starts = dict(Slot.objects.filter(office=office, letter="A").values_list("date", "starts_at"))
    assert (starts[MONDAY].hour, starts[MONDAY + timedelta(days=1)].hour) == (1, 0)


def test_a_retired_window_closes_its_slots_and_leaves_the_calendar(office: Office) -> None:
    take(office, MONDAY, "B", 2)
    office.windows.filter(letter="B").update(is_active=False)
    services.apply_rules(office, by=SYSTEM, now=NOW)
    assert states(office, MONDAY) == [("A", "released", 20, 0), ("B", "closed", 20, 2)]
    [day] = selectors.availability(office, MONDAY, MONDAY, now=NOW)
    assert [slot.window_id_name for slot in day.slots] == ["Pagi"]


def test_slots_that_have_begun_are_left_alone(office: Office) -> None:
    at_ten = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    Closure.objects.create(office=office, date=MONDAY, reason="Banjir", created_at=at_ten)
    services.apply_rules(office, by=SYSTEM, now=at_ten)
    assert states(office, MONDAY) == [("A", "released", 20, 0), ("B", "closed", 20, 0)]


def test_following_the_rules_is_on_record(office: Office) -> None:
    close(office, MONDAY)
    [line] = audit.trail_of(f"office:{office.code}")
    assert (line.event, line.office_id, line.data) == ("slots.rules_applied", office.id, {"slots": 2, "seats": -40})


def test_when_the_country_opens_at_another_hour_every_draft_follows_but_what_an_opening_holds() -> None:
    boss = Actor(1, "Maya", "web", frozenset({("hq", None)}))
    for number, code in enumerate(("jakarta-selatan", "bogor", "jayapura"), start=1):
        services.plan_slots(world.an_office(code, id=number), now=NOW)
    services.release_due(NOW)
    own = Office.objects.get(code="bogor")
    PolicyValue.objects.create(office=own, key="release_weekday", value="4")
    PolicyValue.objects.create(office=own, key="release_minute", value=str(14 * 60))
    week = Slot.objects.filter(office__code="jayapura", date__range=("2026-12-07", "2026-12-11"))
    assert week.update(reserved_for="opening:1") > 0
    before = dict(Slot.objects.values_list("id", "opens_at"))
    national = offices.national_policy()
    wanted = replace(national, figures={**national.figures, "release_minute": 15 * 60})
    assert services.change_policy(wanted, by=boss, now=NOW) == 2
    moved = {slot.id for slot in Slot.objects.all() if slot.opens_at != before[slot.id]}
    drafts = Slot.objects.filter(state="draft", reserved_for="").exclude(office=own)
    assert moved == set(drafts.values_list("id", flat=True)) != set()
    assert services.change_policy(replace(wanted, figures=national.figures), by=boss, now=NOW) == 2
    assert dict(Slot.objects.values_list("id", "opens_at")) == before
