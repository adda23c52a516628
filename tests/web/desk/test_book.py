"""An officer books for people who bring only an identity card, under the rules for everybody, and prints the ticket."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pypdf
import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from giliran.accounts.models import Applicant, User
from giliran.audit.models import Event
from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest
from giliran.booking.services.book import book
from giliran.core.types import Actor
from giliran.notifications.models import Message
from giliran.offices.models import Office
from giliran.slots.models import Slot
from tests.factories import catalogue, visits, world
from tests.web.desk.officer import MONDAY_10, Desk

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def office() -> Office:
    """Open next Wednesday, with two seats in the morning and one in the afternoon."""
    catalogue.a_catalogue()
    office = world.an_office()
    world.a_slot(office, WEDNESDAY, capacity=2)
    world.a_slot(office, WEDNESDAY, letter="B", capacity=1)
    return office


@pytest.fixture
def desk(office: Office) -> Desk:
    client = world.sign_in(Client(), world.staff_member("cs", office), second_factor=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return Desk(client, office)


def text_of(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_somebody_with_only_a_card_gets_a_seat_and_paper_of_either_width(desk: Desk, office: Office) -> None:
    made = desk.books(1)
    [ticket] = made.tickets.all()
    account = User.objects.get(email=None)
    officer = int(desk.client.session["_auth_user_id"])
    assert (made.account, made.door, made.made_by, ticket.full_name) == (account, "desk", officer, "Orang 1")
    line = Event.objects.get(event="booking.confirmed")
    assert (line.actor_id, line.door, line.office_id) == (officer, "desk", office.pk)
    shown = desk.get(desk.url("desk_booked", made.code))
    assert [sign for sign, _word in shown.context["spelled"]] == list(made.code)
    assert world.a_nik(1) not in shown.content.decode()
    for name in ("desk_booked_a4", "desk_booked_strip"):
        paper = desk.get(desk.url(name, made.code))
        [text] = text_of(paper.content)
        assert paper.headers["Content-Type"] == "application/pdf"
        assert {"Orang 1", ticket.label, f"NIK •••• {ticket.nik_last4}"} <= {
            words for words in ("Orang 1", ticket.label, f"NIK •••• {ticket.nik_last4}") if words in text
        }
        assert made.code in text.replace("-", "").replace(" ", "")


def test_whoever_has_no_address_is_sent_nothing(desk: Desk) -> None:
    desk.books(1)
    assert not Message.objects.exists()


def test_a_party_of_two_has_a_strip_each(desk: Desk) -> None:
    made = desk.books(1, 2)
    strips = text_of(desk.get(desk.url("desk_booked_strip", made.code)).content)
    assert [name in text for name, text in zip(("Orang 1", "Orang 2"), strips, strict=True)] == [True, True]


def test_only_times_that_hold_the_whole_party_are_offered(desk: Desk) -> None:
    alone = desk.get(desk.comes_to_book(1)).context["form"]
    pair = desk.get(desk.comes_to_book(2, 3)).context["form"]
    assert [len(form.times) for form in (alone, pair)] == [2, 1]


def test_the_same_press_twice_books_once(desk: Desk) -> None:
    place = desk.comes_to_book(1)
    kept = dict(desk.client.session["desk_drafts"])
    slot = desk.get(place).context["form"].initial["slot"]
    first, again = desk.post(place, slot=slot), desk.post(place, slot=slot)
    session = desk.client.session
    session["desk_drafts"] = kept  # as it was when a second press began before the first was done
    session.save()
    at_once = desk.post(place, slot=slot)
    places = [answer.headers["Location"] for answer in (first, again, at_once)]
    assert places == [desk.url("desk_booked", Booking.objects.get().code)] * 3


def test_a_time_that_was_filled_meanwhile_is_refused_and_the_others_are_shown(desk: Desk, office: Office) -> None:
    place = desk.comes_to_book(1, 2)
    morning = Slot.objects.get(letter="A")
    desk.books(3)
    refused = desk.post(place, slot=str(morning.pk))
    assert refused.status_code == 422
    assert not Booking.objects.exclude(tickets__full_name="Orang 3").exists()
    assert desk.get(place).context["form"].times == []


def test_who_has_a_booking_already_is_refused_as_everywhere(desk: Desk, office: Office) -> None:
    Slot.objects.update(capacity=20)
    world.a_person(world.an_account(), 1, name="Siti Rahayu")
    siti = Applicant.objects.get()
    asked = [PersonRequest(siti.pk, "new", "PB_E_10", "holiday")]
    book(slot_id=Slot.objects.get(letter="A").pk, people=asked, key="web",
         by=world.actor_of(siti.account), now=MONDAY_10)  # fmt: skip
    place = desk.comes_to_book(1)
    answer = desk.post(place, slot=desk.get(place).context["form"].initial["slot"])
    assert (answer.status_code, answer.context["refused"].code) == (409, "already_booked")
    assert answer.context["concerned"] == ["Orang 1"]
    assert "Siti Rahayu" not in answer.content.decode()


def test_the_visit_may_be_at_another_office_and_the_paper_is_printed_here(desk: Desk) -> None:
    bogor = world.an_office("bogor", id=2)
    slot = world.a_slot(bogor, WEDNESDAY)
    place = desk.comes_to_book(1)
    there = desk.get(f"{place}?at=bogor&since=2026-11-24").context
    assert (there["place"], [one.id for one in there["form"].times]) == (bogor, [slot.pk])
    made = desk.post(f"{place}?at=bogor", slot=str(slot.pk)).headers["Location"]
    assert made == desk.url("desk_booked", Booking.objects.get(slot=slot).code)
    assert desk.get(made).context["place"] == bogor
    assert desk.get(f"{made}strip.pdf").status_code == 200


@pytest.mark.parametrize("query", ["at=atlantis&since=2026-02-31", "at=%00&since=", "since=1999-01-01"])
def test_nonsense_in_the_address_shows_what_is_free_here(desk: Desk, office: Office, query: str) -> None:
    page = desk.get(f"{desk.comes_to_book(1)}?{query}")
    assert page.status_code in (200, 400)
    if page.status_code == 200:
        assert (page.context["place"], len(page.context["form"].times)) == (office, 2)


def test_a_full_office_says_so_and_what_is_near(desk: Desk) -> None:
    world.a_slot(world.an_office("bogor", id=2), WEDNESDAY)
    place = desk.comes_to_book(1)
    Slot.objects.filter(office__code="jakarta-selatan").update(taken=2, capacity=2)
    page = desk.get(place)
    assert page.context["form"].times == []
    assert [one.office.code for one in page.context["near"]] == ["bogor"]
    assert "No free time at this office" in page.content.decode()


def test_no_time_chosen_is_said_at_its_field(desk: Desk) -> None:
    answer = desk.post(desk.comes_to_book(1))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["slot"])


def test_a_draft_of_a_booking_is_no_draft_of_an_entry(desk: Desk) -> None:
    draft = desk.comes_to_book(1).split("/")[-3]
    astray = desk.get(desk.url("desk_entry_party", draft))
    assert astray.headers["Location"] == desk.url("desk_entries")


def test_the_page_of_times_costs_the_same_for_one_and_for_many(desk: Desk, office: Office) -> None:
    def queries(place: str) -> int:
        desk.get(place)
        with CaptureQueriesContext(
            connection,
        ) as found:
            desk.get(place)
        return len(found)

    Slot.objects.update(capacity=20)
    one = queries(desk.comes_to_book(1))
    for days in range(1, 15):
        world.a_slot(office, WEDNESDAY + timedelta(days=days))
    assert queries(desk.comes_to_book(2, 3, 4)) == one


def test_nobody_books_for_an_account_with_an_address_and_an_applicant_for_no_other(office: Office) -> None:
    siti = world.a_person(world.an_account(), 1)
    officer = Actor(99, "Rina", "desk", frozenset({("cs", office.pk)}))
    gate = Actor(98, "Agus", "desk", frozenset({("gate", office.pk)}))
    nobody = User.objects.create(email=None, created_at=world.LONG_AGO)
    asked = [PersonRequest(siti.pk, "new", "PB_E_10", "holiday")]
    for by, account in ((officer, siti.account), (gate, nobody), (world.actor_of(siti.account), nobody)):
        with pytest.raises(PermissionDenied):
            book(slot_id=1, people=asked, key="k", by=by, now=MONDAY_10, account_id=account.pk)


def test_the_paper_of_somebody_elses_account_is_printed_at_its_office_only(desk: Desk, office: Office) -> None:
    bogor = world.an_office("bogor", id=2)
    world.a_slot(bogor, WEDNESDAY)
    theirs = visits.a_visit(bogor, WEDNESDAY, now=MONDAY_10, number=7)
    assert desk.get(desk.url("desk_booked", theirs.code)).status_code == 404
