"""Several workers at the same list, and the same people on two lists: each person has one seat, each row one answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from giliran.accounts.models import Applicant, User
from giliran.booking.models import GuestList, GuestRow, Ticket
from giliran.booking.services.guests import seat_guests, take_in_list
from giliran.core.types import NOBODY
from giliran.offices.models import Office
from giliran.slots.models import Slot
from tests.factories import catalogue, events, world
from tests.factories.events import NOW
from tests.factories.guests import a_csv, guest
from tests.races import crowd

WORKERS = 4
PEOPLE = 30


def work(hours: int) -> int:
    """One worker, to whom the leases of all others look as if they had run out."""
    answered = 0
    for step in range(200):
        if not GuestList.objects.filter(done_at=None).exists():
            return answered
        answered += seat_guests(NOW + timedelta(hours=hours, minutes=3 * step))
    raise AssertionError("the list never ends")


def send(event: Office) -> None:
    people = [guest(n) for n in range(1, PEOPLE + 1)]
    take_in_list(event=event, name="x", content=a_csv(people), by=NOBODY, now=NOW, language="id")


@pytest.fixture
def event() -> Office:
    catalogue.a_catalogue()
    return events.an_event(world.an_office(id=1))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_workers_who_all_think_that_the_list_is_theirs(event: Office) -> None:
    send(event)
    crowd.all_at_once(work, list(range(WORKERS)))
    assert set(GuestRow.objects.values_list("state", flat=True)) == {"seated"}
    assert Ticket.objects.filter(state="confirmed").count() == PEOPLE
    assert User.objects.filter(email=None).count() == PEOPLE
    assert Applicant.objects.filter(archived_at=None).count() == PEOPLE
    assert sum(Slot.objects.filter(office=event).values_list("taken", flat=True)) == PEOPLE


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_people_on_the_lists_of_two_events(event: Office) -> None:
    other = events.an_event(Office.objects.get(id=1))
    send(event)
    send(other)
    crowd.all_at_once(work, list(range(WORKERS)))
    states = list(GuestRow.objects.values_list("state", flat=True))
    assert (states.count("seated"), states.count("refused")) == (PEOPLE, PEOPLE)
    assert Ticket.objects.filter(state="confirmed").count() == PEOPLE
    assert Applicant.objects.filter(archived_at=None).count() == PEOPLE
