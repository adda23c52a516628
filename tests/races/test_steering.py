"""Headquarters steers while others do too: an act is done once, and after a pause nothing is booked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from giliran.booking.models import Booking
from giliran.booking.services import invariants
from giliran.booking.services.allocate import Booked
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.opening import selectors
from giliran.opening.models import Opening, SecondPersonAct
from giliran.opening.policy.timetable import Timetable
from giliran.opening.services import control, schedule, take_seats
from giliran.opening.services.schedule import Plan
from giliran.opening.services.take_seats import TurnRequest
from giliran.slots.models import Slot
from tests.factories import openings
from tests.factories.openings import FRIDAY_8, FRIDAY_14, MONDAY_9, SATURDAY_20, SUNDAY, THURSDAY_20
from tests.races import crowd

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

NOW = FRIDAY_14 + timedelta(minutes=5)
ASKER = 1


def boss(number: int) -> Actor:
    return Actor(number, f"Boss {number}", "web", frozenset({("hq", None)}))


def confirm(share: tuple[int, int]) -> str:
    """One of many who confirm at once; what became of it."""
    act_id, number = share
    act = selectors.act_of(act_id)
    assert act is not None
    try:
        db.retry_on_deadlock(lambda: control.confirm(act=act, by=boss(number), now=NOW))
    except Refusal as refused:
        return refused.code
    return "done"


def test_of_many_who_confirm_at_once_one_cancels() -> None:
    opening = openings.an_opening(quota=2)
    openings.a_crowd(opening, 3)
    opening = openings.running(opening)
    act = control.ask(opening=opening, kind="cancel", value="Banjir", by=boss(ASKER), now=NOW)
    outcomes = crowd.all_at_once(confirm, [(act.pk, number) for number in (ASKER, 2, 3, 4, 5)])
    assert outcomes[0] == "needs_second_person"
    assert sorted(outcomes[1:]).count("done") == 1
    assert set(outcomes[1:]) - {"done"} <= {"nothing_asked", "opening_closed"}
    act = SecondPersonAct.objects.get()
    assert act.done_by == 2 + outcomes[1:].index("done")
    opening.refresh_from_db()
    assert opening.state == "cancelled"
    assert list(invariants.broken()) == []


def book_or_pause(share: tuple[int, list[tuple[TurnRequest, int]]]) -> list[str]:
    """A lane that books one by one; or, without requests, headquarters, which pauses and counts what is booked."""
    opening_id, requests = share
    if not requests:
        opening = Opening.objects.get(pk=opening_id)
        db.retry_on_deadlock(lambda: control.pause(opening=opening, by=boss(ASKER), now=NOW))
        return [str(Booking.objects.count())]
    outcomes = [take_seats.take_seats([request], NOW)[0] for request, _ in requests]
    return ["booked" if isinstance(one, Booked) else one.code for one in outcomes]


def test_after_a_pause_nothing_is_booked() -> None:
    opening = openings.an_opening(quota=50, entitled_share=0, opening_pace=600)
    openings.a_crowd(opening, 40)
    opening = openings.running(opening, minutes=5)
    slot = next(one for one in selectors.slots_of(opening) if one.pool == "online")
    requests = [
        (TurnRequest(take_seats.claim_of(entry, NOW), slot.pk, openings.asked(_people(entry)), "k"), entry.pk)
        for entry in opening.entries.prefetch_related("people__applicant").order_by("ahead")
    ]
    shares = [(opening.pk, requests[number::4]) for number in range(4)]
    *lanes, [at_the_pause] = crowd.all_at_once(book_or_pause, [*shares, (opening.pk, [])])
    outcomes = [one for lane in lanes for one in lane]
    assert set(outcomes) <= {"booked", "opening_paused"}
    assert outcomes.count("booked") == Booking.objects.count() == int(at_the_pause)
    assert Slot.objects.get(pk=slot.pk).taken == int(at_the_pause)


def _people(entry):  # type: ignore[no-untyped-def]
    return [person.applicant for person in sorted(entry.people.all(), key=lambda one: one.position)]


def put_on_the_calendar(number: int) -> str:
    plan = Plan(Timetable(MONDAY_9, THURSDAY_20, FRIDAY_8, FRIDAY_14, SATURDAY_20), "turns", 60)
    office = openings.Office.objects.get()
    try:
        db.retry_on_deadlock(
            lambda: schedule.schedule_by_hand(office, first=date(2026, 11, 30), plan=plan, by=boss(number), now=SUNDAY)
        )
    except Refusal as refused:
        return refused.code
    return "done"


def test_of_many_who_schedule_a_week_at_once_one_does() -> None:
    openings.an_office(quota=10)
    outcomes = crowd.all_at_once(put_on_the_calendar, [1, 2, 3, 4])
    assert sorted(outcomes) == ["done", "week_held", "week_held", "week_held"]
    opening = Opening.objects.get()
    seats = dict.fromkeys(("online", "entitled"), 0)
    for slot in selectors.slots_of(opening):
        seats[slot.pool] += slot.capacity
    assert seats == {"online": 80, "entitled": 20}
