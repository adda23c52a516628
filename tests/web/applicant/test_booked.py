"""The ticket page and its files."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from giliran.accounts.models import Applicant, User
from giliran.booking.models import Booking
from giliran.core import formats, ids
from giliran.offices.models import Office, PolicyValue
from giliran.slots.models import Slot
from tests.factories import world
from tests.web.applicant.conftest import book_for
from tests.web.public.test_pages import words_of


def test_the_page_says_all_that_the_visit_needs(client: Client, booked: Booking) -> None:
    answer = client.get(f"/me/bookings/{booked.code}/")
    said = words_of(answer)
    ticket = booked.tickets.get()
    for words in (
        ids.show_code(booked.code),
        ticket.label,
        "Arrive at 08:00 WIB",
        "Monday, 23 November 2026",
        "08:00\N{EN DASH}12:00 WIB",
        "Jl. Warung Buncit Raya No. 207",
        f"•••• {ticket.nik_last4}",
        "Identity card",
        "Rp950.000",
        "Be at the entrance 15 minutes before",
        "It cannot be sold",
    ):
        assert words in said
    page = answer.content.decode()
    assert "<svg" in page.split('class="qr"')[1]
    assert "https://wa.me/?text=" in page
    assert "openstreetmap.org" in page


def test_after_booking_it_says_that_it_is_done(client: Client, booked: Booking) -> None:
    assert "Your place is booked" in words_of(client.get(f"/me/bookings/{booked.code}/?booked"))
    assert "Your place is booked" not in words_of(client.get(f"/me/bookings/{booked.code}/"))


@pytest.mark.parametrize(
    ("file", "kind", "start"),
    [("ticket.pdf", "application/pdf", b"%PDF-"), ("visit.ics", "text/calendar; charset=utf-8", b"BEGIN:VCALENDAR")],
)
def test_the_ticket_goes_along_as_a_file(client: Client, booked: Booking, file: str, kind: str, start: bytes) -> None:
    answer = client.get(f"/me/bookings/{booked.code}/{file}")
    assert (answer["Content-Type"], answer.content.startswith(start)) == (kind, True)
    assert booked.code in answer["Content-Disposition"]


@pytest.mark.parametrize("file", ["", "ticket.pdf", "visit.ics"])
def test_somebody_elses_booking_does_not_exist(stranger: Client, booked: Booking, file: str) -> None:
    assert stranger.get(f"/me/bookings/{booked.code}/{file}").status_code == 404


@pytest.mark.parametrize("code", ["ABC", "K7MPQ2X9B", "%F0%9F%98%80", "x" * 300])
def test_a_code_that_is_none_does_not_exist(client: Client, booked: Booking, code: str) -> None:
    assert client.get(f"/me/bookings/{code}/").status_code == 404


def test_a_code_is_read_as_people_type_it(client: Client, booked: Booking) -> None:
    assert client.get(f"/me/bookings/{ids.show_code(booked.code).lower()}/").status_code == 200


def test_staff_see_only_their_own_bookings_here(booked: Booking, office: Office) -> None:
    officer = world.sign_in(Client(), world.staff_member("gate", office), second_factor=True)
    assert officer.get(f"/me/bookings/{booked.code}/").status_code == 404


@pytest.mark.parametrize("size", [1, 3, 4])
def test_the_page_asks_no_more_for_a_larger_party(
    client: Client, siti: User, office: Office, sunday: datetime, size: int, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    party = [world.a_person(siti, number + 10) for number in range(size)]
    booking = book_for(siti, party, Slot.objects.filter(office=office, letter="A").order_by("date")[0], sunday)
    with django_assert_max_num_queries(12):
        assert client.get(f"/me/bookings/{booking.code}/").status_code == 200


def test_the_own_page_begins_empty_and_says_what_will_be_here(client: Client) -> None:
    said = words_of(client.get("/me/"))
    assert "No booking yet" in said
    assert "Enter yourself and up to four others once" in said


def test_the_own_page_lists_visits(client: Client, booked: Booking, people: list[Applicant]) -> None:
    said = words_of(client.get("/me/"))
    for words in ("Monday, 23 November 2026", booked.tickets.get().label, "Siti Rahma, Budi Santoso"):
        assert words in said


@pytest.mark.parametrize("count", [1, 3, 300])
def test_the_own_page_asks_no_more_for_more_visits(
    client: Client, siti: User, booked: Booking, slot: Slot, sunday: datetime, count: int, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    Booking.objects.bulk_create(
        [
            Booking(
                code=f"{number:09d}", account=siti, slot=slot, key=str(number), request_digest=b"-", door="web",
                created_at=sunday,
            )
            for number in range(count - 1)
        ]
    )  # fmt: skip
    with django_assert_max_num_queries(12):
        assert client.get("/me/").status_code == 200


def test_a_missed_visit_says_from_when_one_can_book_again(client: Client, booked: Booking, sunday: datetime) -> None:
    booked.tickets.update(state="missed", state_at=sunday)
    page = f"/me/bookings/{booked.code}/"
    assert "You can book again at once." in words_of(client.get(page))
    PolicyValue.objects.create(key="missed_cooling_days", value="7")
    held = words_of(client.get(page))
    until = formats.moment_words(sunday + timedelta(days=7), booked.slot.office.timezone, "en")
    assert f"You can book again from {until}." in held
    assert "explain it at any immigration office" in held
    booked.tickets.update(lifted_at=sunday)
    assert "You can book again at once." in words_of(client.get(page))
