"""The head names and orders stages, and sends officers to counters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from giliran.accounts.models import User
from giliran.audit.models import Event
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.onsite.models import Duty, Stage, Visit
from giliran.onsite.selectors import today as floors
from giliran.onsite.services import arrange, call, counter, serve, stages
from giliran.onsite.services.assign import assign_officer
from tests.factories import floor
from tests.onsite import scene
from tests.onsite.scene import NINE, Door

pytestmark = pytest.mark.django_db


@pytest.fixture
def door() -> Door:
    door = scene.a_door()
    stages.set_up_stages(door.office)
    return door


@pytest.fixture
def head(door: Door) -> Actor:
    return floor.an_officer(door.office, role="head")[1]


def refused(code: str, press: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as no:
        press()
    assert no.value.code == code
    assert str(no.value)
    return no.value


def kinds(door: Door) -> list[str]:
    return list(Stage.objects.filter(office=door.office).order_by("position").values_list("kind", flat=True))


def test_a_stage_is_named_in_both_languages(door: Door, head: Actor) -> None:
    stage = door.office.stages.get(kind="data")
    arrange.name_stage(stage=stage, name_id="  Input   berkas ", name_en="File entry", by=head, now=NINE)
    stage.refresh_from_db()
    assert (stage.name("id"), stage.name("en")) == ("Input berkas", "File entry")
    no = refused("stage_name", lambda: arrange.name_stage(stage=stage, name_id="x", name_en=" ", by=head, now=NINE))
    assert no.field == "name_en"


def test_a_name_that_stays_is_not_on_record(door: Door, head: Actor) -> None:
    stage = door.office.stages.get(kind="data")
    for name in ("Berkas", "Berkas"):
        arrange.name_stage(stage=stage, name_id=name, name_en="Files", by=head, now=NINE)
    assert Event.objects.filter(event="stage.named").count() == 1


def test_stages_change_places_up_to_the_ends(door: Door, head: Actor) -> None:
    payment = door.office.stages.get(kind="payment")
    arrange.shift_stage(stage=payment, earlier=True, by=head, now=NINE)
    assert kinds(door) == ["documents", "data", "payment", "biometrics"]
    arrange.shift_stage(stage=payment, earlier=False, by=head, now=NINE)
    assert kinds(door) == ["documents", "data", "biometrics", "payment"]
    refused("no_further", lambda: arrange.shift_stage(stage=payment, earlier=False, by=head, now=NINE))


def test_whoever_waits_goes_on_by_the_new_order(door: Door, head: Actor) -> None:
    duty, by = floor.on_duty(floor.a_counter(door.office, 1), NINE)
    [visit] = floor.come_in(scene.a_party(door.slot, "Siti"), at=NINE)
    arrange.shift_stage(stage=door.office.stages.get(kind="biometrics"), earlier=True, by=head, now=NINE)
    call.call_next(duty=duty, by=by, now=NINE)
    serve.start(duty=duty, visit_ids=[], by=by, now=NINE)
    serve.finish(duty=duty, visit_ids=[], by=by, now=NINE)
    visit.refresh_from_db()
    assert visit.stage is not None
    assert visit.stage.kind == "biometrics"


def test_a_new_stage_stands_last_and_closed(door: Door, head: Actor) -> None:
    added = arrange.add_stage(
        office=door.office, kind="other", name_id="Foto ulang", name_en="Second photo", by=head, now=NINE
    )
    assert (added.position, added.closed_at) == (5, NINE)
    refused(
        "stage_kind",
        lambda: arrange.add_stage(office=door.office, kind="x", name_id="a", name_en="b", by=head, now=NINE),
    )
    for n in range(4):
        arrange.add_stage(office=door.office, kind="other", name_id=f"a{n}", name_en=f"b{n}", by=head, now=NINE)
    refused(
        "too_many_stages",
        lambda: arrange.add_stage(office=door.office, kind="other", name_id="a", name_en="b", by=head, now=NINE),
    )


@pytest.mark.parametrize("role", ["counter", "gate", "cs"])
def test_officers_do_not_arrange(door: Door, role: str) -> None:
    stage = door.office.stages.get(kind="data")
    user, by = floor.an_officer(door.office, role=role)
    refused("not_allowed", lambda: arrange.name_stage(stage=stage, name_id="a", name_en="b", by=by, now=NINE))
    refused("not_allowed", lambda: arrange.shift_stage(stage=stage, earlier=True, by=by, now=NINE))
    one = floor.a_counter(door.office, 1)
    refused("not_allowed", lambda: assign_officer(officer=user, counter=one, by=by, now=NINE))


def test_an_officer_is_moved_and_reads_where_to(door: Door, head: Actor) -> None:
    first, third = floor.a_counter(door.office, 1), floor.a_counter(door.office, 3)
    duty, by = floor.on_duty(first, NINE)
    [visit] = floor.come_in(scene.a_party(door.slot, "Siti"), at=NINE)
    call.call_next(duty=duty, by=by, now=NINE)
    moved = assign_officer(officer=duty.officer, counter=third, by=head, now=NINE)
    visit.refresh_from_db()
    assert (moved.released, visit.state, visit.counter) == (1, "waiting", None)
    assert [one.counter for one in Duty.objects.filter(ended_at=None)] == [third]
    no = refused("not_on_duty", lambda: call.call_next(duty=duty, by=by, now=NINE))
    assert "3" in str(no)
    assert call.call_next(duty=moved.duty, by=by, now=NINE) == [visit]


def test_an_officer_is_put_at_an_empty_counter(door: Door, head: Actor) -> None:
    user, _by = floor.an_officer(door.office)
    one = floor.a_counter(door.office, 1)
    assert assign_officer(officer=user, counter=one, by=head, now=NINE).duty.counter == one
    refused("already_there", lambda: assign_officer(officer=user, counter=one, by=head, now=NINE))


def test_where_nobody_can_be_sent(door: Door, head: Actor) -> None:
    first, second = floor.a_counter(door.office, 1), floor.a_counter(door.office, 2)
    duty, _by = floor.on_duty(first, NINE)
    user, _other = floor.an_officer(door.office)
    no = refused("counter_taken", lambda: assign_officer(officer=user, counter=first, by=head, now=NINE))
    assert str(duty.officer) in str(no)
    stranger = User.objects.get(email="gate@jakarta-selatan.id")
    refused("unknown_officer", lambda: assign_officer(officer=stranger, counter=second, by=head, now=NINE))
    stages.close_counter(counter=second, by=head, now=NINE)
    refused("counter_closed", lambda: assign_officer(officer=user, counter=second, by=head, now=NINE))


def test_a_stale_page_does_not_send_home_whoever_came_after(door: Door, head: Actor) -> None:
    one = floor.a_counter(door.office, 1)
    duty, by = floor.on_duty(one, NINE)
    counter.sign_out(duty=duty, by=by, now=NINE)
    _second, other = floor.on_duty(one, NINE)
    [visit] = floor.come_in(scene.a_party(door.slot, "Siti"), at=NINE)
    call.call_next(duty=_second, by=other, now=NINE)
    assert counter.sign_out(duty=duty, by=head, now=NINE) == 0
    visit.refresh_from_db()
    assert visit.state == "called"


def test_today_in_figures(door: Door, head: Actor) -> None:
    first, second = floor.a_counter(door.office, 1, 1), floor.a_counter(door.office, 2)
    floor.on_duty(first, NINE)
    resting, _by = floor.on_duty(second, NINE)
    Duty.objects.filter(pk=resting.pk).update(break_since=NINE, break_reason="Salat")
    party = floor.come_in(scene.a_party(door.slot, "Siti", "Budi", "Tono", "Ani"), at=NINE)
    Visit.objects.filter(pk=party[0].pk).update(state="parked", parked_until=NINE)
    Visit.objects.filter(pk=party[1].pk).update(state="called", counter=first)
    now = NINE + timedelta(minutes=30)
    seen = floors.today(door.office, now)
    assert (seen.visits, seen.waiting, seen.at_counter, seen.parked, seen.overdue) == (4, 2, 1, 1, 1)
    assert [(one.stage.kind, one.waiting, one.counters) for one in seen.stages][:2] == [
        ("documents", 2, 1),
        ("data", 0, 0),
    ]
    assert seen.oldest_at == NINE
    assert [(one.counter.number, one.is_open, one.labels) for one in seen.counters] == [
        (1, True, (party[1].ticket.label,)),
        (2, False, ()),
    ]
    for which in floors.LISTS:
        figure = {"inside": 4, "waiting": 2, "at_counter": 1, "parked": 1, "overdue": 1}.get(which, 0)
        assert floors.people_of(door.office, which, now).count() == figure, which


def test_the_country_at_this_moment(door: Door) -> None:
    floor.on_duty(floor.a_counter(door.office, 1), NINE)
    floor.a_counter(door.office, 2)
    floor.come_in(scene.a_party(door.slot, "Siti", "Budi"), at=NINE)
    maya = Actor(1, "Maya", "web", frozenset({("hq", None)}))
    now = floors.everywhere([door.office], NINE, maya)[door.office.pk]
    assert (now.waiting, now.oldest_at, now.counters, now.open_counters, now.overdue) == (2, NINE, 2, 1, 0)
    assert floors.everywhere([door.office], NINE, door.by) == {}
