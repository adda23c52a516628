"""Made-up people: many at once, by the rules of everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from giliran.accounts.models import Applicant
from giliran.audit.models import Event
from giliran.booking.models import Ticket
from giliran.booking.services import invariants
from giliran.opening.models import EntryPerson, Opening
from giliran.opening.policy import draw
from giliran.opening.services import crowd
from giliran.opening.states import Outcome, State
from giliran.slots.models import Slot
from tests.factories import openings
from tests.factories.openings import FRIDAY_14, MONDAY_9, SATURDAY_20

pytestmark = pytest.mark.django_db
NEXT_WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.DEMO = True


def brought(people: int = 60, **figures: int) -> Opening:
    opening = openings.an_opening(**{"quota": 10, "entitled_share": 0, "opening_pace": 600, **figures})
    crowd.invite(opening, people)
    assert crowd.bring_due(MONDAY_9) == people
    return opening


def test_they_exist_in_demo_only(settings: Settings) -> None:
    settings.DEMO = False
    opening = openings.an_opening()
    crowd.invite(opening, 10)
    with pytest.raises(RuntimeError):
        crowd.bring_due(MONDAY_9)
    with pytest.raises(RuntimeError):
        crowd.enter_many(opening, [], crowd.RUSH_DOOR, now=MONDAY_9)
    assert not Applicant.objects.exists()


def test_as_many_come_as_were_asked_for_and_no_more() -> None:
    opening = brought(60)
    assert crowd.bring_due(MONDAY_9) == 0
    assert (crowd.wanted(opening), crowd.come(opening)) == (60, 60)
    assert Event.objects.filter(event="entry.made").count() == opening.entries.count()
    assert Applicant.objects.values("nik_hash").distinct().count() == 60


def test_they_are_drawn_like_everybody() -> None:
    opening = openings.drawn(brought(60))
    roll = [draw.RollEntry(*row) for row in opening.entries.values_list(
        "public_id", "class_no", "losses", "party", "wishes")]  # fmt: skip
    ranked = draw.draw(roll, bytes.fromhex(opening.seed), opening.roll_digest, "")
    assert [one.id for one in ranked] == list(opening.entries.order_by("rank").values_list("public_id", flat=True))
    assert opening.line_people == 60


def test_they_take_seats_when_their_turn_comes_and_leave_some() -> None:
    opening = openings.running(brought(200))
    now = FRIDAY_14
    for _ in range(60):
        now += timedelta(seconds=1)
        openings.tick(now)
        crowd.take_turns_due(now)
    opening.refresh_from_db()
    assert opening.state == State.RUNNING
    slots = Slot.objects.filter(reserved_for=opening.name).order_by("starts_at")
    assert [slot.capacity - slot.taken for slot in slots][-2:] == [5, 5]
    assert Ticket.objects.count() == 90
    assert opening.entries.filter(outcome=Outcome.TURN, admitted_at=None).count() == 0
    assert opening.entries.filter(admitted_at__isnull=False, outcome="").exists()
    assert list(invariants.broken()) == []
    assert crowd.take_turns_due(now) == 0


def test_nobody_moves_before_the_turn() -> None:
    opening = openings.running(brought(60, opening_pace=1))
    openings.tick(FRIDAY_14 + timedelta(seconds=50))
    assert crowd.take_turns_due(FRIDAY_14 + timedelta(seconds=50)) <= 1
    assert opening.entries.filter(outcome=Outcome.TURN).count() <= 1


def test_those_who_lost_come_back_with_their_losses() -> None:
    opening = openings.running(brought(120, quota=2), minutes=0.05)
    openings.tick(SATURDAY_20)
    lost = EntryPerson.objects.filter(lost_at__isnull=False).count()
    assert lost > 0
    openings.tick(MONDAY_9 + NEXT_WEEK)
    following = Opening.objects.get(first_date="2026-12-07")
    assert following.state == State.GATHERING
    crowd.invite(following, 120)
    assert crowd.bring_due(MONDAY_9 + NEXT_WEEK) == 120
    assert Applicant.objects.count() == 120
    assert following.entries.filter(losses=1).exists()
    assert opening.entries.count() == following.entries.count()
