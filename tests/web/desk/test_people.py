"""With an identity card on the desk: what a NIK holds, correct it, take it back, hand the account to its holder."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from giliran.accounts.models import AccountClaim, Applicant, Flag, User
from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import PersonRequest
from giliran.booking.services.book import book
from giliran.notifications.models import Message
from giliran.offices.models import Office
from giliran.waiting.models import WaitingPerson
from giliran.waiting.services import join
from tests.factories import catalogue, openings, world
from tests.web.desk.officer import MONDAY_10, Desk, a_card

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def office() -> Office:
    catalogue.a_catalogue()
    office = world.an_office()
    world.a_slot(office, WEDNESDAY, capacity=5)
    return office


@pytest.fixture
def desk(office: Office) -> Desk:
    client = world.sign_in(Client(), world.staff_member("cs", office), second_factor=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return Desk(client, office)


def seized(office: Office, *numbers: int) -> Booking:
    """Somebody else has booked with these NIKs by the web."""
    broker = world.an_account("broker@example.id")
    people = [world.a_person(broker, number, name=f"Nama Palsu {number}") for number in numbers]
    asked = [PersonRequest(one.pk, "new", "PB_E_10", "holiday") for one in people]
    slot = office.slots.get(date=WEDNESDAY)
    return book(slot_id=slot.pk, people=asked, key="broker", by=world.actor_of(broker), now=MONDAY_10)


def found(desk: Desk, text: str) -> Any:
    return desk.post(desk.url("desk_people"), text=text)


def written_down(desk: Desk, number: int, **changes: Any) -> Applicant:
    """The person at the desk, from the card."""
    answer = desk.post(desk.url("desk_person_new"), **a_card(number, **changes))
    assert answer.status_code == 302, answer.context["form"].errors
    person = Applicant.objects.latest("id")
    assert answer.headers["Location"] == desk.url("desk_person", person.public_id)
    return person


def test_somebody_is_found_by_nik_on_record_and_by_booking_code(desk: Desk) -> None:
    made = desk.books(1)
    person = Applicant.objects.get()
    page = desk.url("desk_person", person.public_id)
    assert [found(desk, text).headers["Location"] for text in (world.a_nik(1), made.code.lower())] == [page, page]
    looks = Event.objects.filter(event="person.nik_looked_up", about=f"person:{person.public_id}")
    assert looks.count() == 1
    shown = desk.get(page)
    assert shown.context["own"].ticket.booking == made
    assert world.a_nik(1) not in shown.content.decode().replace(" ", "")


def test_the_whole_nik_is_shown_by_a_press_that_goes_on_record(desk: Desk) -> None:
    desk.books(1)
    person = Applicant.objects.get()
    shown = desk.post(desk.url("desk_person_nik", person.public_id))
    assert shown.context["nik"].replace(" ", "") == world.a_nik(1)
    assert Event.objects.filter(event="person.nik_revealed", about=f"person:{person.public_id}").count() == 1


@pytest.mark.parametrize(
    ("text", "status"), [("", 422), ("12", 422), ("K7MPQ2X9B", 422), (world.a_nik(77), 200), ("0" * 16, 422)]
)
def test_what_finds_nobody_says_so_and_stays(desk: Desk, text: str, status: int) -> None:
    answer = found(desk, text)
    assert (answer.status_code, answer.context["text"], answer.context["rows"]) == (status, text, [])


def test_several_with_one_nik_are_told_apart_by_their_account(desk: Desk, office: Office) -> None:
    seized(office, 1)
    written_down(desk, 1)
    rows = found(desk, world.a_nik(1)).context["rows"]
    assert next(words for _person, words in rows) == "Account opened at a desk"
    assert rows[1][1].startswith("Own account, b")
    assert "broker@example.id" not in rows[1][1]


def test_a_booking_begins_with_the_person(desk: Desk) -> None:
    person = written_down(desk, 1)
    place = desk.post(desk.url("desk_person_book", person.public_id)).headers["Location"]
    assert [one.full_name for one in desk.get(place).context["party"].people] == ["Orang 1"]


def test_a_seized_seat_becomes_the_persons_own(desk: Desk, office: Office) -> None:
    theirs = seized(office, 1, 2)
    person = written_down(desk, 1)
    page = desk.get(desk.url("desk_person", person.public_id))
    assert (page.context["is_seized"], page.context["theirs"].ticket.booking) == (True, theirs)
    assert "broker" not in page.content.decode()
    answer = desk.post(desk.url("desk_take_over", person.public_id), what="seat", card="on", reason="KTP asli")
    mine = Booking.objects.get(account=person.account)
    assert answer.headers["Location"] == desk.url("desk_booked", mine.code)
    assert mine.door == "desk"
    assert list(theirs.tickets.order_by("number").values_list("state", flat=True)) == ["cancelled", "confirmed"]
    assert Flag.objects.get().account == theirs.account
    assert desk.get(f"{answer.headers['Location']}strip.pdf").status_code == 200


def test_a_seized_nik_is_freed_and_books_another_time(desk: Desk, office: Office) -> None:
    seized(office, 1)
    person = written_down(desk, 1)
    answer = desk.post(desk.url("desk_take_over", person.public_id), what="free", card="on", reason="KTP asli")
    assert answer.headers["Location"] == desk.url("desk_person", person.public_id)
    assert not Ticket.objects.filter(state="confirmed").exists()
    assert not desk.get(answer.headers["Location"]).context["is_seized"]


def test_without_card_reason_or_answer_nothing_is_taken_over(desk: Desk, office: Office) -> None:
    seized(office, 1)
    person = written_down(desk, 1)
    url = desk.url("desk_take_over", person.public_id)
    empty = desk.post(url, reason="")
    assert (empty.status_code, set(empty.context["form"].errors)) == (422, {"what", "card", "reason"})
    answer = desk.post(url, what="seat", card="on", reason=" ")
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"reason"})
    assert Ticket.objects.get().state == "confirmed"


def test_a_second_press_says_that_it_is_done(desk: Desk, office: Office) -> None:
    seized(office, 1)
    person = written_down(desk, 1)
    url = desk.url("desk_take_over", person.public_id)
    desk.post(url, what="free", card="on", reason="KTP")
    again = desk.post(url, what="free", card="on", reason="KTP")
    assert again.status_code == 422
    assert "No other account holds anything for this NIK" in again.content.decode()


def test_a_seized_place_on_a_waiting_list_is_ended_too(desk: Desk, office: Office) -> None:
    broker = world.an_account("broker@example.id")
    people = [world.a_person(broker, number) for number in (1, 2)]
    asked = [PersonRequest(one.pk, "new", "PB_E_10", "holiday") for one in people]
    waits(office, asked, world.actor_of(broker))
    person = written_down(desk, 1)
    page = desk.get(desk.url("desk_person", person.public_id))
    assert (page.context["is_seized"], page.context["waits"].office) == (True, office)
    answer = desk.post(desk.url("desk_take_over", person.public_id), card="on", reason="KTP")
    assert answer.status_code == 302
    assert [one.applicant for one in WaitingPerson.objects.all()] == [people[1]]
    assert WaitingPerson.objects.get().party.party == 1
    assert Flag.objects.get().account == broker


def waits(office: Office, asked: list[PersonRequest], by: Any) -> None:
    wanted = join.Wanted(days=(WEDNESDAY,), windows=(), notice=0)
    join.join(office=office, people=asked, wanted=wanted, key="wait", by=by, now=MONDAY_10)


def test_name_and_birth_date_are_corrected_by_the_card(desk: Desk) -> None:
    made = desk.books(1)
    person = Applicant.objects.get()
    url = desk.url("desk_correct", person.public_id)
    assert desk.get(url).context["form"]["full_name"].value() == "Orang 1"
    right = {"full_name": "Orang Satu", "birth_date_day": "18", "birth_date_month": "5", "birth_date_year": "1990"}
    answer = desk.post(url, **right, nik="", reason="KTP")
    assert answer.headers["Location"] == desk.url("desk_person", person.public_id)
    ticket = made.tickets.get()
    assert (ticket.full_name, ticket.birth_date) == ("Orang Satu", date(1990, 5, 18))
    assert Event.objects.get(event="person.corrected").door == "desk"


def test_what_is_wrong_with_a_correction_is_said_at_its_field_and_stays(desk: Desk) -> None:
    desk.books(1)
    person = Applicant.objects.get()
    url = desk.url("desk_correct", person.public_id)
    wrong = {"full_name": "", "birth_date_day": "31", "birth_date_month": "2", "birth_date_year": "1990", "nik": "12"}
    answer = desk.post(url, **wrong, reason="")
    assert (answer.status_code, answer.context["form"]["nik"].value()) == (422, "12")
    assert set(answer.context["form"].errors) == {"full_name", "birth_date", "reason"}
    strange = {**wrong, "birth_date_day": "3", "full_name": "1234"}
    fields = set(desk.post(url, **strange, reason="KTP").context["form"].errors)
    assert fields == {"full_name", "nik"}
    same = {"full_name": "Orang 1", "birth_date_day": "17", "birth_date_month": "5", "birth_date_year": "1990"}
    assert "Nothing differs" in desk.post(url, **same, nik="", reason="KTP").content.decode()


def test_an_age_that_does_not_suit_is_said_to_the_officer_who_may_go_on(desk: Desk) -> None:
    made = desk.books(1)
    person = Applicant.objects.get()
    url = desk.url("desk_correct", person.public_id)
    assert "despite_age" not in desk.get(url).content.decode()
    right = {"full_name": "Orang 1", "birth_date_day": "17", "birth_date_month": "5", "birth_date_year": "2011"}
    asked = desk.post(url, **right, nik="", reason="KTP")
    assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["despite_age"])
    page = asked.content.decode()
    assert "is not for that age" in page and 'name="despite_age"' in page
    assert asked.context["form"]["birth_date"].value() == date(2011, 5, 17) or "2011" in page
    assert desk.post(url, **right, nik="", reason="KTP", despite_age="on").status_code == 302
    assert made.tickets.get().birth_date == date(2011, 5, 17)


def test_a_nik_that_another_account_holds_is_refused_with_the_way_to_take_it_over(desk: Desk, office: Office) -> None:
    seized(office, 2)
    desk.books(1)
    person = Applicant.objects.get(account__email=None)
    same = {"full_name": "Orang 1", "birth_date_day": "17", "birth_date_month": "5", "birth_date_year": "1990"}
    answer = desk.post(desk.url("desk_correct", person.public_id), **same, nik=world.a_nik(2), reason="KTP")
    assert "Another account holds a place for this NIK" in str(answer.context["form"].errors["nik"])


def claimed(desk: Desk, made: Booking, email: str = "putri@example.id") -> str:
    """The address of the page that asks for the code."""
    answer = desk.post(desk.url("desk_claim"), code=made.code, nik=world.a_nik(1), email=email)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer.headers["Location"])


def code_in_the_mail() -> str:
    return str(Message.objects.get(address="putri@example.id").data["facts"][0][1])


def test_the_account_is_handed_over_at_the_desk_and_its_holder_sees_the_booking(desk: Desk) -> None:
    made = desk.books(1)
    place = claimed(desk, made)
    wrong = desk.post(place, code="AAAA-AAAA")
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"code"})
    assert desk.post(place, code=code_in_the_mail()).headers["Location"] == desk.url("desk_people")
    account = User.objects.get(email="putri@example.id")
    assert account == made.account
    holder = world.sign_in(Client(), account)
    assert holder.get(reverse("booking", args=[made.code])).status_code == 200


def test_it_is_handed_over_at_home_by_the_page_in_the_message(desk: Desk) -> None:
    made = desk.books(1)
    claimed(desk, made)
    url = re.sub(r"^https?://[^/]+", "", Message.objects.get(address="putri@example.id").data["url"])
    at_home = Desk(Client(), desk.office)
    assert at_home.get(url).status_code == 200
    assert at_home.post(url, code="nonsense").status_code == 422
    done = at_home.post(url, code=code_in_the_mail())
    assert done.headers["Location"] == reverse("account_login")
    assert AccountClaim.objects.get().used_at == MONDAY_10


def test_a_claim_that_is_not_there_looks_like_every_other(desk: Desk) -> None:
    url = reverse("claim", args=[uuid4()])
    at_home = Desk(Client(), desk.office)
    assert at_home.get(url).status_code == 200
    assert at_home.post(url, code="AAAA-AAAA").status_code == 422


def test_ticket_card_and_address_are_judged_at_their_fields(desk: Desk) -> None:
    made = desk.books(1)
    nothing = desk.post(desk.url("desk_claim"), code=made.code, nik=" ", email="")
    assert (nothing.status_code, set(nothing.context["form"].errors)) == (422, {"nik", "email"})
    assert not Event.objects.filter(event="person.nik_looked_up", about=f"booking:{made.code}").exists()
    wrong = desk.post(desk.url("desk_claim"), code=made.code, nik=world.a_nik(2), email="putri@example.id")
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"code"})
    no_address = desk.post(desk.url("desk_claim"), code=made.code, nik=world.a_nik(1), email="putri")
    assert set(no_address.context["form"].errors) == {"email"}
    world.an_account("putri@example.id")
    used = desk.post(desk.url("desk_claim"), code=made.code, nik=world.a_nik(1), email="putri@example.id")
    assert "belongs to another account" in str(used.context["form"].errors["email"])


def test_an_entry_is_shown_among_what_a_nik_holds() -> None:
    opening = openings.an_opening(entitled_share=0)
    client = world.sign_in(Client(), world.staff_member("cs", opening.office), second_factor=True)
    desk = Desk(client, opening.office)
    entry = desk.enter(1)
    person = Applicant.objects.get()
    page = desk.get(desk.url("desk_person", person.public_id))
    assert page.context["own"].entered.entry == entry
