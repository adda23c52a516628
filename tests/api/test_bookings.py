"""Booking through the API: once, whole, and with the same refusals as on pages."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO
from typing import Any

import pypdf
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from pytest_django.fixtures import DjangoAssertNumQueries

from giliran.booking.models import Booking, Ticket
from giliran.slots.models import Slot
from tests.api.conftest import API, Country, an_app, book, is_problem
from tests.factories import world


def test_a_party_is_booked(country: Country, app: Client) -> None:
    answer = book(app, country.party(*country.people))

    booking = answer.json()
    assert answer.status_code == 201
    assert (booking["office"]["id"], booking["date"], booking["window"]) == (
        "jakarta-selatan", "2026-11-23", "Morning",
    )  # fmt: skip
    assert (booking["starts_at"], booking["ends_at"], booking["created_at"]) == (
        "2026-11-23T08:00:00+07:00", "2026-11-23T12:00:00+07:00", "2026-11-22T20:00:00+07:00",
    )  # fmt: skip
    assert [(one["label"], one["full_name"], one["state"]) for one in booking["tickets"]] == [
        ("A-001", "Orang 0", "confirmed"),
        ("A-002", "Orang 1", "confirmed"),
    ]
    assert app.get(f"{API}bookings/{booking['code']}").json() == booking
    assert app.get(f"{API}bookings").json()["items"] == [booking]
    assert set(Booking.objects.values_list("door", flat=True)) == {"api"}


def test_the_same_key_gives_the_same_booking(country: Country, app: Client) -> None:
    first = book(app, country.party())
    with time_machine.travel(country.now + timedelta(seconds=1), tick=False):
        again = book(app, country.party())

    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
    assert Ticket.objects.count() == 1


def test_the_same_key_with_another_body(country: Country, app: Client) -> None:
    book(app, country.party())

    assert is_problem(book(app, country.party(country.people[1])), 422, "key_reused")


def test_keys_belong_to_their_account(country: Country, app: Client) -> None:
    budi = world.an_account("budi@example.id")
    book(app, country.party())

    answer = book(an_app(budi), country.party(world.a_person(budi, 7)))

    assert (answer.status_code, Booking.objects.count()) == (201, 2)


@pytest.mark.parametrize(
    ("key", "code"),
    [("", "key_missing"), ("k" * 65, "key_too_long"), ("a b", "key_too_long"), ("kunci-é", "key_too_long")],
)
def test_a_booking_needs_a_key(country: Country, app: Client, key: str, code: str) -> None:
    assert is_problem(book(app, country.party(), key), 400, code)
    assert Booking.objects.count() == 0


def test_a_full_slot_offers_others(country: Country, app: Client) -> None:
    Slot.objects.update(taken=20)
    other = world.a_slot(country.office, letter="B")

    answer = book(app, country.party())

    assert is_problem(answer, 409, "full")
    [alternative] = answer.json()["alternatives"]
    assert alternative == {
        "slot": other.id,
        "office": {"id": "jakarta-selatan", "name": country.office.name, "timezone": "Asia/Jakarta"},
        "date": "2026-11-23",
        "window": "Afternoon",
        "starts_at": "2026-11-23T13:00:00+07:00",
        "ends_at": "2026-11-23T16:30:00+07:00",
        "left": 20,
        "kilometres": None,
    }


def test_who_has_a_booking_reads_where_and_when(country: Country, app: Client) -> None:
    first = book(app, country.party()).json()

    answer = book(app, country.party(), "key-2")

    assert is_problem(answer, 409, "already_booked")
    assert answer.json()["people"] == [0]
    [held] = answer.json()["held"]
    assert (held["booking"], held["starts_at"]) == (first["code"], first["starts_at"])


def test_somebody_elses_booking_is_told_without_where(country: Country, app: Client) -> None:
    budi = world.an_account("budi@example.id")
    book(an_app(budi), country.party(world.a_person(budi, 0)))

    answer = book(app, country.party())

    assert is_problem(answer, 409, "already_booked")
    assert answer.json()["held"] == [{"nik_last4": "0001", "booking": None, "office": None, "starts_at": None}]


@pytest.mark.parametrize("whose", ["stranger", "nobody"])
def test_a_person_of_another_account_cannot_be_booked(
    country: Country, app: Client, stranger: Client, whose: str
) -> None:
    party = country.party()
    if whose == "nobody":
        party["people"][0]["applicant"] = str(uuid.uuid4())

    answer = book(stranger if whose == "stranger" else app, party)

    assert is_problem(answer, 409, "unknown_person")
    assert answer.json()["people"] == [0]


@pytest.mark.parametrize(
    ("seat", "code"),
    [
        ({"service": "lost"}, "walk_in_service"),
        ({"service": "visa"}, "unknown_service"),
        ({"booklet": "GOLD"}, "unknown_booklet"),
        ({"purpose": "fun"}, "unknown_purpose"),
        ({"service": "child"}, "service_age"),
    ],
)
def test_refusals_of_the_party(country: Country, app: Client, seat: dict[str, str], code: str) -> None:
    party = country.party()
    party["people"][0].update(seat)

    answer = book(app, party)

    assert is_problem(answer, 409, code)
    assert answer.json()["people"] == [0]


def test_refusals_of_the_whole(country: Country, app: Client) -> None:
    person = country.people[0]

    assert is_problem(book(app, country.party(slot=999_999)), 409, "unknown_slot")
    assert is_problem(book(app, country.party(people=[])), 409, "party_size")
    assert is_problem(book(app, country.party(*[person] * 6)), 409, "party_size")
    assert is_problem(book(app, country.party(person, person)), 409, "same_person_twice")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slot": "1"}, "slot"),
        ({"slot": 0}, "slot"),
        ({"slot": 10**30}, "slot"),
        ({"slot": None}, "slot"),
        ({"people": None}, "people"),
        ({"people": [1]}, "people.0"),
        ({"people": [{}] * 51}, "people"),
        ({"guardian_present": "yes"}, "guardian_present"),
        ({"door": "desk"}, "door"),
    ],
)
def test_what_is_no_booking(country: Country, app: Client, changes: dict[str, Any], field: str) -> None:
    answer = book(app, country.party(**changes))

    assert is_problem(answer, 422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 50_000, b'{"slot": ' + b"9" * 5_000 + b"}"])
def test_what_is_no_json(country: Country, app: Client, body: bytes) -> None:
    assert is_problem(book(app, body), 400, "bad_request")


def test_an_oversized_body(country: Country, app: Client) -> None:
    assert is_problem(book(app, b'"' + b"a" * 1_000_001 + b'"'), 413, "too_large")


def test_only_for_those_who_signed_in(country: Country, nobody: Client) -> None:
    assert is_problem(book(nobody, country.party()), 401, "not_signed_in")
    for route in ("", "/K7MPQ2X9A", "/K7MPQ2X9A/ticket.pdf", "/K7MPQ2X9A/calendar.ics"):
        assert is_problem(nobody.get(f"{API}bookings{route}"), 401, "not_signed_in")


@pytest.mark.parametrize("route", ["", "/ticket.pdf", "/calendar.ics"])
def test_somebody_elses_booking_is_not_there(country: Country, app: Client, stranger: Client, route: str) -> None:
    code = book(app, country.party()).json()["code"]

    assert is_problem(stranger.get(f"{API}bookings/{code}{route}"), 404, "not_found")
    assert is_problem(app.get(f"{API}bookings/AAA-AAA-AAA{route}"), 404, "not_found")
    assert stranger.get(f"{API}bookings").json()["count"] == 0


def test_the_ticket_on_paper(country: Country, app: Client) -> None:
    code = book(app, country.party()).json()["code"]

    answer = app.get(f"{API}bookings/{code}/ticket.pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    [page] = pypdf.PdfReader(BytesIO(answer.content)).pages
    assert f"/me/bookings/{code.replace('-', '')}/" in page.extract_text()


def test_the_visit_in_a_calendar(country: Country, app: Client) -> None:
    code = book(app, country.party()).json()["code"]

    answer = app.get(f"{API}bookings/{code}/calendar.ics")

    [visit] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert visit.decoded("dtstart").isoformat() == "2026-11-23T08:00:00+07:00"


@pytest.mark.parametrize("bookings", [1, 3])
def test_questions_to_the_database(
    country: Country, app: Client, bookings: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [*country.people, world.a_person(country.siti, 2)]
    codes = [book(app, country.party(one), f"key-{one.id}").json()["code"] for one in people[:bookings]]

    with django_assert_num_queries(7):
        listed = app.get(f"{API}bookings").json()
    with django_assert_num_queries(6):
        app.get(f"{API}bookings/{codes[0]}")

    assert listed["count"] == bookings


def test_a_larger_party_asks_no_more(country: Country, app: Client) -> None:
    others = [world.a_person(country.siti, number) for number in (2, 3, 4)]
    book(app, country.party(), "key-0")  # reads the catalogue, once in a process
    with CaptureQueriesContext(connection) as for_one:
        book(app, country.party(country.people[1]), "key-1")
    with CaptureQueriesContext(connection) as for_three:
        book(app, country.party(*others), "key-2")

    assert len(for_three) == len(for_one)
