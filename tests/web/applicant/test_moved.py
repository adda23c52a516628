"""Somebody whose office closed the day reads what became of the visit, and may decline the new time."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from giliran.booking.models import Booking
from giliran.booking.services.clear_day import clear_due, close_and_clear
from giliran.booking.states import Remedy
from giliran.core.types import SYSTEM
from giliran.offices.models import Office, PolicyValue
from giliran.offices.policy import CloseDays
from giliran.payments.policy import show_code
from giliran.payments.services.issue import charge
from giliran.slots import services as slots
from tests.factories import catalogue, visits, world

MONDAY = date(2026, 11, 23)


@pytest.fixture
def office(db: None, sunday: datetime) -> Office:
    catalogue.a_catalogue()
    office = world.an_office()
    slots.plan_slots(office, now=sunday)
    slots.release_due(sunday)
    return office


@pytest.fixture
def visit(office: Office, sunday: datetime) -> Booking:
    return visits.a_visit(office, MONDAY, now=sunday)


def close(office: Office, how: Remedy, now: datetime) -> None:
    head = world.actor_of(world.staff_member("head", office), roles=[("head", office.pk)])
    close_and_clear(office=office, proposal=CloseDays(MONDAY, MONDAY, "Banjir"), how=how, by=head, now=now)
    clear_due(now)


def holder(visit: Booking) -> Client:
    client = world.sign_in(Client(), visit.account)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_a_new_time_is_explained_and_can_be_declined(office: Office, visit: Booking, sunday: datetime) -> None:
    siti = holder(visit)
    assert siti.get(reverse("booking_decline", args=[visit.code])).status_code == 404
    close(office, Remedy.MOVE, sunday)
    new = Booking.objects.get(moved_from=visit)
    page = siti.get(reverse("booking", args=[new.code])).content.decode()
    assert "It could not keep your visit on Monday, 23 November 2026: Banjir." in page
    address = reverse("booking_decline", args=[new.code])
    assert address in page
    assert "A place is owed to you" in siti.get(address).content.decode()
    done = siti.post(address, follow=True)
    assert "The office could not keep this visit" in done.content.decode()
    assert set(new.tickets.values_list("state", "is_office_fault")) == {("cancelled", True)}
    assert siti.post(address).status_code == 409


def test_a_cancelled_visit_says_that_a_place_is_owed(office: Office, visit: Booking, sunday: datetime) -> None:
    close(office, Remedy.CANCEL, sunday)
    page = holder(visit).get(reverse("booking", args=[visit.code])).content.decode()
    assert "The office could not keep this visit" in page


def test_nobody_else_declines_it(office: Office, visit: Booking, sunday: datetime) -> None:
    close(office, Remedy.MOVE, sunday)
    new = Booking.objects.get(moved_from=visit)
    stranger = world.sign_in(Client(), world.an_account("rudi@example.id"))
    assert stranger.post(reverse("booking_decline", args=[new.code])).status_code == 404


@pytest.mark.parametrize("names", [("Siti",), ("Siti", "Budi", "Cici", "Dedi")])
def test_the_page_of_a_visit_that_was_moved_asks_little(
    office: Office, sunday: datetime, names: tuple[str, ...], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """The office moved it, and bills stand on it from before."""
    visit = visits.a_visit(office, MONDAY, now=sunday, names=names)
    codes = [charge(ticket=one, by=SYSTEM, now=sunday).code for one in visit.tickets.all()]
    close(office, Remedy.MOVE, sunday)
    siti, new = holder(visit), Booking.objects.get(moved_from=visit)
    siti.get("/me/")
    with django_assert_max_num_queries(12):
        page = siti.get(reverse("booking", args=[new.code])).content.decode()
    assert "It could not keep your visit" in page
    assert [show_code(code) in page for code in codes] == [True] * len(names)
    new.tickets.update(state="missed")
    PolicyValue.objects.create(key="missed_cooling_days", value="7")
    with django_assert_max_num_queries(12):
        assert "You can book again from" in siti.get(reverse("booking", args=[new.code])).content.decode()
