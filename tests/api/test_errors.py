"""Whatever goes wrong is a problem document, in the language asked for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from giliran.api import errors
from giliran.booking.sentences import SENTENCES
from giliran.complaints.sentences import SENTENCES as OF_COMPLAINTS
from giliran.offices import selectors as offices
from giliran.onsite.sentences import REFUSALS
from giliran.opening.sentences import SENTENCES as OF_OPENINGS
from tests.api.conftest import API, Country, book, is_problem


@pytest.mark.parametrize("address", ["", "nothing", "offices/", "offices//", "../v2/x", "openapi.yaml"])
def test_an_address_that_is_none(db: None, nobody: Client, address: str) -> None:
    assert is_problem(nobody.get(API + address), 404, "not_found")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace", "head"])
def test_a_method_that_is_none(db: None, nobody: Client, method: str) -> None:
    answer = getattr(nobody, method)(f"{API}bookings")

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}
    assert answer.headers["Content-Type"] == errors.MEDIA_TYPE


def test_a_problem_says_what_kind_it_is(country: Country, app: Client) -> None:
    answer = book(app, country.party(slot=999_999)).json()

    assert answer == {
        "type": "http://127.0.0.1:8000/api/v1/problems#unknown_slot",
        "title": "This is not possible now",
        "status": 409,
        "detail": "This time does not exist any more. Choose another one.",
        "code": "unknown_slot",
        "people": [],
    }


def test_our_own_fault(country: Country, app: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offices, "find_offices", _fails(RuntimeError("secret words")))

    answer = app.get(f"{API}offices")

    assert is_problem(answer, 500, "broken")
    assert "secret words" not in answer.content.decode()


def test_the_database_is_gone(country: Country, app: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offices, "find_offices", _fails(OperationalError("gone")))

    answer = app.get(f"{API}offices")

    assert is_problem(answer, 503, "unavailable")
    assert answer.headers["Retry-After"] == "30"


def test_what_is_personal_is_never_stored(country: Country, app: Client) -> None:
    answer = app.get(f"{API}applicants")

    assert answer.headers["Cache-Control"] == "no-store"
    assert {"Accept-Language", "X-Session-Token", "Cookie"} <= set(answer.headers["Vary"].split(", "))


@pytest.mark.parametrize("language", ["", "de", "xx-💥", "id;q=x", "a" * 10_000])
def test_any_language_header_is_survived(db: None, language: str) -> None:
    answer = Client().get(f"{API}nothing", headers={"accept-language": language.encode().decode("latin-1")})

    assert (answer.status_code, answer.headers["Content-Language"]) == (404, "id")


def test_the_codes_can_be_looked_up(db: None, nobody: Client) -> None:
    kinds = {one["code"]: one for one in nobody.get(f"{API}problems").json()}

    assert kinds["full"]["status"] == 409
    assert kinds["key_reused"]["status"] == 422
    assert kinds["not_allowed"] == {
        "code": "not_allowed",
        "status": 403,
        "detail": "You do not work at the door of this office.",
    }


def test_no_code_means_two_things() -> None:
    assert set(errors.FAULTS).isdisjoint({*SENTENCES, *OF_OPENINGS, *OF_COMPLAINTS})
    assert set(errors.FAULTS).isdisjoint(REFUSALS)


def _fails(fault: Exception) -> Any:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise fault

    return fail
