"""That it is somebody's turn is told while it is of use, and not a moment longer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from giliran.notifications.models import Message
from giliran.opening import selectors
from giliran.opening.models import Entry, Opening
from giliran.opening.services import run, take_seats
from giliran.opening.services import tell as telling
from tests.factories import openings
from tests.factories.openings import FRIDAY_14

pytestmark = pytest.mark.django_db

NOW = FRIDAY_14 + timedelta(minutes=1)


@pytest.fixture
def opening() -> Opening:
    found = openings.an_opening(quota=10, entitled_share=0, opening_pace=60)
    openings.a_crowd(found, 2)
    return openings.running(found)


def come_and_told() -> None:
    openings.tick(NOW)
    telling.tell_due(NOW)


def turns() -> list[Message]:
    return list(Message.objects.filter(kind="turn", channel="email").order_by("id"))


def choose(entry: Entry, now: datetime) -> None:
    people = [person.applicant for person in entry.people.all()]
    slot = next(one for one in selectors.slots_of(entry.opening) if one.pool == "online")
    take_seats.book_turn(
        entry=entry, slot_id=slot.pk, people=openings.asked(people), key="k", by=openings.actor(people), now=now
    )


def test_a_turn_is_not_told_once_the_opening_has_closed(opening: Opening) -> None:
    come_and_told()
    assert [one.expires_at for one in turns()] == [opening.closes_at] * 2


def test_a_turn_is_not_told_once_the_seat_is_there(opening: Opening) -> None:
    come_and_told()
    first, second = opening.entries.order_by("ahead")
    choose(first, NOW)
    found = {one.about: one.expires_at for one in turns()}
    assert found == {f"entry:{first.public_id}": NOW, f"entry:{second.public_id}": opening.closes_at}


def test_whoever_chose_before_it_was_told_is_not_told_at_all(opening: Opening) -> None:
    run.admit_due(NOW)
    first, second = opening.entries.order_by("ahead")
    choose(first, NOW)
    telling.tell_due(NOW)
    assert [one.about for one in turns()] == [f"entry:{second.public_id}"]
    assert not opening.entries.exclude(news="").exists()


def test_an_opening_that_is_over_sooner_silences_the_turn(opening: Opening) -> None:
    come_and_told()
    entry = opening.entries.order_by("ahead")[0]
    Entry.objects.filter(pk=entry.pk).update(news="over")
    telling.tell_due(NOW + timedelta(minutes=1))
    found = {one.about: one.expires_at for one in turns()}
    assert found[f"entry:{entry.public_id}"] == NOW + timedelta(minutes=1)
