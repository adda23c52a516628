"""Offices and what is free there, for everybody."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from giliran.offices.models import Closure
from giliran.slots.models import Slot
from giliran.slots.states import SlotState
from tests.api.conftest import API, Country, is_problem
from tests.factories import world


def test_an_office_says_what_is_free_there(country: Country, nobody: Client) -> None:
    answer = nobody.get(f"{API}offices").json()

    assert (answer["page"], answer["pages"], answer["count"]) == (1, 1, 1)
    [office] = answer["items"]
    assert office == {
        "id": "jakarta-selatan",
        "name": "Kantor Imigrasi Jakarta Selatan",
        "class_name": "Kelas I Khusus Non TPI",
        "timezone": "Asia/Jakarta",
        "province": "31",
        "regency": "Kota Jakarta Selatan",
        "address": "Jl. Warung Buncit Raya No. 207",
        "phone": "(021) 7996334",
        "latitude": -6.2747,
        "longitude": 106.8296,
        "location_is_exact": False,
        "kilometres": None,
        "seats_free": 20,
        "first_free_date": "2026-11-23",
        "next_release_at": None,
    }


def test_the_nearest_office_comes_first(country: Country, nobody: Client) -> None:
    world.an_office("ambon", id=2, tz="Asia/Jayapura")
    type(country.office).objects.filter(id=2).update(latitude=-3.7, longitude=128.2)

    near_ambon = nobody.get(f"{API}offices", {"near": "-3.7,128.1"}).json()["items"]

    assert [(one["id"], one["kilometres"]) for one in near_ambon] == [
        ("ambon", 11.1),
        ("jakarta-selatan", 2373.2),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "selatan"}, 1),
        ({"q": "SELATAN jakarta"}, 1),
        ({"q": "Surabaya"}, 0),
        ({"q": "sela\x00tan"}, 1),
        ({"q": "🛂 ‮نم"}, 0),
        ({"q": "%"}, 0),
        ({"province": "31"}, 1),
        ({"province": "99"}, 0),
        ({"page": "2"}, 1),
    ],
)
def test_search(country: Country, nobody: Client, query: dict[str, str], found: int) -> None:
    answer = nobody.get(f"{API}offices", query)

    assert (answer.status_code, answer.json()["count"]) == (200, found)


@pytest.mark.parametrize(
    "query",
    [
        {"near": "here"},
        {"near": "1e5,2"},
        {"near": "nan,nan"},
        {"province": "DKI"},
        {"page": "0"},
        {"page": "9" * 400},
        {"page": "-1"},
        {"q": "a" * 101},
    ],
)
def test_what_cannot_be_searched_for(country: Country, nobody: Client, query: dict[str, str]) -> None:
    answer = nobody.get(f"{API}offices", query)

    assert is_problem(answer, 422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == list(query)


def test_one_office(country: Country, nobody: Client) -> None:
    office = nobody.get(f"{API}offices/jakarta-selatan").json()

    assert office["weekdays"] == [0, 1, 2, 3, 4]
    assert office["windows"] == [
        {"letter": "A", "name": "Morning", "starts_at": "08:00:00", "ends_at": "12:00:00"},
        {"letter": "B", "name": "Afternoon", "starts_at": "13:00:00", "ends_at": "16:30:00"},
    ]


@pytest.mark.parametrize("code", ["nowhere", "a" * 500, "%00", "..%2f..", "JAKARTA-SELATAN", "1 or 1=1"])
@pytest.mark.parametrize("route", ["", "/availability"])
def test_an_office_that_is_not_there(country: Country, nobody: Client, code: str, route: str) -> None:
    assert is_problem(nobody.get(f"{API}offices/{code}{route}"), 404, "not_found")


def test_every_day_says_what_can_be_booked_or_why_not(country: Country, nobody: Client) -> None:
    world.a_slot(country.office, letter="B", capacity=2)
    Slot.objects.filter(letter="B").update(taken=1)
    world.a_slot(country.office, date(2026, 11, 24), state=SlotState.DRAFT)
    Closure.objects.create(
        office=country.office, date=date(2026, 11, 25), reason="Listrik padam", created_at=country.now
    )

    span = {"from": "2026-11-22", "to": "2026-11-26", "people": "2"}
    answer = nobody.get(f"{API}offices/jakarta-selatan/availability", span).json()

    assert [(day["date"], day["kind"], day["note"]) for day in answer["days"]] == [
        ("2026-11-22", "weekend", None),
        ("2026-11-23", "free", None),
        ("2026-11-24", "not_open", None),
        ("2026-11-25", "closed", "Listrik padam"),
        ("2026-11-26", "unplanned", None),
    ]
    monday, tuesday = answer["days"][1:3]
    assert (monday["seats"], monday["left"]) == (21, 20)
    assert monday["windows"] == [
        {
            "slot": country.slot.id,
            "name": "Morning",
            "starts_at": "2026-11-23T08:00:00+07:00",
            "ends_at": "2026-11-23T12:00:00+07:00",
            "left": 20,
            "capacity": 20,
            "reason": None,
        },
        {
            "slot": country.slot.id + 1,
            "name": "Afternoon",
            "starts_at": "2026-11-23T13:00:00+07:00",
            "ends_at": "2026-11-23T16:30:00+07:00",
            "left": 1,
            "capacity": 2,
            "reason": "full",
        },
    ]
    assert (tuesday["opens_at"], tuesday["windows"][0]["reason"]) == ("2026-11-20T14:00:00+07:00", "not_open")


@pytest.mark.parametrize(
    ("span", "days"),
    [
        ({}, 28),
        ({"from": "2026-12-01"}, 28),
        ({"from": "2026-12-01", "to": "2026-12-01"}, 1),
        ({"from": "2026-12-02", "to": "2026-12-01"}, 0),
        ({"from": "0001-01-01", "to": "9999-12-31"}, 62),
        ({"from": "9999-12-31"}, 1),
    ],
)
def test_how_many_days_are_shown(country: Country, nobody: Client, span: dict[str, str], days: int) -> None:
    answer = nobody.get(f"{API}offices/jakarta-selatan/availability", span)

    assert (answer.status_code, len(answer.json()["days"])) == (200, days)


@pytest.mark.parametrize(
    "query",
    [
        {"from": "tomorrow"},
        {"from": "2026-02-30"},
        {"from": "0"},
        {"from": "2026-W48"},
        {"to": "2026-11-23T00:00:00"},
        {"people": "6"},
        {"people": "0"},
        {"people": "two"},
    ],
)
def test_days_that_are_none(country: Country, nobody: Client, query: dict[str, str]) -> None:
    answer = nobody.get(f"{API}offices/jakarta-selatan/availability", query)

    assert is_problem(answer, 422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == list(query)


def test_in_indonesian_by_default(country: Country) -> None:
    days = Client().get(f"{API}offices/jakarta-selatan/availability").json()["days"]

    assert days[1]["windows"][0]["name"] == "Pagi"


@pytest.mark.parametrize("offices", [1, 3, 25])
def test_questions_to_the_database(
    country: Country, nobody: Client, offices: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(2, offices + 1):
        world.a_slot(world.an_office(f"office-{number}", id=number))

    with django_assert_num_queries(3):
        answer = nobody.get(f"{API}offices")

    assert len(answer.json()["items"]) == min(offices, 20)
    with django_assert_num_queries(5):
        nobody.get(f"{API}offices/jakarta-selatan/availability")
