"""Entering against everything else that may happen to a party at the same moment."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from giliran.accounts.models import Applicant
from giliran.accounts.services import people as accounts
from giliran.booking.policy import PersonRequest
from giliran.core.errors import Refusal
from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.services import enter, people
from tests.factories import openings, world
from tests.factories.openings import MONDAY_9
from tests.races import crowd

PROCESSES = 4
ACCOUNTS = 12

Task = tuple[str, int, int, str]
"""What to do, for which person, in which opening, under which key."""


def work(tasks: list[Task]) -> list[tuple[Task, str]]:
    """One process: its tasks one after the other; the code of the refusal, or the entry's number, or `done`."""
    return [(task, _do(*task)) for task in tasks]


def _do(what: str, person_id: int, opening_id: int, key: str) -> str:
    person = Applicant.objects.select_related("account").get(pk=person_id)
    by = world.actor_of(person.account)
    try:
        if what == "enter":
            asked = [PersonRequest(person_id, "new", "PB_E_10", "holiday")]
            return enter.enter(opening_id=opening_id, people=asked, key=key, by=by, now=MONDAY_9).public_id
        if what == "withdraw":
            enter.withdraw(entry=Entry.objects.get(key=key, account=person.account_id), by=by, now=MONDAY_9)
        elif what == "edit":
            draft = accounts.draft_of(person, by=by, now=MONDAY_9)
            people.edit_person(person, replace(draft, nik=world.a_nik(5_000 + person_id)), by=by, now=MONDAY_9)
        elif what == "remove":
            people.remove_person(person, by=by, now=MONDAY_9)
    except Refusal as refused:
        return refused.code
    return "done"


def a_country() -> tuple[Opening, list[Applicant]]:
    opening = openings.an_opening(entitled_share=0)
    made = [world.a_person(world.an_account(f"u{n}@example.id"), n) for n in range(ACCOUNTS)]
    return opening, made


def all_of(tasks: list[list[Task]]) -> list[tuple[Task, str]]:
    return [answer for share in crowd.all_at_once(work, tasks) for answer in share]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rival", ["edit", "remove"])
def test_who_is_in_an_opening_is_who_entered_whatever_was_changed_meanwhile(rival: str) -> None:
    opening, made = a_country()
    shares: list[list[Task]] = []
    for process in range(PROCESSES):
        mine = made[process // 2 :: PROCESSES // 2]  # two processes share the same people, in the same order
        what = ("enter", rival)[process % 2]
        shares.append([(what, one.pk, opening.pk, "key") for one in mine])

    answers = {(task[0], task[1]): said for task, said in all_of(shares)}

    for person in Applicant.objects.filter(pk__in=[one.pk for one in made]):
        entered, changed = answers["enter", person.pk], answers[rival, person.pk]
        held = EntryPerson.objects.filter(applicant=person, is_live=True).first()
        if held is None:
            assert (rival, entered, changed) == ("remove", "unknown_person", "done")
            assert person.archived_at == MONDAY_9
            continue
        assert held.entry.public_id == entered
        assert bytes(held.nik_hash) == bytes(person.nik_hash)
        assert person.archived_at is None
        assert changed in ({"person_invalid", "done"} if rival == "edit" else {"has_entry"})
    assert Entry.objects.count() == sum(len(said) == 16 for (what, _), said in answers.items() if what == "enter")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_key_pressed_in_many_places_is_one_entry() -> None:
    opening, made = a_country()
    tasks: list[Task] = [("enter", one.pk, opening.pk, "key") for one in made]
    answers = all_of([random.Random(n).sample(tasks, len(tasks)) for n in range(PROCESSES)])
    numbers = {(person_id, said) for (_what, person_id, _opening, _key), said in answers}
    assert len(numbers) == len(made)
    assert {number for _person, number in numbers} == set(Entry.objects.values_list("public_id", flat=True))
    assert EntryPerson.objects.count() == len(made)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_entry_is_withdrawn_once_and_its_people_enter_once_more() -> None:
    opening, made = a_country()
    for one in made:
        openings.an_entry(opening, [one], key="first")
    shares: list[list[Task]] = []
    for process in range(PROCESSES):
        what, key = (("withdraw", "first"), ("enter", f"again-{process}"))[process % 2]
        shares.append([(what, one.pk, opening.pk, key) for one in made])

    answers = all_of(shares)

    withdrawn = Counter(said for task, said in answers if task[0] == "withdraw")
    assert withdrawn == {"done": ACCOUNTS, "entry_withdrawn": ACCOUNTS * (PROCESSES // 2 - 1)}
    again = [said for task, said in answers if task[0] == "enter"]
    live = Entry.objects.filter(withdrawn_at=None)
    assert {said for said in again if len(said) == 16} == set(live.values_list("public_id", flat=True))
    assert {said for said in again if len(said) != 16} <= {"already_entered"}
    assert EntryPerson.objects.filter(is_live=True).count() == live.count()
    rolled = EntryPerson.objects.exclude(week=None)
    assert rolled.count() == live.count()
