"""The people of an account; NIK and KK go in and never come out."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from giliran.accounts.models import Applicant
from tests.api.conftest import API, Country, book, is_problem
from tests.factories import world

NIK, KK = "3174014508900007", "3174011203180001"


def a_draft(**changes: Any) -> dict[str, Any]:
    return {
        "nik": NIK,
        "kk": KK,
        "full_name": "Siti Aminah",
        "birth_place": "Jakarta",
        "relation": "self",
        "street": "Jl. Tebet Raya No. 1",
        "village": "Tebet Barat",
        "district_code": "31.74.01",
        **changes,
    }


def send(client: Client, body: Any) -> Any:
    return client.post(f"{API}applicants", body, content_type="application/json")


def test_a_person_is_entered_and_shows_four_digits(country: Country, app: Client) -> None:
    answer = send(app, a_draft(phone="0812-3456-7890", rt="1", has_disability=True))

    person = answer.json()
    assert answer.status_code == 201
    assert (person["nik_last4"], person["kk_last4"]) == ("0007", "0001")
    assert (person["birth_date"], person["sex"], person["phone"]) == ("1990-08-05", "F", "+6281234567890")
    assert NIK not in answer.content.decode() and KK not in answer.content.decode()
    assert app.get(f"{API}applicants/{person['id']}").json() == person


def test_the_list_holds_the_own_people(country: Country, app: Client, stranger: Client) -> None:
    mine = app.get(f"{API}applicants").json()

    assert [one["id"] for one in mine["items"]] == [str(one.public_id) for one in country.people]
    assert stranger.get(f"{API}applicants").json()["items"] == []


@pytest.mark.parametrize("person", [0, "stranger", "archived"])
def test_somebody_elses_person_is_not_there(country: Country, app: Client, stranger: Client, person: Any) -> None:
    client, found = stranger, country.people[0].public_id
    if person == "stranger":
        found = uuid.uuid4()
    if person == "archived":
        client = app
        Applicant.objects.update(archived_at=country.now)

    address = f"{API}applicants/{found}"
    assert is_problem(client.get(address), 404, "not_found")
    assert is_problem(client.patch(address, {"street": "x"}, content_type="application/json"), 404, "not_found")
    assert is_problem(client.delete(address), 404, "not_found")


def test_an_id_that_is_none(country: Country, app: Client) -> None:
    assert is_problem(app.get(f"{API}applicants/1"), 404, "not_found")


@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
def test_only_for_those_who_signed_in(country: Country, nobody: Client, method: str) -> None:
    address = "applicants" if method == "post" else f"applicants/{country.people[0].public_id}"

    assert is_problem(getattr(nobody, method)(f"{API}{address}"), 401, "not_signed_in")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"nik": "317401450890000"}, "nik"),
        ({"nik": "31740145089000078"}, "nik"),
        ({"nik": "317401450890000O"}, "nik"),
        ({"nik": "3174014513900007"}, "nik"),
        ({"nik": ""}, "nik"),
        ({"kk": "1" * 10_000}, "kk"),
        ({"full_name": "a" * 10_000}, "full_name"),
        ({"full_name": "Siti 😀"}, "full_name"),
        ({"full_name": "\u202eitiS"}, "full_name"),
        ({"full_name": "Siti\x00"}, "full_name"),
        ({"full_name": "  "}, "full_name"),
        ({"birth_place": "😀"}, "birth_place"),
        ({"street": "a" * 10_000}, "street"),
        ({"street": "Jl. \x00"}, "street"),
        ({"village": "😀\u202e"}, "village"),
        ({"phone": "call me"}, "phone"),
        ({"district_code": "99.99.99"}, "district_code"),
        ({"district_code": "a" * 10_000}, "district_code"),
        ({"birth_date": "2030-01-01"}, "birth_date"),
        ({"birth_date": "2026-02-30"}, "birth_date"),
        ({"birth_date": 0}, "birth_date"),
        ({"sex": "X"}, "sex"),
        ({"relation": "boss"}, "relation"),
        ({"rt": "1234"}, "rt"),
        ({"rw": "x"}, "rw"),
        ({"is_pregnant": "yes"}, "is_pregnant"),
        ({"full_name": None}, "full_name"),
        ({"nik_hash": "00"}, "nik_hash"),
    ],
)
def test_what_cannot_be_a_person(country: Country, app: Client, changes: dict[str, Any], field: str) -> None:
    answer = send(app, a_draft(**changes))

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert Applicant.objects.count() == 2


def test_a_lone_surrogate_is_no_text(country: Country, app: Client) -> None:
    answer = app.post(f"{API}applicants", rb'{"full_name": "\ud800"}', content_type="application/json")

    assert is_problem(answer, 422, "invalid")


def test_the_sixth_person_does_not_fit(country: Country, app: Client) -> None:
    for number in range(2, 5):
        world.a_person(country.siti, number)

    assert is_problem(send(app, a_draft()), 409, "account_full")


def test_the_same_person_twice(country: Country, app: Client) -> None:
    send(app, a_draft())

    answer = send(app, a_draft())

    assert is_problem(answer, 422, "person_invalid")
    assert answer.json()["field"] == "nik"


def test_a_change_leaves_the_rest(country: Country, app: Client) -> None:
    before = app.get(f"{API}applicants/{country.people[0].public_id}").json()

    answer = app.patch(f"{API}applicants/{before['id']}", {"street": "Jl. Baru 2"}, content_type="application/json")

    assert (answer.status_code, answer.json()) == (200, {**before, "street": "Jl. Baru 2"})


def test_a_promised_name_stays(country: Country, app: Client) -> None:
    book(app, country.party())
    address = f"{API}applicants/{country.people[0].public_id}"

    renamed = app.patch(address, {"full_name": "Orang Lain"}, content_type="application/json")

    assert is_problem(renamed, 422, "person_invalid")
    assert renamed.json()["field"] == "full_name"
    assert is_problem(app.delete(address), 409, "has_booking")


def test_a_person_is_removed(country: Country, app: Client) -> None:
    address = f"{API}applicants/{country.people[0].public_id}"

    assert (app.delete(address).status_code, app.delete(address).status_code) == (204, 404)


@pytest.mark.parametrize("people", [1, 3])
def test_questions_to_the_database(
    country: Country, app: Client, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(2, people):
        world.a_person(country.siti, number)

    with django_assert_num_queries(6):
        answer = app.get(f"{API}applicants")

    assert answer.json()["count"] == max(people, 2)
