"""Somebody explains at the desk why they missed a visit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.offices.models import Office, PolicyValue
from tests.factories import catalogue, visits, world

MONDAY = date(2026, 11, 23)


@pytest.fixture
def office(db: None, sunday: datetime) -> Office:
    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    world.a_slot(office, MONDAY)
    PolicyValue.objects.create(key="missed_cooling_days", value="7")
    return office


@pytest.fixture
def missed(office: Office, sunday: datetime) -> Booking:
    booking = visits.a_visit(office, MONDAY, now=sunday - timedelta(days=1))
    Ticket.objects.update(state="missed", state_at=sunday)
    return booking


def officer(role: str, office: Office) -> Client:
    client = world.sign_in(Client(), world.staff_member(role, office), second_factor=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_it_is_found_by_code_and_lifted_with_a_reason(office: Office, missed: Booking) -> None:
    supervisor = officer("supervisor", office)
    page = reverse("desk_missed", args=[office.code])
    found = supervisor.get(page, {"code": missed.code}).content.decode()
    assert "Orang" in found or "Siti" in found
    assert "From Sunday, 29 November 2026" in found
    lift = reverse("desk_missed_lift", args=[office.code, missed.tickets.get().public_id])
    assert lift in found
    without = supervisor.post(lift, {"reason": " "})
    assert without.status_code == 422
    assert "Say why." in without.content.decode()
    done = supervisor.post(lift, {"reason": "Rawat inap"}, follow=True)
    assert [str(one) for one in done.context["messages"]] == ["Siti can book again at once."]
    assert "At once, it was lifted" in done.content.decode()
    again = supervisor.post(lift, {"reason": "Rawat inap"})
    assert (again.status_code, "lifted already" in again.content.decode()) == (422, True)


def test_it_is_found_by_the_nik_and_the_look_is_on_record(office: Office, missed: Booking) -> None:
    person = missed.tickets.get().applicant
    assert person is not None
    found = officer("cs", office).post(reverse("desk_missed", args=[office.code]), {"text": world.a_nik(0)})
    html = found.content.decode()
    assert "A supervisor or the head can lift it." in html
    assert world.a_nik(0) not in html
    assert Event.objects.filter(event="person.nik_looked_up", about=f"person:{person.public_id}").count() == 1


@pytest.mark.parametrize("text", ["", "12345678901", "ZZZ-ZZZ-ZZZ"])
def test_what_cannot_be_found_is_said(office: Office, missed: Booking, text: str) -> None:
    answer = officer("cs", office).post(reverse("desk_missed", args=[office.code]), {"text": text})
    assert answer.status_code == (200 if text.startswith("Z") else 422)
    assert ("No missed visit found" in answer.content.decode()) == text.startswith("Z")


def test_where_nothing_is_held_against_anybody_the_page_says_so(office: Office, missed: Booking) -> None:
    PolicyValue.objects.all().delete()
    page = officer("cs", office).get(reverse("desk_missed", args=[office.code]), {"code": missed.code})
    assert "costs nothing but the place" in page.content.decode()
    assert page.context["rows"][0]["held"] is None


def test_the_booking_at_the_desk_leads_there(office: Office, missed: Booking) -> None:
    page = officer("cs", office).get(reverse("desk_booking", args=[office.code, missed.code])).content.decode()
    assert f"{reverse('desk_missed', args=[office.code])}?code={missed.code}" in page
