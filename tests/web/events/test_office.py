"""Offices answer requests and set up events of their own accord; everybody sees them with their days."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from giliran.booking.models import Ticket
from giliran.offices.models import Office
from giliran.slots.models import Slot
from tests.factories import catalogue, events, world
from tests.factories.events import SATURDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(sunday: datetime) -> Office:
    catalogue.a_catalogue()
    world.a_region()
    return world.an_office(id=1)


@pytest.fixture
def head(office: Office) -> Client:
    return world.sign_in(Client(), world.staff_member("head", office, email="kepala@example.id"), second_factor=True)


def planned(**changes: object) -> dict[str, object]:
    return {
        "name": "Imigrasi Goes to Mall", "kind": "mall", "address": "Mal Kota Kasablanka", "regency": "31.74",
        "first_date": "2026-12-05", "last_date": "2026-12-06", "starts_1": "10:00", "ends_1": "12:00", "seats_1": "25",
        "whom": "everybody",
    } | changes  # fmt: skip


def test_a_head_sets_up_an_event_that_everybody_can_book(office: Office, head: Client, client: Client) -> None:
    answer = head.post(f"/office/{office.code}/events/new/", planned(), follow=True)
    assert answer.status_code == 200
    event = Office.objects.get(kind="event")
    assert answer.redirect_chain == [(f"/office/{office.code}/events/{event.code}/", 302)]
    assert list(Slot.objects.filter(office=event).values_list("date", "pool", "capacity").order_by("date")) == [
        (SATURDAY, "online", 25),
        (SATURDAY + timedelta(days=1), "online", 25),
    ]
    listed = client.get("/offices/").content.decode()
    assert "Imigrasi Goes to Mall" in listed
    assert "Sabtu, 5 Desember 2026 \N{EN DASH} Minggu, 6 Desember 2026" in listed
    page = client.get(f"/offices/{event.code}/?people=1&day=2026-12-05").content.decode()
    assert "Layanan keliling dari Kantor Imigrasi Jakarta Selatan." in page
    assert "Sisa 25" in page


def test_somebody_books_such_an_event_on_the_ordinary_pages(office: Office, client: Client) -> None:
    event = events.an_event(office, for_everybody=True)
    account = world.an_account()
    person = world.a_person(account)
    world.sign_in(client, account)
    slot = Slot.objects.filter(office=event).order_by("starts_at")[0]
    answer = client.get(f"/me/book/?slot={slot.id}&people=1", follow=True)
    people = answer.redirect_chain[-1][0]
    answer = client.post(people, {"who": [str(person.public_id)]}, follow=True)
    needs = answer.redirect_chain[-1][0]
    chosen = {"service": "new", "booklet": "PB_E_10", "purpose": "holiday"}
    page = answer.content.decode()
    names = [name for name in chosen if f"-{name}" in page or f'name="{name}' in page]
    assert names, page[:2000]
    prefix = page.split('-service"')[0].rsplit('name="', 1)[-1] if '-service"' in page else ""
    answer = client.post(
        needs, {f"{prefix}-{name}" if prefix else name: it for name, it in chosen.items()}, follow=True
    )
    client.post(answer.redirect_chain[-1][0], follow=True)
    assert Ticket.objects.get().office == event


def test_an_event_for_a_list_is_seen_but_not_booked(office: Office, client: Client) -> None:
    event = events.an_event(office)
    assert "daftar sebuah organisasi" in client.get("/offices/").content.decode()
    page = client.get(f"/offices/{event.code}/").content.decode()
    assert "daftar sebuah organisasi" in page
    assert 'class="calendar' not in page


def test_an_event_that_has_ended_is_offered_nowhere(office: Office, client: Client) -> None:
    event = events.an_event(office, for_everybody=True)
    Office.objects.filter(id=event.id).update(
        starts_on=SATURDAY - timedelta(days=30), ends_on=SATURDAY - timedelta(days=30)
    )
    assert event.name not in client.get("/offices/").content.decode()


def test_an_approval_answers_with_the_event(office: Office, head: Client, client: Client) -> None:
    request, _ = events.a_request(office)
    url = f"/office/{office.code}/events/requests/{request.number}/"
    page = head.get(url).content.decode()
    assert "PT Maju Bersama" in page
    answer = head.post(url, planned(answer="approve", whom="list"), follow=True)
    event = Office.objects.get(kind="event")
    assert answer.redirect_chain[-1][0] == f"/office/{office.code}/events/{event.code}/"
    request.refresh_from_db()
    assert (request.state, request.event) == ("approved", event)
    again = head.post(url, planned(answer="approve", whom="list"))
    assert (again.status_code, Office.objects.filter(kind="event").count()) == (422, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seats_1": ""}, "kosongkan ketiganya"),
        ({"seats_1": "0"}, "dari 1 sampai 500"),
        ({"starts_1": "", "ends_1": "", "seats_1": ""}, "sedikitnya satu sesi"),
        ({"ends_1": "09:00"}, "akhir harus sesudah"),
        ({"weekdays": ["0"]}, "Tidak ada hari kerja"),
        ({"first_date": "2026-11-01"}, "Pilih hari yang lebih akhir"),
    ],
)
def test_a_wrong_plan_is_said_at_its_field(
    office: Office, head: Client, changes: dict[str, object], words: str
) -> None:
    answer = head.post(f"/office/{office.code}/events/new/", planned(**changes))
    page = answer.content.decode()
    assert (answer.status_code, "error-summary" in page) == (422, True)
    assert words.lower() in page.lower()
    assert "Mal Kota Kasablanka" in page


def test_the_letter_is_for_those_who_decide_and_is_never_shown_in_the_page(office: Office, head: Client) -> None:
    request, _ = events.a_request(office)
    url = f"/office/{office.code}/events/requests/{request.number}/letter/"
    answer = head.get(url)
    assert (answer.content, answer["Content-Type"]) == (events.PDF, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert Client().get(url).status_code == 302


def test_an_office_does_not_see_the_request_of_another(office: Office) -> None:
    request, _ = events.a_request(office)
    other = world.an_office("bogor", id=2)
    client = world.sign_in(Client(), world.staff_member("head", other), second_factor=True)
    assert client.get(f"/office/bogor/events/requests/{request.number}/").status_code == 404
    assert client.get(f"/office/bogor/events/requests/{request.number}/letter/").status_code == 404


def test_headquarters_sees_all_of_them(office: Office) -> None:
    events.a_request(office)
    client = world.sign_in(Client(), world.staff_member("hq", None), second_factor=True)
    page = client.get("/hq/events/").content.decode()
    assert "PT Maju Bersama" in page
    assert office.name in page
