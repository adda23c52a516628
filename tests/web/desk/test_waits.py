"""An officer puts people without a device on the waiting list, reads how they stand, and takes them off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from giliran.audit.models import Event
from giliran.booking.models import Booking
from giliran.booking.services.cancel import cancel_booking
from giliran.offices.models import Office
from giliran.slots.models import Slot
from giliran.waiting.models import WaitingParty
from giliran.waiting.services.pass_on import pass_on_due
from tests.factories import visits, waiting, world
from tests.web.desk.officer import MONDAY_10, Desk
from tests.web.public.test_pages import words_of

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def desk(officer: Client, office: Office) -> Desk:
    return Desk(officer, office)


def puts_on_the_list(desk: Desk, *numbers: int, notice: int = 1) -> WaitingParty:
    desk.write_down(numbers[0], start="desk_wait_new")
    draft = desk.last_draft("desk_wait_party")
    for number in numbers[1:]:
        desk.write_down(number, draft, relation="spouse")
    to_times = desk.post(draft, do="check", **desk.needs())
    assert to_times.status_code == 302
    address = to_times.headers["Location"]
    assert desk.get(address).status_code == 200
    made = desk.post(address, days=[WEDNESDAY.isoformat()], notice=str(notice))
    assert made.status_code == 302, made.content.decode()
    assert desk.post(address, days=[WEDNESDAY.isoformat()], notice="0").headers["Location"] == made.headers["Location"]
    return WaitingParty.objects.get(public_id=made.headers["Location"].split("/")[-2])


def gives_back(booking: Booking) -> None:
    cancel_booking(booking=booking, by=world.actor_of(booking.account), now=MONDAY_10)
    pass_on_due(MONDAY_10 + timedelta(minutes=61))


def test_people_without_a_device_wait_through_the_desk(desk: Desk) -> None:
    party = puts_on_the_list(desk, 1, 2)
    assert (party.door, party.party, party.account.email, party.notice) == ("desk", 2, None, 1)
    said = words_of(desk.get(desk.url("desk_waits")))
    assert "Orang 1 …0002" in said
    assert "Orang 2 …0003" in said
    said = words_of(desk.get(desk.url("desk_wait", party.public_id)))
    assert "You are about number 1 of 1 for these days." in said
    desk.post(desk.url("desk_wait", party.public_id), do="leave")
    assert "Left the list" in words_of(desk.get(desk.url("desk_wait", party.public_id)))
    assert desk.post(desk.url("desk_wait", party.public_id), do="decline").status_code == 409


def test_a_place_found_is_read_at_the_desk_and_declined_there(desk: Desk) -> None:
    Slot.objects.filter(date=WEDNESDAY).exclude(letter="A").update(state="closed")
    Slot.objects.filter(date=WEDNESDAY, letter="A").update(capacity=1)
    holder = visits.a_visit(desk.office, WEDNESDAY, now=MONDAY_10, number=50)
    party = puts_on_the_list(desk, 1)
    gives_back(holder)
    party.refresh_from_db()
    assert party.state == "found"
    page = desk.get(desk.url("desk_wait", party.public_id))
    assert f"/booked/{party.booking.code}/" in page.content.decode()  # type: ignore[union-attr]
    assert desk.post(desk.url("desk_wait", party.public_id), do="decline").status_code == 302
    party.refresh_from_db()
    assert party.state == "declined"


def test_somebody_is_found_by_nik_and_the_look_is_recorded(desk: Desk) -> None:
    party = puts_on_the_list(desk, 1)
    looks = Event.objects.filter(event="person.nik_looked_up").count()
    found = desk.post(desk.url("desk_waits_find"), nik=world.a_nik(1))
    assert found.headers["Location"] == desk.url("desk_wait", party.public_id)
    assert Event.objects.filter(event="person.nik_looked_up").count() == looks + 1
    nobody = desk.post(desk.url("desk_waits_find"), nik=world.a_nik(5))
    assert nobody.status_code == 422
    assert "Nobody with this NIK waits or waited at this office." in words_of(nobody)
    assert desk.post(desk.url("desk_waits_find"), nik="12").status_code == 422


def test_who_is_on_the_list_already_is_refused_with_the_name(desk: Desk) -> None:
    account = world.an_account("rina@example.id")
    waiting.a_party(desk.office, [world.a_person(account, 1, name="Rina")], WEDNESDAY, now=MONDAY_10)
    desk.write_down(1, start="desk_wait_new")
    draft = desk.last_draft("desk_wait_party")
    address = desk.post(draft, do="check", **desk.needs()).headers["Location"]
    refused = desk.post(address, days=[WEDNESDAY.isoformat()], notice="0")
    assert refused.status_code == 409
    assert "This person is on the waiting list already." in words_of(refused)
    assert "Orang 1" in words_of(refused)


def test_a_party_of_another_office_is_not_shown_here(desk: Desk) -> None:
    other = world.an_office("bogor", id=2)
    world.a_slot(other, WEDNESDAY)
    account = world.an_account("rina@example.id")
    party = waiting.a_party(other, [world.a_person(account, 9)], WEDNESDAY, now=MONDAY_10)
    assert desk.get(desk.url("desk_wait", party.public_id)).status_code == 404
