"""Two hundred calls at ten counters in the same moment: nobody twice, nobody passed over."""

from __future__ import annotations

from collections import Counter as Tally
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.onsite.models import Call, Duty, Visit, VisitMove
from giliran.onsite.services import call, serve
from tests.factories import floor, world
from tests.onsite import scene
from tests.onsite.scene import NINE
from tests.races import crowd

COUNTERS, PEOPLE = 10, 200


def work(number: int) -> list[int]:
    """One officer who calls as fast as they can; who was called, in order."""
    duty = Duty.objects.select_related("counter__office").get(counter__number=number)
    by = world.actor_of(duty.officer, door="desk", roles=[("counter", duty.counter.office_id)])
    called: list[int] = []
    for step in range(PEOPLE):
        now = NINE + timedelta(seconds=step)
        party = _next(duty, by, now)
        if not party:
            return called
        called += [one.pk for one in party]
        serve.start(duty=duty, visit_ids=[], by=by, now=now)
    return called


def _next(duty: Duty, by: Actor, now: datetime) -> list[Visit]:
    with suppress(Refusal):  # nobody waits; anything else would leave people behind, which is looked at below
        return call.call_next(duty=duty, by=by, now=now, finish_first=True)
    return []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_hundred_calls_at_ten_counters() -> None:
    door = scene.a_door()
    office: Office = door.office
    for number in range(1, COUNTERS + 1):
        floor.on_duty(floor.a_counter(office, number, 1), NINE)
    for n in range(PEOPLE):
        floor.come_in(
            scene.a_party(door.slot, f"Orang {n}"),
            at=NINE - timedelta(seconds=n % 7),
            precedence="priority" if n % 5 == 0 else "regular",
        )
    shares = crowd.all_at_once(work, list(range(1, COUNTERS + 1)))
    everyone = [visit for share in shares for visit in share]
    assert (len(everyone), len(set(everyone))) == (PEOPLE, PEOPLE)
    assert Tally(Visit.objects.values_list("stage__kind", "state"))[("data", "waiting")] >= PEOPLE - COUNTERS
    assert Call.objects.count() == PEOPLE
    _nobody_was_passed_over()


def _nobody_was_passed_over() -> None:
    """In the order of the calls, each line by itself is in the order of its turns."""
    calls = VisitMove.objects.filter(deed="called").order_by("id").select_related("visit__ticket")
    for is_regular in (True, False):
        turns = [
            (one.visit.turn_at, one.visit.ticket.number)
            for one in calls
            if (one.visit.precedence == "regular") == is_regular
        ]
        assert turns == sorted(turns)
