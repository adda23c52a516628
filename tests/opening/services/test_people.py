"""Changing and removing somebody who may be in an opening, or hold a ticket from one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from giliran.accounts.models import Applicant
from giliran.accounts.services import people as accounts
from giliran.accounts.services.people import PersonDraft, PersonRefused
from giliran.catalogue import selectors as catalogue
from giliran.core.errors import Refusal
from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.services import enter, people, take_seats
from giliran.slots.models import Slot
from tests.factories import openings, world
from tests.factories.openings import FRIDAY_14, MONDAY_9, SATURDAY_20, THURSDAY_20

pytestmark = pytest.mark.django_db


@pytest.fixture
def opening() -> Iterator[Opening]:
    yield openings.an_opening(entitled_share=0)
    catalogue.forget_rules()


@pytest.fixture
def person(opening: Opening) -> Applicant:
    return world.a_person(world.an_account(), 1, name="Siti Rahma")


@pytest.fixture
def entry(opening: Opening, person: Applicant) -> Entry:
    return openings.an_entry(opening, [person])


def draft_of(person: Applicant, **changes: Any) -> PersonDraft:
    return replace(accounts.draft_of(person, by=world.actor_of(person.account), now=MONDAY_9), **changes)


def edit(person: Applicant, **changes: Any) -> Applicant:
    people.edit_person(person, draft_of(person, **changes), by=world.actor_of(person.account), now=MONDAY_9)
    return Applicant.objects.get(pk=person.pk)


def remove(person: Applicant) -> None:
    people.remove_person(person, by=world.actor_of(person.account), now=MONDAY_9)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": "Orang Lain"}, "full_name"),
        ({"birth_date": date(1991, 5, 17)}, "birth_date"),
        ({"nik": world.a_nik(77)}, "nik"),
    ],
)
def test_in_an_opening_who_somebody_is_stays(
    person: Applicant, entry: Entry, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(PersonRefused) as refused:
        edit(person, **changes)
    assert list(refused.value.fields) == [field]
    with translation.override("en"):
        assert "is in an opening" in str(refused.value.fields[field][0])
    kept = Applicant.objects.get(pk=person.pk)
    assert (kept.full_name, kept.birth_date, bytes(kept.nik_hash)) == (
        "Siti Rahma", date(1990, 5, 17), bytes(entry.people.get().nik_hash),
    )  # fmt: skip


@pytest.mark.parametrize("changes", [{"street": "Jl. Baru 2"}, {"full_name": " Siti  Rahma "}, {"birth_date": None}])
def test_in_an_opening_everything_else_may_change(person: Applicant, entry: Entry, changes: dict[str, Any]) -> None:
    assert edit(person, **changes).full_name == "Siti Rahma"


def test_in_an_opening_nobody_is_removed(person: Applicant, entry: Entry) -> None:
    with pytest.raises(Refusal) as refused:
        remove(person)
    assert refused.value.code == "has_entry"
    assert Applicant.objects.get(pk=person.pk).archived_at is None


def test_who_withdrew_in_time_may_change_and_go(person: Applicant, entry: Entry) -> None:
    enter.withdraw(entry=entry, by=world.actor_of(person.account), now=MONDAY_9)
    assert edit(person, full_name="Siti Rahmawati", nik=world.a_nik(77)).full_name == "Siti Rahmawati"
    remove(person)
    assert Applicant.objects.get(pk=person.pk).archived_at == MONDAY_9


def test_who_withdrew_after_the_freeze_stays_as_they_are_until_the_close(
    opening: Opening, person: Applicant, entry: Entry
) -> None:
    openings.tick(THURSDAY_20)
    enter.withdraw(entry=entry, by=world.actor_of(person.account), now=THURSDAY_20)
    with pytest.raises(PersonRefused):
        edit(person, full_name="Orang Lain")
    openings.drawn(opening)
    for moment in (FRIDAY_14, SATURDAY_20):
        openings.tick(moment)
    assert edit(person, full_name="Siti Rahmawati").full_name == "Siti Rahmawati"


def test_who_took_a_seat_is_held_by_the_ticket(opening: Opening, person: Applicant, entry: Entry) -> None:
    openings.running(opening, minutes=1)
    entry.refresh_from_db()
    slot = Slot.objects.filter(reserved_for=opening.name).order_by("pk")[0]
    take_seats.book_turn(
        entry=entry, slot_id=slot.pk, people=openings.asked([person]), key="k", by=openings.actor([person]),
        now=FRIDAY_14,
    )  # fmt: skip
    openings.tick(SATURDAY_20)
    assert not EntryPerson.objects.filter(is_live=True).exists()
    with pytest.raises(PersonRefused) as refused:
        edit(person, full_name="Orang Lain")
    with translation.override("en"):
        assert "has a booking" in str(refused.value.fields["full_name"][0])
    with pytest.raises(Refusal) as refused_removal:
        remove(person)
    assert refused_removal.value.code == "has_booking"


def test_others_of_the_account_are_free(person: Applicant, entry: Entry) -> None:
    other = world.a_person(person.account, 2)
    assert edit(other, full_name="Budi Santoso").full_name == "Budi Santoso"
    remove(other)
