"""The catalogue as it is shipped agrees with the facts it was written from, and is whole in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from giliran import data
from giliran.catalogue.states import FeeKind, Purpose, Requirement, ServiceKind

TEXTS = data.document("catalogue")
FACTS = data.rows("documents")


def facts_of(source: str) -> list[tuple[str, str]]:
    return [(row["doc_code"], row["requirement"]) for row in FACTS if row["service"] == source]


@pytest.mark.parametrize("service", [one for one in TEXTS["services"] if one["source"]], ids=lambda one: one["code"])
def test_each_service_asks_for_the_papers_that_are_known(service: dict[str, Any]) -> None:
    for_adults = service["max_age"] is None
    asked = [
        (paper["code"], paper["requirement"])
        for paper in service["papers"]
        if not (for_adults and paper.get("max_age") == 16)
    ]
    assert asked == facts_of(service["source"])


@pytest.mark.parametrize("purpose", TEXTS["purposes"], ids=lambda one: one["purpose"])
def test_each_purpose_adds_the_papers_that_are_known(purpose: dict[str, Any]) -> None:
    asked = [(paper["code"], paper["requirement"]) for paper in purpose["papers"]]
    assert asked == facts_of(purpose["source"])
    assert purpose["purpose"] in Purpose.values


def test_words_and_amounts_know_each_other() -> None:
    assert {fee["code"] for fee in TEXTS["fees"]} == {row["code"] for row in data.rows("fees")}
    assert {one["surcharge"] for one in TEXTS["services"]} - {""} <= {fee["code"] for fee in TEXTS["fees"]}
    assert {fee["kind"] for fee in TEXTS["fees"]} == set(FeeKind.values)
    assert {one["kind"] for one in TEXTS["services"]} == set(ServiceKind.values)
    assert {paper["requirement"] for one in TEXTS["services"] for paper in one["papers"]} == set(Requirement.values)


def texts_in(thing: Any) -> Iterator[dict[str, str]]:
    if isinstance(thing, dict) and set(thing) == {"id", "en"}:
        yield thing
    elif isinstance(thing, (dict, list)):
        for part in thing.values() if isinstance(thing, dict) else thing:
            yield from texts_in(part)


def test_every_text_is_there_in_both_languages() -> None:
    for text in texts_in(TEXTS):
        assert bool(text["id"]) == bool(text["en"])
        assert not text["id"] or text["id"] != text["en"]
