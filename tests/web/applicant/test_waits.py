"""The waiting list as its people see it: joined from a full day, read, found, declined."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from giliran.accounts.models import Applicant, User
from giliran.booking.models import Booking
from giliran.booking.services.cancel import cancel_booking
from giliran.notifications.models import Message
from giliran.offices.models import Office
from giliran.slots.models import Slot
from giliran.waiting import links
from giliran.waiting.models import WaitingParty
from giliran.waiting.services.pass_on import pass_on_due
from tests.factories import waiting, world
from tests.web.applicant.conftest import MONDAY, book_for, needs_of
from tests.web.public.test_pages import words_of

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def holder(office: Office, sunday: datetime) -> Booking:
    """Tuesday is full: one booking holds its only seat, the afternoon is closed."""
    Slot.objects.filter(date=TUESDAY, letter="A").update(capacity=1)
    Slot.objects.filter(date=TUESDAY, letter="B").update(state="closed")
    slot = Slot.objects.get(date=TUESDAY, letter="A")
    account = world.an_account("holder@example.id")
    return book_for(account, [world.a_person(account, 50, name="Rina")], slot, sunday)


def joins(client: Client, office: Office, who: list[Applicant], *days: date, notice: int = 0) -> str:
    """All four steps; the address that the last press leads to."""
    draft = client.get("/me/waiting/join/", {"office": office.code})["Location"].removesuffix("people/")
    client.post(f"{draft}people/", {"who": [str(one.public_id) for one in who]})
    client.post(f"{draft}needs/", needs_of(who))
    client.post(f"{draft}times/", {"days": [day.isoformat() for day in days], "notice": notice})
    return client.post(f"{draft}check/").get("Location", "")


def gives_back(holder: Booking, now: datetime) -> datetime:
    cancel_booking(booking=holder, by=world.actor_of(holder.account), now=now)
    return now + timedelta(minutes=61)


def test_a_full_day_offers_the_list_and_leads_there_with_day_and_party(
    client: Client, office: Office, holder: Booking
) -> None:
    page = client.get(f"/offices/{office.code}/", {"day": TUESDAY.isoformat(), "people": 2}).content.decode()
    assert f"/me/waiting/join/?office={office.code}&amp;people=2&amp;day=2026-11-24" in page


def test_every_step_is_named_and_leads_to_the_next(
    client: Client, office: Office, holder: Booking, people: list[Applicant]
) -> None:
    start = client.get("/me/waiting/join/", {"office": office.code, "day": TUESDAY.isoformat()})
    draft = start["Location"].removesuffix("people/")
    steps = [
        ("people", {"who": [str(people[0].public_id)]}, "Step 1 of 4: Who comes?"),
        ("needs", needs_of(people[:1]), "Step 2 of 4: What does each person need?"),
        ("times", {"days": ["2026-11-24", "2026-11-25"], "notice": "1"}, "Step 3 of 4: Which days suit you?"),
        ("check", {}, "Step 4 of 4: Check your answers"),
    ]
    for step, answers, named in steps:
        said = words_of(client.get(f"{draft}{step}/"))
        assert named in said
        target = client.post(f"{draft}{step}/", answers)["Location"]
    party = WaitingParty.objects.get()
    assert target == f"/me/waiting/{party.public_id}/?joined"
    assert (party.notice, party.windows, [one.date for one in party.days.order_by("date")]) == (
        1, "", [TUESDAY, date(2026, 11, 25)],
    )  # fmt: skip
    assert client.get(f"{draft}check/")["Location"] == f"/me/waiting/{party.public_id}/"


def test_the_days_say_how_they_stand_and_the_one_looked_at_is_ticked(
    client: Client, office: Office, holder: Booking, people: list[Applicant]
) -> None:
    start = client.get("/me/waiting/join/", {"office": office.code, "day": TUESDAY.isoformat()})
    draft = start["Location"].removesuffix("people/")
    page = client.get(f"{draft}times/").content.decode()
    assert '<input type="checkbox" name="days" value="2026-11-24" id="id_days_1" checked>' in page
    said = words_of(client.get(f"{draft}times/"))
    assert "Tuesday, 24 November 2026 Full" in said
    assert "Monday, 23 November 2026 40 left" in said


def test_what_was_forgotten_is_said_at_its_field(client: Client, office: Office, people: list[Applicant]) -> None:
    draft = client.get("/me/waiting/join/", {"office": office.code})["Location"].removesuffix("people/")
    client.post(f"{draft}people/", {"who": [str(people[0].public_id)]})
    client.post(f"{draft}needs/", needs_of(people[:1]))
    nothing = client.post(f"{draft}times/", {"notice": "3"})
    assert nothing.status_code == 422
    assert "Choose at least one day." in words_of(nothing)
    assert '<option value="3" selected>' in nothing.content.decode()
    strange = client.post(f"{draft}times/", {"days": ["2031-01-01"], "notice": "99"})
    assert strange.status_code == 422
    assert "One of these days cannot be waited for." in words_of(strange)


def test_who_has_a_visit_reads_why_there_is_nothing_to_wait_for(
    client: Client, office: Office, people: list[Applicant], booked: Booking
) -> None:
    draft = client.get("/me/waiting/join/", {"office": office.code})["Location"].removesuffix("people/")
    client.post(f"{draft}people/", {"who": [str(people[0].public_id)]})
    client.post(f"{draft}needs/", needs_of(people[:1]))
    client.post(f"{draft}times/", {"days": [TUESDAY.isoformat()], "notice": "0"})
    refused = client.post(f"{draft}check/")
    assert refused.status_code == 409
    assert "This person has a visit already, so there is nothing to wait for." in words_of(refused)
    assert f'href="/me/bookings/{booked.code}/"' in refused.content.decode()


def test_the_page_says_where_somebody_stands_and_one_press_leaves(
    client: Client, office: Office, holder: Booking, people: list[Applicant], sunday: datetime
) -> None:
    for number in range(3):
        waiting.a_party(office, world.many_people(1, 1, first=700 + number)[0], TUESDAY, now=sunday)
    target = joins(client, office, people[:1], TUESDAY)
    said = words_of(client.get(target))
    party = WaitingParty.objects.latest("pk")
    assert "You are on the list" in said
    assert any(f"You are about number {rank} of 4 for these days." in said for rank in range(1, 5))
    assert "Nothing yet." in said
    assert words_of(client.get("/me/")).count("My waiting list") == 1
    assert client.post(f"/me/waiting/{party.public_id}/", {"do": "leave"}).status_code == 302
    assert "You left the list." in words_of(client.get(f"/me/waiting/{party.public_id}/"))
    assert client.post(f"/me/waiting/{party.public_id}/", {"do": "decline"}).status_code == 409


def test_what_came_free_is_told_with_the_reason(
    client: Client, office: Office, holder: Booking, people: list[Applicant], sunday: datetime
) -> None:
    target = joins(client, office, people[:2], TUESDAY)
    later = gives_back(holder, sunday)
    pass_on_due(later)
    with time_machine.travel(later, tick=False):
        said = words_of(client.get(target))
    assert "1 seat came free; 0 went to the waiting list. Not to you: too few seats for your party." in said


def test_a_found_place_is_read_and_declined(
    client: Client, office: Office, holder: Booking, people: list[Applicant], sunday: datetime
) -> None:
    joins(client, office, people[:1], TUESDAY)
    later = gives_back(holder, sunday)
    pass_on_due(later)
    party = WaitingParty.objects.get()
    page = f"/me/waiting/{party.public_id}/"
    with time_machine.travel(later, tick=False):
        assert "A place was found and is booked for you" in words_of(client.get(page))
        assert client.post(page, {"do": "decline"})["Location"] == page
        assert "You declined the place that was found" in words_of(client.get(page))
        assert client.post(page, {"do": "decline"}).status_code == 409


def test_the_link_in_the_message_declines_without_signing_in(
    client: Client, office: Office, holder: Booking, people: list[Applicant], sunday: datetime
) -> None:
    joins(client, office, people[:1], TUESDAY)
    later = gives_back(holder, sunday)
    pass_on_due(later)
    party = WaitingParty.objects.get()
    address = urlsplit(Message.objects.get(key=f"waiting:{party.public_id}:found").data["url"]).path
    nobody = Client()
    nobody.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with time_machine.travel(later, tick=False):
        shown = nobody.get(address)
        assert "Tuesday, 24 November 2026" in words_of(shown)
        assert people[0].full_name not in words_of(shown)
        assert nobody.post(address)["Location"] == address
        assert "You declined this place" in words_of(nobody.get(address))
        assert nobody.post(address).status_code == 409
    party.refresh_from_db()
    assert party.state == "declined"


def test_a_link_that_is_not_the_partys_leads_nowhere(
    client: Client, office: Office, holder: Booking, people: list[Applicant], sunday: datetime
) -> None:
    joins(client, office, people[:1], TUESDAY)
    party = WaitingParty.objects.get()
    nobody = Client()
    assert nobody.get(f"/waiting/{party.public_id}/{links.token_of(party)}/").status_code == 404  # nothing found yet
    pass_on_due(gives_back(holder, sunday))
    for token in ("x", "%C3%A9", links.token_of(party)[:-1] + "-"):
        assert nobody.post(f"/waiting/{party.public_id}/{token}/").status_code == 404
    party.refresh_from_db()
    assert party.state == "found"


def test_a_stranger_does_not_see_it(
    client: Client, stranger: Client, office: Office, holder: Booking, people: list[Applicant]
) -> None:
    joins(client, office, people[:1], TUESDAY)
    assert stranger.get(f"/me/waiting/{WaitingParty.objects.get().public_id}/").status_code == 404
    assert "You wait for nothing at the moment" in words_of(stranger.get("/me/waiting/"))


def test_a_day_whose_last_seat_returns_says_so(
    client: Client, office: Office, holder: Booking, sunday: datetime
) -> None:
    cancel_booking(booking=holder, by=world.actor_of(holder.account), now=sunday)
    page = client.get(f"/offices/{office.code}/", {"day": TUESDAY.isoformat()})
    said = words_of(page)
    assert "Back shortly" in said
    assert "It is offered to the waiting list first" in said
    assert "day--returning" in page.content.decode()
    draft = client.get("/me/book/", {"office": office.code})["Location"].split("/")[3]
    assert client.get(f"/me/book/{draft}/day/", {"day": TUESDAY.isoformat()}).status_code == 200
    windows = client.get(f"/api/v1/offices/{office.code}/availability", {"from": "2026-11-24", "to": "2026-11-24"})
    [day] = windows.json()["days"]
    assert (day["kind"], [one["reason"] for one in day["windows"]]) == ("returning", ["returning", "closed"])


def test_pages_ask_the_same_questions_however_many_wait(
    client: Client, siti: User, office: Office, people: list[Applicant], sunday: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    waiting.a_party(office, people[:1], TUESDAY, now=sunday)
    with django_assert_max_num_queries(12):
        client.get("/me/waiting/")
    for number in range(1, 4):
        waiting.a_party(office, [world.a_person(siti, 20 + number)], MONDAY, TUESDAY, now=sunday, key=f"k{number}")
    party = WaitingParty.objects.get(key="wait")
    with django_assert_max_num_queries(12):
        client.get("/me/waiting/")
    with django_assert_max_num_queries(16):
        client.get(f"/me/waiting/{party.public_id}/")
