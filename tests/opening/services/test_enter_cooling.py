"""Whoever missed a visit enters an opening only if they may book when it gives its seats."""

from __future__ import annotations

from datetime import timedelta

import pytest

from giliran.booking.models import Ticket
from giliran.booking.policy import PersonRequest
from giliran.core.errors import Refusal
from giliran.offices.models import PolicyValue
from giliran.opening.models import Entry
from giliran.opening.services.enter import enter
from tests.factories import openings, visits, world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "may"), [(2, True), (3, True), (4, False), (14, False)])
def test_the_wait_must_be_over_at_the_draw(days: int, may: bool) -> None:
    opening = openings.an_opening()
    visit = visits.a_visit(opening.office, openings.MONDAY_9.date(), now=openings.SUNDAY, letter="B")
    Ticket.objects.update(state="missed", state_at=openings.MONDAY_9)
    PolicyValue.objects.create(key="missed_cooling_days", value=str(days))
    asked = [PersonRequest(visit.tickets.get().applicant_id or 0, "new", "PB_E_10", "holiday")]

    def go() -> Entry:
        by = world.actor_of(visit.account)
        return enter(opening_id=opening.pk, people=asked, key="k", by=by, now=openings.MONDAY_9)

    if may:
        assert go().in_roll
        return
    with pytest.raises(Refusal) as caught:
        go()
    assert caught.value.code == "cooling"
    assert caught.value.data == {"people": [0], "until": openings.MONDAY_9 + timedelta(days=days)}
    Ticket.objects.update(lifted_at=openings.MONDAY_9)
    assert go().in_roll
