"""Accounts of people without a device: found by NIK, on record, and used again."""

from __future__ import annotations

from datetime import datetime

import pytest

from giliran.accounts import services as accounts
from giliran.accounts.models import User
from giliran.accounts.services.people import PersonRefused
from giliran.audit.models import Event
from giliran.core.types import Actor
from tests.factories import world

pytestmark = pytest.mark.django_db

OFFICER = Actor(7, "Petugas", "desk")


def an_assisted_account(now: datetime, name: str = "Siti") -> User:
    return accounts.open_assisted_account(name=name, phone="+6281234567890", by=OFFICER, now=now)


def test_an_assisted_account_has_no_address_and_no_way_in(sunday: datetime) -> None:
    account = an_assisted_account(sunday)
    another = an_assisted_account(sunday)
    assert (account.email, account.has_usable_password(), account.language) == (None, False, "id")
    assert account.pk != another.pk
    assert set(Event.objects.values_list("event", flat=True)) == {"account.assisted_opened"}


def test_a_look_for_a_nik_finds_assisted_accounts_first_and_is_on_record(sunday: datetime) -> None:
    own = world.a_person(world.an_account(), 3)
    older, newer = (world.a_person(an_assisted_account(sunday), 3) for _n in range(2))
    world.a_person(an_assisted_account(sunday), 4)
    Event.objects.all().delete()

    found = accounts.look_up_nik(f" {world.a_nik(3)} ", by=OFFICER, now=sunday, office_id=1)

    assert found == [older, newer, own]
    lines = Event.objects.filter(event="person.nik_looked_up")
    assert set(lines.values_list("about", "actor_id", "office_id")) == {
        (f"person:{one.public_id}", 7, 1) for one in found
    }


def test_a_look_that_finds_nobody_is_on_record_too(sunday: datetime) -> None:
    assert accounts.look_up_nik(world.a_nik(9), by=OFFICER, now=sunday, office_id=1) == []
    assert Event.objects.get().about == "person:unknown"


@pytest.mark.parametrize("nik", ["", "123", "3174O11203180001", "0" * 16, "9" * 400])
def test_what_cannot_be_a_nik_is_refused_at_its_field(sunday: datetime, nik: str) -> None:
    with pytest.raises(PersonRefused) as refused:
        accounts.look_up_nik(nik, by=OFFICER, now=sunday, office_id=1)
    assert list(refused.value.fields) == ["nik"]
    assert not Event.objects.exists()
