"""Service and passport of a ticket are changed on a page of the desk."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from giliran.booking.models import Booking, Ticket
from giliran.offices.models import Office
from tests.factories import visits, world
from tests.web.public.test_pages import words_of

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def ticket(office: Office, sunday: datetime) -> Ticket:
    """Fifteen by the card."""
    booking = visits.a_visit(office, TUESDAY, now=sunday, names=("Rina Putri", "Ibu"))
    booking.tickets.filter(full_name="Rina Putri").update(birth_date=date(2011, 5, 17))
    return booking.tickets.get(full_name="Rina Putri")


def page(ticket: Ticket, name: str = "desk_needs") -> str:
    code = Booking.objects.get(pk=ticket.booking_id).code
    return reverse(name, args=["jakarta-selatan", code, *([ticket.public_id] if name == "desk_needs" else [])])


def test_the_officer_chooses_what_suits_and_reads_what_it_costs(officer: Client, ticket: Ticket) -> None:
    officer.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert page(ticket) in officer.get(page(ticket, "desk_booking")).content.decode()
    asked = officer.get(page(ticket))
    said = words_of(asked)
    assert "15 years" in said and "New passport" in said and "Rp950.000" in said
    assert [code for code, _ in asked.context["form"].fields["service"].choices] == ["child"]
    assert [code for code, _ in asked.context["form"].fields["booklet"].choices] == ["PB_E_5"]
    done = officer.post(page(ticket), {"service": "child", "booklet": "PB_E_5", "reason": "15 tahun"}, follow=True)
    assert "Rina Putri pays Rp650.000" in words_of(done)
    ticket.refresh_from_db()
    assert (ticket.service, ticket.booklet) == ("child", "PB_E_5")


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(officer: Client, ticket: Ticket) -> None:
    answer = officer.post(page(ticket), {"service": "child", "booklet": "PB_E_10", "reason": "Kartu"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"booklet"})
    assert 'value="Kartu"' in answer.content.decode()
    answer = officer.post(page(ticket), {})
    assert set(answer.context["form"].errors) == {"service", "booklet", "reason"}


@pytest.mark.parametrize("state", ["cancelled", "attended"])
def test_a_ticket_that_holds_no_seat_has_no_such_page(officer: Client, ticket: Ticket, state: str) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(state=state)
    assert officer.get(page(ticket)).status_code == 404
    assert page(ticket) not in officer.get(page(ticket, "desk_booking")).content.decode()


def test_whoever_may_not_put_right_does_not_see_it(office: Office, ticket: Ticket) -> None:
    gate = world.sign_in(Client(), world.staff_member("gate", office), second_factor=True)
    assert page(ticket) not in gate.get(page(ticket, "desk_booking")).content.decode()
    assert gate.get(page(ticket)).status_code == 403


def test_it_asks_few_questions(
    officer: Client, ticket: Ticket, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        officer.get(page(ticket))
