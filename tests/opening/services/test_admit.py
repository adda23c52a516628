"""Letting people in costs nothing where nobody is outside: on a Friday the whole country is open at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from giliran.opening.services import run
from tests.factories import openings
from tests.factories.openings import FRIDAY_14

pytestmark = pytest.mark.django_db


def test_an_opening_with_nobody_outside_is_left_alone(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    opening = openings.an_opening(quota=10, entitled_share=0, opening_pace=60)
    entries = openings.a_crowd(opening, 2)
    openings.running(opening, minutes=1)
    with django_assert_num_queries(1):
        assert run.admit_due(FRIDAY_14 + timedelta(minutes=2)) == 0
    entries[0].refresh_from_db()
    assert entries[0].admitted_at is not None
