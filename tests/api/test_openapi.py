"""The API keeps to its own description."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from tests.api.conftest import API

OPEN = {
    "/api/v1/offices",
    "/api/v1/offices/{office_id}",
    "/api/v1/offices/{office_id}/availability",
    "/api/v1/openings",
    "/api/v1/openings/{opening_id}",
    "/api/v1/services",
    "/api/v1/services/{code}",
    "/api/v1/fees",
    "/api/v1/tickets/keys",
    "/api/v1/problems",
}


@pytest.fixture
def schema(db: None) -> dict[str, Any]:
    return Client().get(f"{API}openapi.json").json()  # type: ignore[no-any-return]


def test_it_is_openapi_3_1(schema: dict[str, Any]) -> None:
    assert schema["openapi"] == "3.1.0"
    for name, shape in schema["components"]["schemas"].items():
        jsonschema_rs.meta.validate({**shape, "$schema": "https://json-schema.org/draft/2020-12/schema"}), name


def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in schema["components"]["schemas"]}

    assert set(_references(schema)) <= known


def test_what_needs_no_account(schema: dict[str, Any]) -> None:
    assert {path for path, operation in _operations(schema) if "security" not in operation} == OPEN


def test_every_operation_describes_its_problems(schema: dict[str, Any]) -> None:
    for path, operation in _operations(schema):
        problems = {code: one for code, one in operation["responses"].items() if code >= "400"}
        assert {"429", "500", "503"} <= set(problems), path
        for problem in problems.values():
            assert list(problem["content"]) == ["application/problem+json"], path


def test_nik_and_kk_only_go_in(schema: dict[str, Any]) -> None:
    shapes = schema["components"]["schemas"]
    holders = {name for name, shape in shapes.items() if {"nik", "kk"} & set(shape.get("properties", {}))}

    assert holders == {"ApplicantIn", "ApplicantPatch"}


def _operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(path, one) for path, methods in schema["paths"].items() for one in methods.values()]


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        here = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return here + [found for member in value.values() for found in _references(member)]
    return [found for member in value for found in _references(member)] if isinstance(value, list) else []
