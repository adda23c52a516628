"""Customer service writes down people who bring only an identity card."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from giliran.accounts.models import Applicant, User
from giliran.accounts.services.people import PersonDraft, PersonRefused
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors
from giliran.offices.models import Office
from giliran.offices.services import assist
from tests.factories import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return world.an_office()


def officer(office: Office, role: str = "cs") -> Actor:
    return Actor(7, "Petugas", "desk", frozenset({(role, office.id)}))


def draft(number: int = 0, **changes: Any) -> PersonDraft:
    return PersonDraft(
        **{
            "nik": world.a_nik(number), "kk": "3174011203180001", "full_name": f"Orang {number}",
            "birth_place": "Jakarta", "relation": "friend", "street": "Jl. Tebet 1", "village": "Tebet",
            "district_code": "31.74.01", "birth_date": date(1990, 5, 17), "sex": "M", **changes,
        }
    )  # fmt: skip


def test_the_first_gets_an_account_and_the_others_join_it(office: Office, sunday: datetime) -> None:
    by = officer(office)
    first = assist.add_person(draft(1, phone="0812 3456 7890"), office=office, by=by, now=sunday, language="en")
    second = assist.add_person(draft(2), office=office, by=by, now=sunday, account_id=first.account_id)
    account = User.objects.get()
    assert (account.email, account.name, account.language) == (None, "Orang 1", "en")
    assert (first.relation, second.relation, second.account_id) == ("self", "friend", account.pk)
    assert selectors.assisted_people(account.pk, office, by) == [first, second]
    assert assist.find_person(world.a_nik(2), office=office, by=by, now=sunday) == [second]


def test_what_is_wrong_opens_no_account(office: Office, sunday: datetime) -> None:
    with pytest.raises(PersonRefused) as refused:
        assist.add_person(draft(1, nik="12", kk=""), office=office, by=officer(office), now=sunday)
    assert list(refused.value.fields) == ["nik", "kk"]
    assert not User.objects.exists()


def test_somebody_of_another_assisted_account_comes_along(office: Office, sunday: datetime) -> None:
    by = officer(office)
    siti = assist.add_person(draft(1), office=office, by=by, now=sunday)
    budi = assist.add_person(draft(2), office=office, by=by, now=sunday)
    copy = assist.bring_over(budi, account_id=siti.account_id, office=office, by=by, now=sunday)
    assert (copy.account_id, bytes(copy.nik_hash)) == (siti.account_id, bytes(budi.nik_hash))
    assert Applicant.objects.count() == 3


def test_an_account_is_for_five(office: Office, sunday: datetime) -> None:
    by = officer(office)
    first = assist.add_person(draft(1), office=office, by=by, now=sunday)
    for number in range(2, 6):
        assist.add_person(draft(number), office=office, by=by, now=sunday, account_id=first.account_id)
    with pytest.raises(Refusal) as refused:
        assist.add_person(draft(6), office=office, by=by, now=sunday, account_id=first.account_id)
    assert refused.value.code == "account_full"


def test_only_who_helps_at_this_office_may(office: Office, sunday: datetime) -> None:
    other = world.an_office("bogor", id=2)
    person = assist.add_person(draft(1), office=office, by=officer(office), now=sunday)
    for by in (officer(other), officer(office, "gate"), officer(office, "counter"), Actor(1, "hq", "desk")):
        with pytest.raises(PermissionDenied):
            assist.find_person(world.a_nik(1), office=office, by=by, now=sunday)
        with pytest.raises(PermissionDenied):
            assist.add_person(draft(2), office=office, by=by, now=sunday)
        with pytest.raises(PermissionDenied):
            assist.bring_over(person, account_id=person.account_id, office=office, by=by, now=sunday)
        assert selectors.assisted_people(person.account_id, office, by) == []


def test_an_account_with_an_address_is_nobody_elses_business(office: Office) -> None:
    own = world.a_person(world.an_account(), 1)
    assert selectors.assisted_people(own.account_id, office, officer(office)) == []
