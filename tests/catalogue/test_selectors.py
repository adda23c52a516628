from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from giliran.catalogue import selectors
from giliran.catalogue.models import Service
from giliran.catalogue.policy import ServiceRule

pytestmark = pytest.mark.usefixtures("catalogue")
DAY = date(2026, 11, 27)


def test_services_come_in_order_and_in_the_language_asked_for() -> None:
    assert [service.code for service in selectors.services("id")] == [
        "new",
        "renewal",
        "renewal-other",
        "child",
        "lost",
        "damaged",
        "express",
        "force-majeure",
    ]
    assert selectors.services("id")[0].name == "Paspor baru"
    assert selectors.services("en")[0].name == "New passport"
    assert [service.code for service in selectors.services("id") if not service.bookable] == [
        "lost",
        "damaged",
        "express",
        "force-majeure",
    ]


def test_a_service_is_found_by_its_code() -> None:
    found = selectors.service_by_code("child", "en")
    assert found and (found.name, found.min_age, found.max_age) == ("Child's passport", None, 16)
    assert selectors.service_by_code("no such", "en") is None


@pytest.mark.parametrize(
    ("service", "purpose", "age", "codes"),
    [
        ("new", "holiday", 30, ["KTP", "KK", "CIVIL", "NATURALISASI", "GANTI_NAMA"]),
        ("renewal", "work", 30, ["KTP", "PASPOR_LAMA", "REKOM_DISNAKER"]),
        ("renewal", "apprenticeship", 20, ["KTP", "PASPOR_LAMA", "REKOM_KEMNAKER"]),
        ("damaged", "", 30, ["KTP", "KK", "CIVIL", "PASPOR_RUSAK", "BAP"]),
        ("damaged", "", 9, ["KTP_ORTU", "NIKAH_ORTU", "HADIR_ORTU", "KK", "CIVIL", "PASPOR_RUSAK", "BAP"]),
        ("no such", "", None, []),
    ],
)
def test_papers_follow_service_purpose_and_age(service: str, purpose: str, age: int | None, codes: list[str]) -> None:
    papers = selectors.papers_for(service, "id", purpose=purpose, age=age)
    assert [paper.code for paper in papers] == codes


def test_a_paper_speaks_the_language_asked_for_whatever_is_active() -> None:
    with override("id"):
        paper = selectors.papers_for("new", "en")[3]
    assert paper.requirement_name == "Only in some cases"
    assert paper.condition == "If you became an Indonesian citizen by naturalisation"


@pytest.mark.parametrize(
    ("day", "amounts"),
    [
        (date(2020, 1, 1), {"PB_NE_5": 350_000, "PB_E_5": 650_000}),
        (date(2024, 12, 16), {"PB_NE_5": 350_000, "PB_NE_10": 350_000, "PB_E_5": 650_000, "PB_E_10": 650_000}),
        (DAY, {"PB_NE_5": 350_000, "PB_NE_10": 650_000, "PB_E_5": 650_000, "PB_E_10": 950_000}),
        (date(2010, 1, 1), {}),
    ],
)
def test_booklets_cost_what_they_cost_on_the_day(day: date, amounts: dict[str, int]) -> None:
    assert {fee.code: fee.amount_idr for fee in selectors.booklets_on(day, "id")} == amounts


def test_a_child_is_not_offered_ten_years() -> None:
    assert [fee.code for fee in selectors.booklets_on(DAY, "id", age=16)] == ["PB_NE_5", "PB_E_5"]


@pytest.mark.parametrize(
    ("service", "booklet", "total"),
    [
        ("new", "PB_NE_10", 650_000),
        ("express", "PB_E_10", 1_950_000),
        ("lost", "PB_NE_5", 1_350_000),
        ("damaged", "PB_NE_5", 850_000),
        ("force-majeure", "PB_NE_5", 350_000),
        ("new", "no such", 0),
    ],
)
def test_a_price_has_no_hidden_part(service: str, booklet: str, total: int) -> None:
    assert selectors.price_of(service, booklet, DAY, "id").total_idr == total


def test_rules_are_read_once(django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(2):
        assert selectors.service_rules()["child"] == ServiceRule(True, None, 16)
        assert selectors.booklet_ages() == {"PB_NE_5": 0, "PB_NE_10": 17, "PB_E_5": 0, "PB_E_10": 17}


def test_an_empty_catalogue_is_not_remembered() -> None:
    Service.objects.all().delete()
    assert selectors.service_rules() == {}
    assert "worship" in selectors.purposes()


def test_pages_of_the_catalogue_take_few_queries(django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(2):
        selectors.papers_for("new", "id", purpose="work")
    with django_assert_num_queries(2):
        selectors.price_of("express", "PB_E_10", DAY, "id")
