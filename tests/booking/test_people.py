"""Changing and removing somebody who may hold a promise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from giliran.accounts.models import Applicant, User
from giliran.accounts.services import people as accounts
from giliran.accounts.services.people import PersonDraft, PersonRefused
from giliran.booking.models import Ticket
from giliran.booking.policy import PersonRequest
from giliran.booking.services import people
from giliran.booking.services.book import book
from giliran.booking.states import TicketState
from giliran.core.errors import Refusal
from tests.factories import world
from tests.factories.catalogue import a_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def siti() -> User:
    return world.an_account()


@pytest.fixture
def person(siti: User) -> Applicant:
    return world.a_person(siti, 1, name="Siti Rahma")


@pytest.fixture
def ticket(siti: User, person: Applicant, sunday: datetime) -> Ticket:
    """A seat on Monday morning."""
    a_catalogue()
    slot = world.a_slot(world.an_office())
    asked = [PersonRequest(person.id, "new", "PB_E_10", "holiday")]
    return book(slot_id=slot.id, people=asked, key="k", by=world.actor_of(siti), now=sunday).tickets.get()


def draft_of(person: Applicant, now: datetime, **changes: Any) -> PersonDraft:
    draft = accounts.draft_of(person, by=world.actor_of(person.account), now=now)
    return replace(draft, **changes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": "Orang Lain"}, "full_name"),
        ({"birth_date": date(1991, 5, 17)}, "birth_date"),
        ({"nik": world.a_nik(77)}, "nik"),
    ],
)
def test_with_a_live_ticket_who_somebody_is_stays(
    person: Applicant, ticket: Ticket, sunday: datetime, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(PersonRefused) as refused:
        people.edit_person(person, draft_of(person, sunday, **changes), by=world.actor_of(person.account), now=sunday)
    assert list(refused.value.fields) == [field]
    kept = Applicant.objects.get(id=person.id)
    assert (kept.full_name, kept.birth_date, kept.nik_last4) == ("Siti Rahma", person.birth_date, ticket.nik_last4)


@pytest.mark.parametrize(
    "changes", [{"street": "Jl. Baru 2"}, {"full_name": "  Siti   Rahma "}, {"birth_date": None}, {"is_pregnant": True}]
)
def test_with_a_live_ticket_everything_else_may_change(
    person: Applicant, ticket: Ticket, sunday: datetime, changes: dict[str, Any]
) -> None:
    people.edit_person(person, draft_of(person, sunday, **changes), by=world.actor_of(person.account), now=sunday)
    kept = Applicant.objects.get(id=person.id)
    assert (kept.full_name, kept.birth_date) == ("Siti Rahma", date(1990, 5, 17))


@pytest.mark.parametrize("state", [TicketState.CANCELLED, TicketState.ATTENDED, TicketState.MISSED])
def test_after_the_visit_everything_may_change(
    person: Applicant, ticket: Ticket, sunday: datetime, state: TicketState
) -> None:
    Ticket.objects.update(state=state)
    draft = draft_of(person, sunday, full_name="Siti Rahmawati", nik=world.a_nik(77))
    people.edit_person(person, draft, by=world.actor_of(person.account), now=sunday)
    kept = Applicant.objects.get(id=person.id)
    assert (kept.full_name, kept.nik_last4) == ("Siti Rahmawati", world.a_nik(77)[-4:])
    assert Ticket.objects.get().full_name == "Siti Rahma"


def test_somebody_with_a_live_ticket_is_not_removed(person: Applicant, ticket: Ticket, sunday: datetime) -> None:
    with pytest.raises(Refusal) as refused:
        people.remove_person(person, by=world.actor_of(person.account), now=sunday)
    assert refused.value.code == "has_booking"
    assert Applicant.objects.filter(archived_at=None).count() == 1


def test_somebody_without_a_ticket_is_removed(person: Applicant, sunday: datetime) -> None:
    people.remove_person(person, by=world.actor_of(person.account), now=sunday)
    assert Applicant.objects.get().archived_at == sunday
