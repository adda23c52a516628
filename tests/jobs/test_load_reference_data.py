from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from giliran.catalogue import selectors as catalogue
from giliran.regions import selectors as regions

TABLES = {
    "provinces": 38,
    "regencies": 514,
    "districts": 7285,
    "retired_codes": 620,
    "services": 8,
    "papers": 54,
    "purpose_papers": 2,
    "fees": 19,
    "offices": 199,
    "working_days": 755,
    "windows": 302,
    "quota_rules": 1510,
    "holidays": 79,
    "writings": 67,
}


def load() -> str:
    said = StringIO()
    call_command("load_reference_data", stdout=said)
    return said.getvalue()


def all_rows() -> dict[str, list[dict[str, Any]]]:
    packages = ("regions", "catalogue", "offices")
    models = [model for package in packages for model in apps.get_app_config(package).get_models()]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


@pytest.fixture(autouse=True)
def forget_what_was_read() -> None:
    regions.forget_codes()
    catalogue.forget_rules()


@pytest.mark.django_db
def test_one_line_a_table_says_what_is_there() -> None:
    assert dict(line.split() for line in load().splitlines()) == {table: str(rows) for table, rows in TABLES.items()}


@pytest.mark.django_db
def test_loading_again_changes_no_row_of_any_table() -> None:
    load()
    before = all_rows()
    load()
    after = all_rows()
    assert after.keys() == before.keys()
    assert [label for label in before if before[label] != after[label]] == []


@pytest.mark.django_db
def test_loading_is_done_by_the_set(django_assert_max_num_queries: Callable[[int], Any]) -> None:
    with django_assert_max_num_queries(85):
        load()


@pytest.mark.django_db(transaction=True)
def test_what_was_read_before_is_read_anew_after_loading() -> None:
    assert regions.known_codes().districts == frozenset()
    assert catalogue.service_rules() == {}
    load()
    assert "317401" in regions.known_codes().districts
    assert "child" in catalogue.service_rules()
