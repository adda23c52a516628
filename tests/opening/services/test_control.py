"""Headquarters puts openings on the calendar, changes them while it may, and needs two people for what is final."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from giliran.audit import selectors as audit
from giliran.booking.services import invariants
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices import services as policies
from giliran.opening import selectors
from giliran.opening.models import Opening
from giliran.opening.policy.timetable import Timetable
from giliran.opening.services import control, schedule
from giliran.opening.services.schedule import Plan
from giliran.opening.states import Act, Method, State
from giliran.slots.models import Slot
from tests.factories import openings, world
from tests.factories.openings import FRIDAY_8, FRIDAY_14, MONDAY_9, SATURDAY_20, SUNDAY, THURSDAY_20

pytestmark = pytest.mark.django_db

MAYA = Actor(101, "Maya", "web", frozenset({("hq", None)}))
ARIF = Actor(102, "Arif", "web", frozenset({("hq", None)}))
HEAD = Actor(103, "Ratna", "web", frozenset({("head", 1)}))
TIMES = Timetable(MONDAY_9, THURSDAY_20, FRIDAY_8, FRIDAY_14, SATURDAY_20)
PLAN = Plan(TIMES, Method.TURNS, 60)


def refused(do: Any, **values: Any) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as found:
        do(**values)
    return found.value.code, found.value.field


def a_scheduled_opening(**figures: int) -> Opening:
    openings.an_office(quota=10, **figures)
    openings.tick(SUNDAY)
    return Opening.objects.get()


def cancelled(opening: Opening, now: datetime) -> Opening:
    act = control.ask(opening=opening, kind=Act.CANCEL, value="Banjir", by=MAYA, now=now)
    control.confirm(act=act, by=ARIF, now=now)
    opening.refresh_from_db()
    return opening


def seats(opening: Opening) -> dict[str, int]:
    found: dict[str, int] = {}
    for slot in selectors.slots_of(opening):
        found[slot.pool] = found.get(slot.pool, 0) + slot.capacity
    return found


def events(opening: Opening) -> list[str]:
    return [line.event.removeprefix("opening.") for line in audit.trail_of(opening.name)]


@pytest.mark.parametrize("gathered", [False, True])
def test_a_week_can_be_scheduled_again_after_it_was_cancelled(gathered: bool) -> None:
    opening = a_scheduled_opening()
    if gathered:
        openings.tick(MONDAY_9)
        opening.refresh_from_db()
    cancelled(opening, MONDAY_9)
    openings.tick(MONDAY_9)
    later = MONDAY_9 + timedelta(hours=1)
    times = replace(TIMES, gathers_at=later)
    fresh = schedule.schedule_by_hand(
        opening.office, first=opening.first_date, plan=Plan(times, Method.TURNS, 30), by=MAYA, now=later
    )
    assert (fresh.state, fresh.pace, fresh.gathers_at, fresh.last_date) == ("scheduled", 30, later, opening.last_date)
    assert seats(fresh) == {"online": 80, "entitled": 20}
    openings.tick(later)
    fresh.refresh_from_db()
    assert fresh.state == State.GATHERING
    assert list(invariants.broken()) == []


def test_a_week_that_is_held_is_not_scheduled_twice() -> None:
    opening = a_scheduled_opening()
    again = {"first": opening.first_date, "plan": PLAN, "by": MAYA, "now": SUNDAY}
    assert refused(lambda **values: schedule.schedule_by_hand(opening.office, **values), **again)[0] == "week_held"
    figures = offices.figures_of(opening.office)
    assert refused(
        lambda **values: schedule.schedule_opening(opening.office, **values),
        last=opening.last_date, figures=figures, **again,
    )[0] == "week_held"  # fmt: skip
    assert Opening.objects.count() == 1


def test_only_headquarters_schedules_and_changes() -> None:
    opening = a_scheduled_opening()
    with pytest.raises(PermissionDenied):
        schedule.schedule_by_hand(opening.office, first=opening.first_date, plan=PLAN, by=HEAD, now=SUNDAY)
    with pytest.raises(PermissionDenied):
        schedule.change_opening(opening=opening, plan=PLAN, by=HEAD, now=SUNDAY)
    with pytest.raises(PermissionDenied):
        control.pause(opening=opening, by=HEAD, now=SUNDAY)
    with pytest.raises(PermissionDenied):
        control.ask(opening=opening, kind=Act.CANCEL, value="x", by=HEAD, now=SUNDAY)


def test_a_scheduled_opening_changes_its_hours_and_its_slots_follow() -> None:
    opening = a_scheduled_opening()
    times = replace(TIMES, opens_at=FRIDAY_14 + timedelta(hours=1))
    schedule.change_opening(opening=opening, plan=Plan(times, Method.BALLOT, 90, "IHSG"), by=MAYA, now=SUNDAY)
    opening.refresh_from_db()
    assert (opening.opens_at, opening.method, opening.pace, opening.beacon_name) == (
        times.opens_at,
        "ballot",
        90,
        "IHSG",
    )
    assert set(Slot.objects.filter(reserved_for=opening.name).values_list("opens_at", flat=True)) == {times.opens_at}
    assert seats(opening) == {"online": 80, "entitled": 20}
    told = audit.trail_of(opening.name)[-1]
    assert (told.event, told.data["from"]["method"], told.data["to"]["method"]) == (
        "opening.changed",
        "turns",
        "ballot",
    )


def test_without_a_draw_there_are_no_entitled_seats_and_with_one_again_there_are() -> None:
    opening = a_scheduled_opening()
    schedule.change_opening(opening=opening, plan=Plan(TIMES, Method.OPEN, 60), by=MAYA, now=SUNDAY)
    opening.refresh_from_db()
    assert (opening.entitled_share, opening.gathers_at, opening.draws_at) == (0, FRIDAY_14, FRIDAY_14)
    assert seats(opening) == {"online": 100, "entitled": 0}
    schedule.change_opening(opening=opening, plan=PLAN, by=MAYA, now=SUNDAY)
    opening.refresh_from_db()
    assert (opening.entitled_share, opening.gathers_at) == (20, MONDAY_9)
    assert seats(opening) == {"online": 80, "entitled": 20}


def test_what_gathers_is_not_changed_any_more() -> None:
    opening = openings.an_opening()
    assert (
        refused(schedule.change_opening, opening=opening, plan=PLAN, by=MAYA, now=MONDAY_9)[0] == "too_late_to_change"
    )
    assert refused(control.name_beacon, opening=opening, name="x", by=MAYA, now=MONDAY_9)[0] == "too_late_to_change"
    opening.refresh_from_db()
    assert (opening.method, opening.beacon_name) == ("turns", "")


@pytest.mark.parametrize(
    ("plan", "wrong"),
    [
        (PLAN._replace(pace=0), ("pace_unfit", "pace")),
        (PLAN._replace(beacon_name="x" * 201), ("too_long", "beacon_name")),
        (PLAN._replace(method=Method.OPEN, beacon_name="IHSG"), ("draws_nothing", "beacon_name")),
        (PLAN._replace(times=replace(TIMES, draws_at=MONDAY_9)), ("steps_out_of_order", "draws_at")),
        (PLAN._replace(times=replace(TIMES, closes_at=FRIDAY_14)), ("steps_out_of_order", "closes_at")),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(plan: Plan, wrong: tuple[str, str]) -> None:
    opening = a_scheduled_opening()
    assert refused(schedule.change_opening, opening=opening, plan=plan, by=MAYA, now=SUNDAY) == wrong
    assert events(opening) == ["scheduled"]


def demand_beacon() -> None:
    national = offices.national_policy()
    wanted = replace(national, figures={**national.figures, "beacon_demanded": 1})
    policies.set_policy(wanted, by=MAYA, now=SUNDAY)


def test_where_policy_demands_a_beacon_every_scheduled_draw_has_one() -> None:
    demand_beacon()
    opening = a_scheduled_opening()
    assert opening.beacon_name == "Penutupan indeks NYSE Composite hari Kamis"
    assert refused(control.name_beacon, opening=opening, name=" ", by=MAYA, now=SUNDAY)[0] == "beacon_demanded"
    assert refused(schedule.change_opening, opening=opening, plan=PLAN, by=MAYA, now=SUNDAY)[1] == "beacon_name"
    control.name_beacon(opening=opening, name=" IHSG ", by=MAYA, now=SUNDAY)
    opening.refresh_from_db()
    assert opening.beacon_name == "IHSG"


def test_where_nothing_is_drawn_no_beacon_is_needed() -> None:
    demand_beacon()
    openings.an_office(method="open")
    openings.tick(SUNDAY)
    opening = Opening.objects.get()
    assert opening.beacon_name == ""
    assert refused(control.name_beacon, opening=opening, name="IHSG", by=MAYA, now=SUNDAY)[0] == "draws_nothing"


def frozen_with_beacon() -> Opening:
    opening = a_scheduled_opening()
    control.name_beacon(opening=opening, name="IHSG", by=MAYA, now=SUNDAY)
    openings.tick(MONDAY_9)
    openings.tick(THURSDAY_20)
    opening.refresh_from_db()
    return opening


def test_the_value_is_entered_once_by_two_people_who_agree() -> None:
    opening = frozen_with_beacon()
    act = control.ask(opening=opening, kind=Act.BEACON, value=" 19.876,54 ", by=MAYA, now=THURSDAY_20)
    assert (
        refused(control.ask, opening=opening, kind=Act.BEACON, value="1", by=ARIF, now=THURSDAY_20)[0]
        == "asked_already"
    )
    assert refused(control.confirm, act=act, value="19", by=ARIF, now=THURSDAY_20) == ("beacons_differ", "value")
    assert refused(control.confirm, act=act, value="19.876,54", by=MAYA, now=THURSDAY_20)[0] == "needs_second_person"
    control.confirm(act=act, value="19.876,54", by=ARIF, now=THURSDAY_20)
    opening.refresh_from_db()
    assert (opening.beacon, opening.beacon_at) == ("19.876,54", THURSDAY_20)
    again = {"opening": opening, "kind": Act.BEACON, "value": "1", "by": MAYA, "now": THURSDAY_20}
    assert refused(control.ask, **again)[0] == "beacon_entered_already"
    openings.tick(FRIDAY_8)
    assert refused(control.ask, **again)[0] == "beacon_entered_already"
    assert events(opening)[3:] == [
        "frozen", "beacon_asked", "beacon_differed", "beacon_entered", "drawn", "entitled_given",
    ]  # fmt: skip


def test_before_the_freeze_nobody_enters_a_value() -> None:
    opening = a_scheduled_opening()
    ask = {"opening": opening, "kind": Act.BEACON, "value": "1", "by": MAYA, "now": SUNDAY}
    assert refused(control.ask, **ask)[0] == "no_beacon_named"
    control.name_beacon(opening=opening, name="IHSG", by=MAYA, now=SUNDAY)
    assert refused(control.ask, **ask)[0] == "beacon_too_early"


def test_a_wrong_first_value_is_taken_back_and_entered_anew() -> None:
    opening = frozen_with_beacon()
    act = control.ask(opening=opening, kind=Act.BEACON, value="1", by=MAYA, now=THURSDAY_20)
    control.drop(act=act, by=ARIF, now=THURSDAY_20)
    assert refused(control.drop, act=act, by=MAYA, now=THURSDAY_20)[0] == "nothing_asked"
    assert refused(control.confirm, act=act, value="1", by=ARIF, now=THURSDAY_20)[0] == "nothing_asked"
    second = control.ask(opening=opening, kind=Act.BEACON, value="2", by=ARIF, now=THURSDAY_20)
    control.confirm(act=second, value="2", by=MAYA, now=THURSDAY_20)
    opening.refresh_from_db()
    assert opening.beacon == "2"


@pytest.mark.parametrize(("value", "code"), [("  ", "reason_missing"), ("x" * 201, "too_long")])
def test_a_cancellation_has_a_reason(value: str, code: str) -> None:
    opening = a_scheduled_opening()
    assert refused(control.ask, opening=opening, kind=Act.CANCEL, value=value, by=MAYA, now=SUNDAY) == (code, "value")


def test_what_is_over_is_steered_no_more() -> None:
    opening = cancelled(a_scheduled_opening(), SUNDAY)
    for do, values in (
        (control.pause, {}), (control.resume, {}), (control.change_pace, {"pace": 5}),
        (control.ask, {"kind": Act.CANCEL, "value": "x"}),
    ):  # fmt: skip
        assert refused(do, opening=opening, by=MAYA, now=SUNDAY, **values)[0] == "opening_closed"


def test_the_live_view_counts_people_and_seats() -> None:
    opening = openings.an_opening(quota=2, entitled_share=0, opening_pace=2)
    openings.a_crowd(opening, 4, size=2)
    opening = openings.running(opening, minutes=1)
    now = FRIDAY_14 + timedelta(minutes=1)
    view = selectors.live_view(opening, MAYA, now)
    assert view is not None
    assert (view.phase, view.problems, view.entries, view.persons, view.in_line) == ("running", (), 4, 8, 8)
    assert (view.line, view.admitted, view.not_yet_in, view.seats, view.seats_left) == (8, 3, 5, 20, 20)
    control.pause(opening=opening, by=MAYA, now=now)
    opening.refresh_from_db()
    paused = selectors.live_view(opening, MAYA, now + timedelta(hours=1))
    assert paused is not None
    assert (paused.phase, paused.problems, paused.admitted) == ("paused", ("paused",), 3)
    assert selectors.live_view(opening, HEAD, now) is not None
    assert selectors.live_view(opening, Actor(9, "x", "web", frozenset({("cs", 1)})), now) is None


def test_all_openings_are_read_with_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    a_scheduled_opening()
    with django_assert_num_queries(4):
        assert len(selectors.watched(MAYA, SUNDAY)) == 1
    for number in range(2, 5):
        office = world.an_office(f"kantor-{number}", id=number)
        openings.slots.plan_slots(office, now=SUNDAY)
    openings.tick(SUNDAY)
    with django_assert_num_queries(4):
        assert len(selectors.watched(MAYA, SUNDAY)) == 4
    with django_assert_num_queries(4):
        assert [one.opening.office_id for one in selectors.watched(HEAD, SUNDAY)] == [1]
