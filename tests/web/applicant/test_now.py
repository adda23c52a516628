"""Whoever is signed in sees where the people of their booking stand today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from giliran.booking.models import Booking
from giliran.onsite.models import Visit
from giliran.onsite.services import call
from giliran.onsite.services.visits import live_token
from tests.factories import floor, world
from tests.factories.catalogue import a_catalogue
from tests.onsite.scene import NINE, Door, a_door, a_party

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():  # type: ignore[no-untyped-def]
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def door() -> Door:
    a_catalogue()
    return a_door()


def come(door: Door, *names: str) -> tuple[Booking, list[Visit]]:
    tickets = a_party(door.slot, *names)
    booking = tickets[0].booking
    booking.tickets.update(state="attended")
    return booking, floor.come_in(tickets, at=NINE)


def client_of(booking: Booking) -> Client:
    client = world.sign_in(Client(), booking.account)
    client.cookies["django_language"] = "en"
    return client


def words(client: Client, path: str, **headers: str) -> str:
    return " ".join(client.get(path, headers=headers).text.split())


def test_everybody_of_the_party_is_told_where_they_stand(door: Door) -> None:
    booking, [siti, _budi] = come(door, "Siti", "Budi")
    duty, by = floor.on_duty(floor.a_counter(door.office, 3), NINE)
    call.call_next(duty=duty, by=by, now=NINE)
    page = words(client_of(booking), f"/me/bookings/{booking.code}/now/")
    assert page.count("Please go to counter 3") == 2
    assert "Siti · A-001 is called" in page and "Budi · A-002 is called" in page
    assert f'<a href="/now/{live_token(siti.ticket)}/">Follow it live, with sound</a>' in page


def test_the_page_of_the_booking_leads_there_on_the_day_only(door: Door) -> None:
    booking, _visits = come(door, "Siti")
    client, path = client_of(booking), f"/me/bookings/{booking.code}/"
    assert f'hx-get="{path}now/"' in client.get(path).text
    part = words(client, f"{path}now/", **{"HX-Request": "true"})
    assert "<html" not in part and "You wait for: Customer service" in part
    with time_machine.travel(NINE + timedelta(days=1), tick=False):
        assert "hx-get" not in client.get(path).text
        assert "Nobody of this booking is at the office now." in words(client, f"{path}now/")


def test_it_is_nobody_else_s(door: Door) -> None:
    booking, _visits = come(door, "Siti")
    other, _more = come(door, "Budi")
    assert client_of(other).get(f"/me/bookings/{booking.code}/now/").status_code == 404
    assert Client().get(f"/me/bookings/{booking.code}/now/").status_code == 302


@pytest.mark.parametrize("people", [1, 3, 5])
def test_it_asks_no_more_for_a_larger_party(door: Door, people: int, django_assert_max_num_queries: Any) -> None:
    booking, _visits = come(door, *(f"P{number}" for number in range(people)))
    client = client_of(booking)
    with django_assert_max_num_queries(12):
        client.get(f"/me/bookings/{booking.code}/now/")
