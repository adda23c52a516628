"""The way from a day to a ticket, and every way in which it can go wrong."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from giliran.accounts.models import Applicant, User
from giliran.booking.models import Booking, Ticket
from giliran.booking.services import documents
from giliran.offices.models import Office
from giliran.slots.models import Slot
from tests.factories import world
from tests.web.applicant.conftest import MONDAY, Begin, book_for, needs_of
from tests.web.public.test_pages import words_of


def test_a_slot_chosen_before_signing_in_survives_it(slot: Slot, siti: User) -> None:
    visitor = Client()
    target = f"/me/book/?people=2&slot={slot.id}"
    answer = visitor.get(target)
    assert answer["Location"] == f"/accounts/login/?next=/me/book/%3Fpeople%3D2%26slot%3D{slot.id}"
    world.sign_in(visitor, siti)
    assert re.fullmatch(r"/me/book/[0-9a-f-]{36}/people/", visitor.get(target)["Location"])


@pytest.mark.parametrize(
    ("query", "step"),
    [
        ("", "office"),
        ("slot=999999", "office"),
        ("slot=x", "office"),
        ("slot=99999999999999999999999", "office"),
        ("office=jakarta-selatan", "day"),
        ("office=atlantis", "office"),
    ],
)
def test_a_booking_begins_at_the_first_open_question(client: Client, office: Office, query: str, step: str) -> None:
    assert client.get(f"/me/book/?{query}")["Location"].endswith(f"/{step}/")


def test_every_step_is_named_and_leads_to_the_next(
    client: Client, slot: Slot, people: list[Applicant], office: Office
) -> None:
    draft = client.get("/me/book/")["Location"].split("/")[3]
    steps = [
        ("office", {"office": office.code}, "Step 1 of 5: Choose an office"),
        ("day", {"slot": slot.id, "people": 2}, "Step 2 of 5: Choose a day and session"),
        ("people", {"who": [str(one.public_id) for one in people[:2]]}, "Step 3 of 5: Who comes?"),
        ("needs", needs_of(people[:2]), "Step 4 of 5: What does each person need?"),
        ("check", {}, "Step 5 of 5: Check your answers"),
    ]
    for position, (step, answers, named) in enumerate(steps):
        address = f"/me/book/{draft}/{step}/"
        assert named in words_of(client.get(address))
        target = client.post(address, answers)["Location"]
        following = steps[position + 1][0] if position < 4 else None
        assert target.startswith(f"/me/book/{draft}/{following}/" if following else "/me/bookings/")
    booking = Booking.objects.get()
    assert (booking.slot_id, booking.key, booking.tickets.count()) == (slot.id, draft, 2)


def test_the_check_shows_everything_and_the_rules_before_the_press(
    client: Client, slot: Slot, people: list[Applicant], begin: Begin
) -> None:
    draft = begin(slot, [people[0], people[2]])
    said = words_of(client.get(f"/me/book/{draft}/check/"))
    for words in (
        "Kantor Imigrasi Jakarta Selatan",
        "Monday, 23 November 2026",
        "08:00\N{EN DASH}12:00 WIB",
        f"•••• {people[0].nik_last4}",
        "New passport",
        "Child's passport".replace("'", "&#x27;"),
        "Rp1.600.000",
        *documents.change_rules("en"),
        "Book for 2 people",
    ):
        assert words in said
    assert said.count("Change") == 6


def test_double_click_reload_and_back_end_at_the_same_booking(
    client: Client, slot: Slot, people: list[Applicant], begin: Begin
) -> None:
    draft = begin(slot, people[:1])
    first = client.post(f"/me/book/{draft}/check/")["Location"]
    again = client.post(f"/me/book/{draft}/check/")["Location"]
    code = Booking.objects.get().code
    assert (first, again) == (f"/me/bookings/{code}/?booked", f"/me/bookings/{code}/")
    for step in ("office", "day", "people", "needs", "check"):
        assert client.get(f"/me/book/{draft}/{step}/")["Location"] == f"/me/bookings/{code}/"


def test_an_answer_lost_on_the_way_is_found_by_its_key(
    client: Client, slot: Slot, siti: User, people: list[Applicant], sunday: datetime
) -> None:
    """The booking was made, its page never arrived, and the session is gone too."""
    draft = uuid4()
    booking = book_for(siti, people[:1], slot, sunday, key=str(draft))
    assert client.post(f"/me/book/{draft}/check/")["Location"] == f"/me/bookings/{booking.code}/"


def test_somebody_elses_draft_is_not_there(stranger: Client, slot: Slot, people: list[Applicant], begin: Begin) -> None:
    draft = begin(slot, people[:1])
    assert stranger.get(f"/me/book/{draft}/check/")["Location"] == "/me/"
    assert stranger.post(f"/me/book/{draft}/check/")["Location"] == "/me/"
    assert Booking.objects.count() == 0


def test_a_strangers_person_cannot_be_put_into_a_party(
    client: Client, slot: Slot, people: list[Applicant], begin: Begin
) -> None:
    other = world.a_person(world.an_account("lain@example.id"), 50)
    draft = begin(slot)
    answer = client.post(f"/me/book/{draft}/people/", {"who": [str(people[0].public_id), str(other.public_id)]})
    assert answer.status_code == 422
    assert "who" in answer.context["form"].errors


def test_nobody_ticked_says_so(client: Client, slot: Slot, people: list[Applicant], begin: Begin) -> None:
    said = words_of(client.post(f"/me/book/{begin(slot)}/people/", {}))
    assert "Tick at least one person." in said
    assert "Error:" in said


def test_a_person_is_added_without_losing_what_was_ticked(
    client: Client, slot: Slot, people: list[Applicant], begin: Begin
) -> None:
    draft = begin(slot)
    page = f"/me/book/{draft}/people/"
    target = client.post(page, {"who": [str(people[1].public_id)], "add": "1"})["Location"]
    assert target == f"/me/people/add/?next={page}"
    ticked = client.get(f"{page}?with={people[2].public_id}").context["form"]["who"].value()
    assert ticked == [str(people[1].public_id), str(people[2].public_id)]


def test_defaults_go_by_age_on_the_day(client: Client, slot: Slot, people: list[Applicant], begin: Begin) -> None:
    draft = begin(slot)
    client.post(f"/me/book/{draft}/people/", {"who": [str(people[0].public_id), str(people[2].public_id)]})
    adult, child = client.get(f"/me/book/{draft}/needs/").context["forms"]
    assert [form["service"].value() for form in (adult, child)] == ["new", "child"]
    assert [code for code, _ in child.fields["booklet"].choices] == ["PB_E_5"]


def test_what_is_missing_names_the_person(client: Client, slot: Slot, people: list[Applicant], begin: Begin) -> None:
    draft = begin(slot)
    client.post(f"/me/book/{draft}/people/", {"who": [str(one.public_id) for one in people[:2]]})
    said = words_of(client.post(f"/me/book/{draft}/needs/", {**needs_of(people[:2]), "p1-purpose": ""}))
    assert "Choose what the passport of Budi Santoso is for." in said


def test_a_party_of_minors_confirms_that_a_guardian_comes(
    client: Client, slot: Slot, people: list[Applicant], begin: Begin
) -> None:
    draft = begin(slot)
    client.post(f"/me/book/{draft}/people/", {"who": [str(people[2].public_id)]})
    page = f"/me/book/{draft}/needs/"
    assert "Confirm that a parent or guardian comes along." in words_of(client.post(page, needs_of([people[2]])))
    assert client.post(page, needs_of([people[2]], guardian=True))["Location"].endswith("/check/")
    assert client.post(f"/me/book/{draft}/check/")["Location"].startswith("/me/bookings/")


def test_a_seat_gone_meanwhile_keeps_all_answers_and_offers_the_nearest(
    client: Client, slot: Slot, people: list[Applicant], begin: Begin
) -> None:
    draft = begin(slot, people[:2])
    Slot.objects.filter(id=slot.id).update(taken=19)
    answer = client.post(f"/me/book/{draft}/check/")
    assert answer.status_code == 409
    said = words_of(answer)
    assert "This time has just been filled." in said
    assert "Error:" in said
    offered = answer.context["alternatives"][0].slot
    assert (offered.date, offered.starts_at > slot.starts_at) == (MONDAY, True)
    target = client.post(f"/me/book/{draft}/day/", {"slot": offered.id})["Location"]
    assert target == f"/me/book/{draft}/check/"
    client.post(target)
    assert [ticket.full_name for ticket in Ticket.objects.order_by("number")] == ["Siti Rahma", "Budi Santoso"]
    assert Booking.objects.get().slot_id == offered.id


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "closed"}, "The office does not work at this time."),
        ({"state": "draft"}, "These seats are not open yet."),
    ],
)
def test_a_slot_that_closed_meanwhile_says_so(
    client: Client, slot: Slot, people: list[Applicant], begin: Begin, change: dict[str, str], words: str
) -> None:
    draft = begin(slot, people[:1])
    Slot.objects.filter(id=slot.id).update(**change)
    answer = client.post(f"/me/book/{draft}/check/")
    assert (answer.status_code, words in words_of(answer)) == (409, True)


def test_yesterdays_slot_says_so(
    client: Client, slot: Slot, people: list[Applicant], begin: Begin, sunday: datetime
) -> None:
    draft = begin(slot, people[:1])
    with time_machine.travel(sunday + timedelta(days=2), tick=False):
        answer = client.post(f"/me/book/{draft}/check/")
        assert (answer.status_code, "has begun or is over" in words_of(answer)) == (409, True)
        chosen = client.post(f"/me/book/{draft}/day/", {"slot": slot.id})
        assert (chosen.status_code, "has begun or is over" in words_of(chosen)) == (422, True)


def test_a_day_chosen_anew_must_hold_the_whole_party(
    client: Client, slot: Slot, people: list[Applicant], begin: Begin
) -> None:
    draft = begin(slot, people[:3])
    Slot.objects.filter(id=slot.id).update(taken=18)
    page = f"/me/book/{draft}/day/"
    assert client.get(page, {"people": 1, "day": "2026-11-23"}).context["look"].people == 3
    answer = client.post(page, {"slot": slot.id, "people": "1"})
    assert (answer.status_code, "has just been filled" in words_of(answer)) == (422, True)


def test_no_session_chosen_says_so(client: Client, slot: Slot, begin: Begin) -> None:
    answer = client.post(f"/me/book/{begin(slot)}/day/", {"people": "1"})
    assert (answer.status_code, "Choose a session." in words_of(answer)) == (422, True)


def test_the_account_that_holds_it_learns_where_and_when(
    client: Client, booked: Booking, people: list[Applicant], slot: Slot, begin: Begin
) -> None:
    answer = client.post(f"/me/book/{begin(slot, people[:1])}/check/")
    said = words_of(answer)
    assert answer.status_code == 409
    assert "Monday, 23 November 2026, 08:00" in said.split("Booked already:")[1]
    assert f"/me/bookings/{booked.code}/" in answer.content.decode()


def test_everybody_else_learns_only_that_it_is_so_and_how_to_prove_it(
    stranger: Client, booked: Booking, slot: Slot, begin: Begin
) -> None:
    account = User.objects.get(email="orang@example.id")
    same = world.a_person(account, 1, name="Siti Rahma", woman=True)
    answer = stranger.post(f"/me/book/{begin(slot, [same], browser=stranger)}/check/")
    said = words_of(answer).split("Not booked")[1].split("Check your answers")[0]
    assert answer.status_code == 409
    assert f"NIK •••• {same.nik_last4} has a booking that was made on another account." in said
    assert "bring the identity card to the desk of any immigration office" in said
    assert booked.code not in answer.content.decode()
    assert "November" not in said


def test_the_same_person_cannot_stand_twice(client: Client, slot: Slot, people: list[Applicant], begin: Begin) -> None:
    id_ = str(people[0].public_id)
    draft = begin(slot)
    client.post(f"/me/book/{draft}/people/", {"who": [id_, id_]})
    client.post(f"/me/book/{draft}/needs/", needs_of(people[:1]))
    client.post(f"/me/book/{draft}/check/")
    assert Ticket.objects.count() == 1


def test_a_person_removed_meanwhile_leaves_the_party(
    client: Client, slot: Slot, people: list[Applicant], begin: Begin, sunday: datetime
) -> None:
    draft = begin(slot, people[:2])
    Applicant.objects.filter(id=people[1].id).update(archived_at=sunday)
    assert client.post(f"/me/book/{draft}/check/")["Location"] == f"/me/book/{draft}/people/"
    assert Booking.objects.count() == 0


@pytest.mark.parametrize("size", [1, 3, 4])
@pytest.mark.parametrize("step", ["office", "day", "people", "needs", "check"])
def test_no_step_asks_more_for_more_people(
    client: Client,
    slot: Slot,
    people: list[Applicant],
    begin: Begin,
    step: str,
    size: int,
    django_assert_max_num_queries,
) -> None:  # type: ignore[no-untyped-def]
    draft = begin(slot, people[:size])
    with django_assert_max_num_queries(12):
        assert client.get(f"/me/book/{draft}/{step}/").status_code == 200


def test_only_the_newest_drafts_are_kept(client: Client, slot: Slot, begin: Begin) -> None:
    drafts = [begin(slot) for _ in range(8)]
    answers = [client.get(f"/me/book/{draft}/people/").status_code for draft in drafts]
    assert answers == [302, 302, 200, 200, 200, 200, 200, 200]
