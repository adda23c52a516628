"""The demo has answers to look at, and nothing but the demo has made-up ones."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from giliran.core.months import month_of
from giliran.core.types import NOBODY
from giliran.feedback import selectors
from giliran.feedback.models import Answer
from giliran.web.demo import answers
from tests.factories import world
from tests.feedback.scene import NOON

pytestmark = pytest.mark.django_db


def test_some_months_of_answers_and_comments_to_decide_about(settings: Settings) -> None:
    office = world.an_office(quota=None)
    settings.DEMO = True
    made = answers.fill(NOON)
    found = selectors.results_of(office, today=NOON.date())
    assert (found.total.n, len(found.months), found.months[-1][0]) == (made, 6, month_of(NOON.date()))
    assert all(one.index is not None for _, one in found.months)
    assert selectors.published_at(office).count() == 2
    assert list(selectors.comments_at(office, NOBODY)) == []


def test_nothing_is_made_up_outside_the_demo() -> None:
    world.an_office(quota=None)
    with pytest.raises(RuntimeError):
        answers.fill(NOON)
    assert Answer.objects.count() == 0
