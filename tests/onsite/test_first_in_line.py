"""The head of a line says of the next what the whole line says, and is as quick for many as for few."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from giliran.onsite import selectors
from giliran.onsite.models import Stage, Visit
from giliran.onsite.policy import line
from tests.factories import floor
from tests.onsite import scene
from tests.onsite.scene import NINE

pytestmark = pytest.mark.django_db
NOW = NINE + timedelta(hours=1)


def a_crowd(door: scene.Door, parties: int, rng: random.Random) -> None:
    """Parties of one to five at random stages; some go first, some were skipped."""
    every = list(Stage.objects.filter(office=door.office))
    for _ in range(parties):
        names = ["Siti"] * rng.choice((1, 1, 2, 5))
        came = NINE + timedelta(minutes=rng.randrange(0, 50))
        of = rng.choice(("regular", "regular", "priority", "express"))
        for one in floor.come_in(scene.a_party(door.slot, *names), at=came, precedence=of, stage=rng.choice(every[:2])):
            if rng.random() < 0.3:
                later = NOW + timedelta(minutes=rng.choice((-1, 3)))
                Visit.objects.filter(pk=one.pk).update(callable_from=later)
            if rng.random() < 0.3:
                Visit.objects.filter(pk=one.pk).update(precedence="priority")


@pytest.mark.parametrize("seed", range(8))
def test_it_names_the_same_people(seed: int) -> None:
    door = scene.a_door()
    floor.a_counter(door.office, 1)
    a_crowd(door, seed + 1, random.Random(seed))
    stages = list(Stage.objects.filter(office=door.office))
    first = selectors.first_in_line(stages, NOW)
    for stage in stages:
        for streak in range(4):
            more = {"streak": streak, "most_in_a_row": 2, "now": NOW}
            whole = line.next_party(selectors.in_line(stage, NOW), **more)
            assert line.next_party(first.get(stage.pk, []), **more) == whole


def test_two_queries_and_few_rows_however_many_wait() -> None:
    door = scene.a_door()
    floor.a_counter(door.office, 1)
    floor.come_in(scene.a_party(door.slot, *["Siti"] * 40), at=NINE)
    Visit.objects.update(precedence="regular")
    stages = list(Stage.objects.filter(office=door.office))
    with CaptureQueriesContext(connection) as asked:
        first = selectors.first_in_line(stages, NOW)
    assert len(asked) == 2
    assert len(first[stages[0].pk]) == 40  # one party, whole
    for n in range(30):
        floor.come_in(scene.a_party(door.slot, "Budi"), at=NINE + timedelta(minutes=n + 1))
    assert len(selectors.first_in_line(stages, NOW)[stages[0].pk]) == 40
