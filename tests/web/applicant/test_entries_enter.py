"""Entering an opening in under a minute, and every way in which it can go wrong."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from giliran.accounts.models import Applicant, User
from giliran.booking.services.book import book
from giliran.opening.models import Entry, Opening
from giliran.opening.services import control
from giliran.opening.states import State
from giliran.slots.models import Slot
from tests.factories import openings, world
from tests.factories.openings import FRIDAY_14, MONDAY_9, SATURDAY_20, SUNDAY, THURSDAY_20
from tests.web.applicant.conftest import needs_of
from tests.web.applicant.gathering import at, begins, entered, fills_in
from tests.web.public.test_pages import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def turns(db: None) -> Opening:
    return openings.an_opening(quota=10)


@pytest.fixture
def ballot(db: None) -> Opening:
    return openings.an_opening(quota=10, method="ballot")


def test_every_step_is_named_and_leads_to_the_next(client: Client, turns: Opening, people: list[Applicant]) -> None:
    with at(MONDAY_9):
        draft = begins(client, turns)
        steps = [
            ("people", {"who": [str(one.public_id) for one in people[:2]]}, "Step 1 of 3: Who comes?"),
            ("needs", needs_of(people[:2]), "Step 2 of 3: What does each person need?"),
            ("check", {}, "Step 3 of 3: Check your answers"),
        ]
        for position, (step, answers, named) in enumerate(steps):
            assert named in words_of(client.get(f"{draft}{step}/"))
            target = client.post(f"{draft}{step}/", answers)["Location"]
            assert target.startswith(f"{draft}{steps[position + 1][0]}/" if position < 2 else "/me/entries/")
    entry = Entry.objects.get()
    assert (entry.opening, entry.party, entry.in_roll) == (turns, 2, True)
    assert target == f"/me/entries/{entry.public_id}/?entered"


def test_before_the_press_it_says_how_places_are_given(client: Client, turns: Opening, people: list[Applicant]) -> None:
    with at(MONDAY_9):
        draft = begins(client, turns)
        fills_in(client, draft, people[:1])
        said = words_of(client.get(f"{draft}check/"))
    for words in (
        "Entries are taken until Thursday, 26 November 2026, 20:00 WIB.",
        "On Friday, 27 November 2026, 08:00 WIB the order is drawn by lot.",
        "From Friday, 27 November 2026, 14:00 WIB on people are let in by this order",
        "This office has had no draw yet",
        "With each time that you get nothing you have one more number in the next draw, up to 9",
        "After 3 times without a seat you come first for the 20% of the seats",
        f"•••• {people[0].nik_last4}",
        "Enter with 1 person",
    ):
        assert words in said
    assert people[0].nik_last4 in said
    assert world.a_nik(1, woman=True) not in said


def test_the_chance_of_the_last_weeks_is_told(client: Client, people: list[Applicant]) -> None:
    opening = openings.an_opening(quota=1, entitled_share=0, method="ballot")
    openings.a_crowd(opening, 20, wishes="any")
    openings.running(opening)
    openings.tick(SATURDAY_20)
    following = Opening.objects.get(first_date="2026-12-07")
    Opening.objects.filter(pk=following.pk).update(state=State.GATHERING, commitment="00")
    with at(SATURDAY_20):
        draft = begins(client, following)
        fills_in(client, draft, people[:1], wish="any")
        said = words_of(client.get(f"{draft}check/"))
    assert "In the last week 10 of 20 people who entered got a seat (50%)." in said


def test_double_press_reload_and_back_end_at_the_same_entry(
    client: Client, turns: Opening, people: list[Applicant]
) -> None:
    with at(MONDAY_9):
        draft = begins(client, turns)
        fills_in(client, draft, people[:1])
        client.post(f"{draft}check/")
        again = client.post(f"{draft}check/")["Location"]
        entry = Entry.objects.get()
        assert again == f"/me/entries/{entry.public_id}/"
        for step in ("people", "needs", "wishes", "check"):
            assert client.get(f"{draft}{step}/")["Location"] == again


def test_an_answer_lost_on_the_way_is_found_by_its_key(client: Client, turns: Opening, people: list[Applicant]) -> None:
    draft = uuid4()
    entry = entered(turns, people[:1], key=str(draft))
    with at(MONDAY_9):
        answer = client.post(f"/me/openings/{turns.pk}/enter/{draft}/check/")
    assert answer["Location"] == f"/me/entries/{entry.public_id}/"


def test_somebody_elses_draft_is_not_there(
    client: Client, stranger: Client, turns: Opening, people: list[Applicant]
) -> None:
    with at(MONDAY_9):
        draft = begins(client, turns)
        fills_in(client, draft, people[:1])
        assert stranger.post(f"{draft}check/")["Location"] == "/me/"
        other = openings.Opening.objects.get(pk=turns.pk).pk + 1
        assert client.get(draft.replace(f"/{turns.pk}/", f"/{other}/") + "check/")["Location"] == "/me/"
    assert not Entry.objects.exists()


def test_a_strangers_person_cannot_be_put_into_a_party(client: Client, turns: Opening, people: list[Applicant]) -> None:
    other = world.a_person(world.an_account("lain@example.id"), 50)
    with at(MONDAY_9):
        draft = begins(client, turns)
        answer = client.post(f"{draft}people/", {"who": [str(other.public_id)]})
    assert (answer.status_code, "who" in answer.context["form"].errors) == (422, True)


def test_somebody_added_on_the_way_is_ticked(client: Client, turns: Opening, people: list[Applicant]) -> None:
    with at(MONDAY_9):
        draft = begins(client, turns)
        target = client.post(f"{draft}people/", {"who": [str(people[1].public_id)], "add": "1"})["Location"]
        assert target == f"/me/people/add/?next={draft}people/"
        page = client.get(f"{draft}people/?with={people[2].public_id}")
    assert page.context["form"]["who"].value() == [str(people[1].public_id), str(people[2].public_id)]


def test_a_party_of_minors_confirms_that_a_guardian_comes(
    client: Client, turns: Opening, people: list[Applicant]
) -> None:
    with at(MONDAY_9):
        draft = begins(client, turns)
        client.post(f"{draft}people/", {"who": [str(people[2].public_id)]})
        answer = client.post(f"{draft}needs/", needs_of([people[2]]))
        assert (answer.status_code, "Confirm that a parent or guardian comes along." in words_of(answer)) == (422, True)
        client.post(f"{draft}needs/", needs_of([people[2]], guardian=True))
        client.post(f"{draft}check/")
    assert Entry.objects.get().guardian_present


def test_who_is_in_an_opening_already_is_told_which(client: Client, turns: Opening, people: list[Applicant]) -> None:
    entry = entered(turns, people[:1])
    with at(MONDAY_9):
        draft = begins(client, turns)
        assert "in an opening already: Kantor Imigrasi Jakarta Selatan" in words_of(client.get(f"{draft}people/"))
        fills_in(client, draft, people[:2])
        answer = client.post(f"{draft}check/")
    said = words_of(answer)
    assert answer.status_code == 409
    assert said.count("This person is in an opening already.") == 2  # above, and at the person
    assert f'href="/me/entries/{entry.public_id}/"' in answer.content.decode()
    assert "Budi Santoso" in said


def test_who_is_in_an_opening_through_another_account_is_not_told_which(
    client: Client, turns: Opening, people: list[Applicant]
) -> None:
    other = world.a_person(world.an_account("lain@example.id"), 1, woman=True)  # the same NIK
    entry = entered(turns, [other])
    with at(MONDAY_9):
        draft = begins(client, turns)
        assert "in an opening already" not in words_of(client.get(f"{draft}people/"))
        fills_in(client, draft, people[:1])
        answer = client.post(f"{draft}check/")
    assert (answer.status_code, "This person is in an opening already." in words_of(answer)) == (409, True)
    assert entry.public_id not in answer.content.decode()


def test_who_has_a_ticket_is_led_to_it(client: Client, turns: Opening, people: list[Applicant], siti: User) -> None:
    slot = Slot.objects.filter(date="2026-11-23", pool="online").first()
    assert slot
    asked = openings.asked(people[:1])
    booking = book(slot_id=slot.pk, people=asked, key="k", by=world.actor_of(siti), now=SUNDAY)
    with at(MONDAY_9):
        draft = begins(client, turns)
        assert "booked already: Monday, 23 November 2026" in words_of(client.get(f"{draft}people/"))
        fills_in(client, draft, people[:1])
        answer = client.post(f"{draft}check/")
    assert (answer.status_code, "This person has a booking already" in words_of(answer)) == (409, True)
    assert f'href="/me/bookings/{booking.code}/"' in answer.content.decode()


def test_who_withdrew_after_the_freeze_waits_for_the_next_roll(
    client: Client, turns: Opening, people: list[Applicant]
) -> None:
    entry = entered(turns, people[:1])
    openings.tick(THURSDAY_20)
    with at(THURSDAY_20):
        client.post(f"/me/entries/{entry.public_id}/withdraw/")
        draft = begins(client, turns)
        fills_in(client, draft, people[:1])
        answer = client.post(f"{draft}check/")
    assert answer.status_code == 409
    assert answer.context["refused"].code in ("one_roll_a_week", "already_entered")


def test_more_people_than_an_account_may_seat(client: Client, siti: User, turns: Opening) -> None:
    crowd = [world.a_person(siti, 20 + n, name=f"Orang {n}") for n in range(5)]
    extra = world.a_person(siti, 40)
    entered(turns, crowd)
    with at(MONDAY_9):
        draft = begins(client, turns)
        fills_in(client, draft, [extra])
        answer = client.post(f"{draft}check/")
    assert (answer.status_code, answer.context["refused"].code) == (409, "too_many")


def test_an_opening_that_takes_nobody_says_why(client: Client, people: list[Applicant]) -> None:
    openings.an_office(quota=10)
    openings.tick(SUNDAY)
    opening = Opening.objects.get(first_date="2026-11-30")
    page = f"/me/openings/{opening.pk}/enter/"
    with at(SUNDAY):
        assert "Entries are taken from Monday, 23 November 2026, 08:00 WIB" in words_of(client.get(page))
        for state, words in (("cancelled", "This opening was cancelled"), ("closed", "This opening is over")):
            Opening.objects.filter(pk=opening.pk).update(state=state)
            assert words in words_of(client.get(page))
        assert client.get("/me/openings/999999/enter/").status_code == 404


@pytest.mark.parametrize(
    ("state", "code"),
    [("cancelled", "opening_cancelled"), ("closed", "opening_closed"), ("scheduled", "not_gathering")],
)
def test_an_opening_that_ended_meanwhile_keeps_the_answers(
    client: Client, turns: Opening, people: list[Applicant], state: str, code: str
) -> None:
    with at(MONDAY_9):
        draft = begins(client, turns)
        fills_in(client, draft, people[:2])
        Opening.objects.filter(pk=turns.pk).update(state=state)
        answer = client.post(f"{draft}check/")
    assert (answer.status_code, answer.context["refused"].code) == (409, code)
    assert "Budi Santoso" in words_of(answer)


def test_after_the_freeze_it_says_that_one_stands_behind(
    client: Client, turns: Opening, people: list[Applicant]
) -> None:
    openings.tick(THURSDAY_20)
    with at(THURSDAY_20):
        draft = begins(client, turns)
        fills_in(client, draft, people[:1])
        assert "You entered after the list was closed" in words_of(client.get(f"{draft}check/"))
        client.post(f"{draft}check/")
    assert not Entry.objects.get().in_roll


def test_first_come_first_served_says_so_and_begins_at_the_opening(client: Client, people: list[Applicant]) -> None:
    opening = openings.an_opening(quota=10, method="open")
    page = f"/me/openings/{opening.pk}/enter/"
    with at(MONDAY_9):
        assert "Entries are taken from Friday, 27 November 2026, 14:00 WIB" in words_of(client.get(page))
    openings.tick(FRIDAY_14)
    with at(FRIDAY_14):
        draft = begins(client, opening)
        fills_in(client, draft, people[:1])
        assert "whoever comes first is served first" in words_of(client.get(f"{draft}check/"))
        target = client.post(f"{draft}check/")["Location"]
        assert "Book this time" in words_of(client.get(target))


# Wishes


def test_wishes_go_by_their_marks_and_then_by_time(client: Client, ballot: Opening, people: list[Applicant]) -> None:
    slots = [slot.pk for slot in openings.run.selectors.slots_of(ballot) if slot.pool == "online"]
    with at(MONDAY_9):
        draft = begins(client, ballot)
        fills_in(client, draft, people[:1])
        assert "Step 3 of 4: Which times suit you?" in words_of(client.get(f"{draft}wishes/"))
        marks = {f"w{slots[5]}": "1", f"w{slots[0]}": "2", f"w{slots[3]}": "2", f"w{slots[1]}": "4"}
        assert client.post(f"{draft}wishes/", {"wish": "some", **marks})["Location"] == f"{draft}check/"
        page = client.get(f"{draft}wishes/")
        shown = {
            f"w{wish.id}": str(wish.rank) for _day, found in page.context["form"].days for wish in found if wish.rank
        }
        assert shown == marks
        client.post(f"{draft}check/")
    assert Entry.objects.get().wishes == ",".join(str(slots[at_]) for at_ in (5, 0, 3, 1))


def test_any_time_will_do(client: Client, ballot: Opening, people: list[Applicant]) -> None:
    with at(MONDAY_9):
        draft = begins(client, ballot)
        fills_in(client, draft, people[:1], wish="any")
        assert "Any time will do" in words_of(client.get(f"{draft}check/"))
        client.post(f"{draft}check/")
    assert Entry.objects.get().wishes == "any"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose whether any time will do, or only some."),
        ({"wish": "some"}, "Give at least one time a wish, or say that any time will do."),
        ({"wish": "some", "w999999": "1"}, "Give at least one time a wish"),
        ({"wish": "<b>"}, "Choose whether any time will do"),
    ],
)
def test_wishes_that_cannot_be_say_so(
    client: Client, ballot: Opening, people: list[Applicant], sent: dict[str, str], words: str
) -> None:
    with at(MONDAY_9):
        draft = begins(client, ballot)
        fills_in(client, draft, people[:1])
        answer = client.post(f"{draft}wishes/", sent)
    assert (answer.status_code, words in words_of(answer)) == (422, True)


def test_it_says_how_many_times_must_be_covered(client: Client, ballot: Opening, people: list[Applicant]) -> None:
    with at(MONDAY_9):
        draft = begins(client, ballot)
        fills_in(client, draft, people[:1])
        assert "Mark at least 5 of the 10 times" in words_of(client.get(f"{draft}wishes/"))


@pytest.mark.parametrize("size", [1, 4])
@pytest.mark.parametrize("step", ["people", "needs", "wishes", "check"])
def test_no_step_asks_more_for_more_people(
    client: Client,
    ballot: Opening,
    people: list[Applicant],
    step: str,
    size: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with at(MONDAY_9):
        draft = begins(client, ballot)
        fills_in(client, draft, people[:size], wish="any")
        client.get(f"{draft}{step}/")
        with django_assert_max_num_queries(12):
            assert client.get(f"{draft}{step}/").status_code == 200


def test_a_held_up_opening_says_so(client: Client, turns: Opening, people: list[Applicant]) -> None:
    entry = entered(turns, people[:1])
    headquarters = openings.Actor(None, "hq", "web", frozenset({("hq", None)}))
    control.pause(opening=turns, by=headquarters, now=MONDAY_9)
    with at(MONDAY_9):
        assert "Headquarters holds this opening up" in words_of(client.get(f"/me/entries/{entry.public_id}/"))
