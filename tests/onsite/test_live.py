"""What boards and people's own pages are told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from giliran.onsite import selectors
from giliran.onsite.models import Duty, Stage, Visit
from giliran.onsite.policy.waits import Minutes
from giliran.onsite.services import call, live, serve
from giliran.onsite.services.visits import live_token
from tests.factories import floor
from tests.onsite.scene import NINE, Door, a_door, a_party

pytestmark = pytest.mark.django_db
LATER = NINE + timedelta(minutes=30)


@pytest.fixture
def door() -> Door:
    return a_door()


def come(door: Door, *names: str, at: datetime = NINE) -> list[Visit]:
    return floor.come_in(a_party(door.slot, *names), at=at)


def at_counter(door: Door, number: int = 3, *positions: int) -> tuple[Duty, Any]:
    return floor.on_duty(floor.a_counter(door.office, number, *positions), NINE)


def said(visit: Visit, now: datetime = LATER, language: str = "en") -> live.Told:
    page = live.page_of(live_token(visit.ticket), language=language, now=now)
    assert page is not None
    return page.told


def test_a_board_shows_the_newest_of_each_and_speaks_all_in_order(door: Door) -> None:
    come(door, "Siti")
    come(door, "Budi", at=NINE + timedelta(minutes=1))
    duty, by = at_counter(door)
    other, they = at_counter(door, 4)
    call.call_next(duty=duty, by=by, now=NINE + timedelta(minutes=2))
    call.call_next(duty=other, by=they, now=NINE + timedelta(minutes=3))
    call.recall(duty=duty, visit_ids=[], by=by, now=NINE + timedelta(minutes=4))
    document = selectors.board_document(door.office, LATER)
    shown = [(one["labels"], one["counter"], one["repeat"]) for one in document["calls"]]
    assert shown == [(["A-001"], 3, True), (["A-002"], 4, False)]
    assert [one["labels"] for one in document["spoken"]] == [["A-001"], ["A-002"], ["A-001"]]
    assert document["calls"][0]["stage"] == {"id": "Layanan pelanggan", "en": "Customer service"}
    assert document == selectors.board_document(door.office, LATER + timedelta(minutes=1))


def test_a_board_counts_who_waits_at_each_open_stage(door: Door) -> None:
    come(door, "Siti", "Budi")
    Stage.objects.filter(office=door.office, position=4).update(closed_at=NINE)
    waiting = selectors.board_document(door.office, LATER)["waiting"]
    assert [(one["en"], one["people"]) for one in waiting] == [
        ("Customer service", 2), ("Data entry", 0), ("Interview and biometrics", 0),
    ]  # fmt: skip


def test_a_party_waits_behind_the_same_people(door: Door) -> None:
    first, siti, budi = *come(door, "Ani"), *come(door, "Siti", "Budi", at=NINE + timedelta(minutes=1))
    at_counter(door)
    places = selectors.places_of(door.office, [first, siti, budi], LATER)
    assert [places[one.pk].standing.ahead for one in (first, siti, budi)] == [0, 1, 1]
    assert places[siti.pk].standing.minutes == Minutes(0, 10)
    onward = places[siti.pk].onward
    assert onward is not None and onward.kind == "data"


@pytest.mark.parametrize("people", [1, 6])
def test_it_is_read_once_for_everybody(door: Door, people: int, django_assert_num_queries: Any) -> None:
    visits = [one for number in range(people) for one in come(door, f"P{number}")]
    at_counter(door)
    with django_assert_num_queries(5):
        selectors.places_of(door.office, visits, LATER)


def test_whoever_waits_reads_an_honest_range_or_that_no_counter_is_open(door: Door) -> None:
    [_ani], [siti] = come(door, "Ani"), come(door, "Siti", at=NINE + timedelta(minutes=1))
    told = said(siti)
    assert (told.state, told.caption, told.hero) == ("waiting", "You wait for: Customer service", "A-002")
    assert told.lines == ("1 person ahead of you", "No counter is open for this yet. Your place is kept.")
    at_counter(door)
    assert said(siti).lines[1] == "It will take at most about 10 minutes"
    assert said(siti).onward == "After this: Data entry"
    assert said(siti, language="id").lines == ("1 orang di depan Anda", "Paling lama sekitar 10 menit lagi")


def test_whoever_is_called_reads_the_counter_and_each_call_rings_once_more(door: Door) -> None:
    [siti] = come(door, "Siti")
    duty, by = at_counter(door)
    call.call_next(duty=duty, by=by, now=NINE + timedelta(minutes=5))
    told = said(siti)
    assert (told.state, told.hero, told.lines) == ("called", "Please go to counter 3", ("Called at 09:05\xa0WIB",))
    assert said(siti, language="id").hero == "Silakan ke Loket 3"
    call.recall(duty=duty, visit_ids=[], by=by, now=NINE + timedelta(minutes=6))
    again = said(siti)
    assert again.ring not in ("", told.ring)
    assert again.lines[1] == "This is call number 2. After the third you lose your turn."


def test_the_way_through_the_office(door: Door) -> None:
    [siti] = come(door, "Siti")
    duty, by = at_counter(door)
    one = {"duty": duty, "by": by, "visit_ids": []}
    call.call_next(duty=duty, by=by, now=NINE)
    serve.skip(**one, now=NINE)
    assert (
        said(siti, now=NINE).lines[0]
        == "You were called and not there. You will be called again, from 09:05\xa0WIB on."
    )
    call.call_next(duty=duty, by=by, now=LATER)
    serve.start(**one, now=LATER)
    assert said(siti).hero == "You are at counter 3"
    serve.hold(**one, now=LATER)
    assert said(siti).hero == "Please wait near counter 3"
    serve.park(
        duty=duty, by=by, visit_ids=[siti.pk], now=LATER, until=NINE + timedelta(days=1), reason="Bring the family card"
    )
    told = said(siti, now=NINE + timedelta(hours=20))
    assert (told.state, told.hero) == ("parked", "Please be back by Tuesday, 24 November 2026, 09:00 WIB")
    assert told.lines[0] == "Why: Bring the family card"


def test_at_the_end_it_says_so_until_the_night(door: Door) -> None:
    [siti] = come(door, "Siti")
    Stage.objects.filter(office=door.office, position__gt=1).update(closed_at=NINE)
    duty, by = at_counter(door, 3, 1)
    call.call_next(duty=duty, by=by, now=NINE)
    assert said(siti).onward == "After this your visit is finished."
    serve.start(duty=duty, by=by, visit_ids=[], now=NINE)
    serve.finish(duty=duty, by=by, visit_ids=[], now=NINE)
    assert said(siti).hero == "Everything is done"
    token = live_token(siti.ticket)
    assert live.page_of(token, language="en", now=NINE + timedelta(hours=16)) is None
    assert live.page_of("a" * 26, language="en", now=LATER) is None


@pytest.mark.parametrize("state", ["absent", "left"])
def test_what_is_over_says_where_to_turn(door: Door, state: str) -> None:
    [siti] = come(door, "Siti")
    Visit.objects.filter(pk=siti.pk).update(state=state)
    assert "tell an officer" in said(siti).lines[0].lower()


def test_whoever_comes_back_on_another_day_is_followed_again(door: Door) -> None:
    [siti] = come(door, "Siti")
    tomorrow = NINE + timedelta(days=1)
    Visit.objects.filter(pk=siti.pk).update(state="waiting", queued_at=tomorrow)
    assert live.page_of(live_token(siti.ticket), language="en", now=tomorrow) is not None


def test_a_mark_changes_with_everything_that_is_seen(door: Door) -> None:
    office = door.office
    marks = [selectors.floor_marks([office.pk], LATER)]

    def changed() -> bool:
        marks.append(selectors.floor_marks([office.pk], LATER))
        return marks[-1] != marks[-2]

    [siti] = come(door, "Siti")
    assert changed() and not changed()
    duty, by = at_counter(door)
    assert changed()
    call.call_next(duty=duty, by=by, now=LATER)
    assert changed()
    call.recall(duty=duty, visit_ids=[], by=by, now=LATER + timedelta(minutes=1))
    assert changed()
    Duty.objects.filter(pk=duty.pk).update(break_since=LATER)
    assert changed()
    Visit.objects.filter(pk=siti.pk).delete()
    assert changed() and not changed()


def test_marks_of_many_offices_cost_no_more(django_assert_num_queries: Any) -> None:
    offices = [a_door(f"office-{number}", id=number).office.pk for number in (1, 2, 3)]
    with django_assert_num_queries(3):
        assert set(selectors.floor_marks(offices, LATER)) == set(offices)
