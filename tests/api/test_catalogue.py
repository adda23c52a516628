"""Services, papers and fees, for everybody."""

from __future__ import annotations

import pytest
from django.test import Client

from giliran.catalogue.states import Purpose
from tests.api.conftest import API, Country, is_problem


def test_services_and_purposes(country: Country, nobody: Client) -> None:
    answer = nobody.get(f"{API}services").json()

    assert [(one["code"], one["name"], one["bookable"]) for one in answer["services"]] == [
        ("new", "New passport", True),
        ("child", "Child's passport", True),
        ("lost", "Lost passport", False),
    ]
    assert [one["code"] for one in answer["purposes"]] == list(Purpose.values)


def test_one_service_with_its_papers(country: Country, nobody: Client) -> None:
    service = nobody.get(f"{API}services/new", {"purpose": "holiday", "age": "36"}).json()

    assert (service["name"], service["min_age"], service["max_age"]) == ("New passport", 17, None)
    assert service["papers"] == [
        {
            "code": "KTP",
            "name": "Identity card",
            "requirement": "required",
            "requirement_name": "Required",
            "condition": "",
        }
    ]


def test_a_service_in_indonesian(country: Country) -> None:
    assert Client().get(f"{API}services/new").json()["papers"][0]["name"] == "KTP elektronik"


def test_a_service_that_is_not_there(country: Country, nobody: Client) -> None:
    assert is_problem(nobody.get(f"{API}services/visa"), 404, "not_found")


@pytest.mark.parametrize("query", [{"purpose": "fun"}, {"age": "-1"}, {"age": "old"}])
def test_what_cannot_be_asked_of_a_service(country: Country, nobody: Client, query: dict[str, str]) -> None:
    assert is_problem(nobody.get(f"{API}services/new", query), 422, "invalid")


def test_fees_of_a_day(country: Country, nobody: Client) -> None:
    answer = nobody.get(f"{API}fees", {"date": "2026-11-23"}).json()

    assert answer["date"] == "2026-11-23"
    assert [(one["code"], one["amount_idr"], one["min_age"]) for one in answer["fees"]] == [
        ("PB_E_5", 650_000, None),
        ("PB_E_10", 950_000, 17),
    ]


def test_before_the_regulation_there_were_other_fees(country: Country, nobody: Client) -> None:
    assert nobody.get(f"{API}fees", {"date": "2024-12-16"}).json()["fees"] == []


def test_fees_of_no_day(country: Country, nobody: Client) -> None:
    assert is_problem(nobody.get(f"{API}fees", {"date": "today"}), 422, "invalid")
