"""What officers put right at their desks, against all else that may happen to the same NIK at the same moment."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from giliran.accounts.models import Applicant, Flag, User
from giliran.booking.models import Ticket
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services import invariants
from giliran.booking.services.allocate import Booked, allocate
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.onsite.services.check_in import check_in
from giliran.opening.services.correct import Correction, correct_person
from giliran.opening.services.take_over import take_over_claim
from giliran.slots.models import Slot
from tests.factories import catalogue, world
from tests.onsite.scene import MONDAY, NINE
from tests.races import crowd

ROUNDS = 8
TUESDAY = MONDAY + timedelta(days=1)

Task = tuple[str, int, str]
"""What to do, for which person (applicant id), and a name for the press."""


def work(tasks: list[Task]) -> list[str]:
    """One process: its tasks one after the other; the code of the refusal, or what was done."""
    return [_do(*task) for task in tasks]


def _do(what: str, person_id: int, key: str) -> str:
    person, office = Applicant.objects.get(pk=person_id), Office.objects.get()
    officer = User.objects.order_by("pk").values_list("pk", flat=True)[0]
    by = Actor(officer, "Rina", "desk", frozenset({("cs", office.pk)}))
    try:
        if what == "take over":
            taken = take_over_claim(person=person, keeps_seat=True, reason="card", office=office, by=by, now=NINE)
            return "taken" if taken.booking else "freed"
        if what == "correct":
            right = Correction(f"{person.full_name} Binti", person.birth_date)
            correct_person(person=person, correction=right, reason="card", office=office, by=by, now=NINE)
            return "corrected"
        if what == "check in":
            ticket = Ticket.objects.get(applicant_id=person_id)
            check_in(office=office, ticket_ids=[ticket.public_id], nonce=key, by=by, now=NINE, override_reason="early")
            return "in"
        slot = Slot.objects.get(letter="A").pk
        [outcome] = allocate([SeatRequest(slot, person.account_id, asked(person_id), key, "web")], NINE)
        return "booked" if isinstance(outcome, Booked) else outcome.code
    except Refusal as refused:
        return refused.code


def at_the_desk(theirs: Applicant) -> Applicant:
    """The same NIK, on an account that an officer opened."""
    account = User.objects.create(email=None, created_at=world.LONG_AGO)
    mine = Applicant.objects.get(pk=theirs.pk)
    mine.pk, mine.account, mine.full_name = None, account, "Pemilik Sah"
    mine.public_id = Applicant._meta.get_field("public_id").get_default()
    mine.save()
    return mine


def a_seized_country(people: int = ROUNDS) -> tuple[list[Applicant], list[Applicant]]:
    """People with a ticket for this afternoon, and for each the true person at a desk; tomorrow is open."""
    catalogue.a_catalogue()
    office = world.an_office()
    world.staff_member("cs", office)
    today, _tomorrow = world.a_slot(office, MONDAY, letter="B"), world.a_slot(office, TUESDAY, letter="A")
    theirs = [world.a_person(world.an_account(f"u{n}@example.id"), n, name=f"Nama {n}") for n in range(people)]
    requests = [SeatRequest(today.pk, one.account_id, asked(one.pk), "own", "web") for one in theirs]
    assert all(isinstance(one, Booked) for one in allocate(requests, NINE))
    return theirs, [at_the_desk(one) for one in theirs]


def asked(person_id: int) -> tuple[PersonRequest, ...]:
    return (PersonRequest(person_id, "new", "PB_E_10", "holiday"),)


def all_at_once(*shares: list[Task]) -> list[list[str]]:
    return crowd.all_at_once(work, list(shares))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_officers_take_the_same_claim_over_once() -> None:
    theirs, mine = a_seized_country()
    tasks: list[Task] = [("take over", one.pk, "") for one in mine]
    answers = all_at_once(tasks, tasks, tasks, tasks)
    for each in zip(*answers, strict=True):
        assert Counter(each) == {"taken": 1, "claim_own": 3}
    assert Flag.objects.count() == ROUNDS
    for one in theirs:
        states = Counter(Ticket.objects.filter(nik_hash=one.nik_hash).values_list("state", flat=True))
        assert states == {"cancelled": 1, "confirmed": 1}
    assert [*invariants.broken()] == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_whoever_is_taken_over_while_they_book_ends_with_one_seat() -> None:
    """The person at the desk has a device at home, too, which tries the afternoon at the same moment."""
    theirs, mine = a_seized_country()
    desk: list[Task] = [("take over", one.pk, "") for one in mine]
    answers = all_at_once(desk, *([("book", one.pk, f"k{n}") for one in mine] for n in range(3)))
    assert set(answers[0]) == {"taken"}
    assert {answer for each in answers[1:] for answer in each} <= {"already_booked"}
    for one in theirs:
        assert Ticket.objects.filter(nik_hash=one.nik_hash, state="confirmed").count() == 1
    assert [*invariants.broken()] == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_name_is_corrected_and_its_ticket_let_in_both_whole() -> None:
    theirs, _mine = a_seized_country()
    corrections: list[Task] = [("correct", one.pk, "") for one in theirs]
    entries: list[Task] = [("check in", one.pk, "door") for one in theirs]
    answers = all_at_once(corrections, entries)
    assert [set(one) for one in answers] == [{"corrected"}, {"in"}]
    for ticket in Ticket.objects.select_related("applicant"):
        assert ticket.state == "attended"
        assert ticket.full_name in {ticket.applicant.full_name, ticket.applicant.full_name.removesuffix(" Binti")}
        assert ticket.applicant.full_name.endswith(" Binti")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_corrections_to_the_same_nik_leave_one_of_them_with_it() -> None:
    people, _mine = a_seized_country(4)
    answers = crowd.all_at_once(to_one_nik, [one.pk for one in people])
    assert Counter(answers) == {"corrected": 1, "nik_held": 3}
    assert len({bytes(nik) for nik in Ticket.objects.values_list("nik_hash", flat=True)}) == 4


def to_one_nik(person_id: int) -> str:
    person, office = Applicant.objects.get(pk=person_id), Office.objects.get()
    by = Actor(7, "Rina", "desk", frozenset({("cs", office.pk)}))
    right = Correction(person.full_name, person.birth_date, world.a_nik(900))
    try:
        correct_person(person=person, correction=right, reason="card", office=office, by=by, now=NINE)
    except Refusal as refused:
        return refused.code
    return "corrected"
