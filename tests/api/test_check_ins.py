"""The door of an office, for those who work there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from giliran.audit.models import Event
from giliran.onsite.models import CheckIn
from tests.api.conftest import API, Country, an_app, book, is_problem
from tests.factories import world

DOOR = f"{API}offices/jakarta-selatan/"
MONDAY = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


@pytest.fixture
def gate(country: Country) -> Client:
    """A gate officer's app."""
    return an_app(world.staff_member("gate", country.office), second_factor=True)


@pytest.fixture
def tickets(country: Country, app: Client) -> list[dict[str, Any]]:
    """The two tickets of Siti's party for Monday."""
    return book(app, country.party(*country.people)).json()["tickets"]  # type: ignore[no-any-return]


def press(client: Client, tickets: list[dict[str, Any]], nonce: str = "press-1", **more: Any) -> Any:
    body = {"tickets": [one["id"] for one in tickets], "nonce": nonce, **more}
    return client.post(f"{DOOR}check-ins", body, content_type="application/json")


def look(client: Client, text: str, **more: Any) -> Any:
    return client.post(f"{DOOR}looks", {"text": text, **more}, content_type="application/json")


@pytest.fixture
def monday(country: Country) -> Any:
    """Monday, 8.30 WIB."""
    with time_machine.travel(MONDAY, tick=False):
        yield MONDAY


def test_a_scanned_ticket_shows_its_party(tickets: Any, gate: Client, monday: Any) -> None:
    seen = look(gate, tickets[1]["qr"], is_scan=True).json()

    assert (seen["verdict"]["kind"], seen["verdict"]["code"]) == ("valid", "valid")
    assert [(one["label"], one["is_shown"]) for one in seen["people"]] == [("A-001", False), ("A-002", True)]


def test_a_day_early_is_refused_with_the_day(tickets: Any, gate: Client) -> None:
    seen = look(gate, tickets[0]["qr"], is_scan=True).json()

    assert (seen["verdict"]["kind"], seen["verdict"]["code"]) == ("refused", "other_day")
    assert is_problem(press(gate, tickets), 409, "other_day")


@pytest.mark.parametrize(
    "text",
    ["", "hello", "G1:", "G1:" + "A" * 140, "\x00", "😀", "\u202e", "%", "A-²", "A-" + "9" * 90, "A-99999999"],
)
def test_whatever_is_shown_gets_a_verdict(country: Country, gate: Client, monday: Any, text: str) -> None:
    assert look(gate, text).json()["verdict"]["kind"] == "refused"


def test_a_party_comes_in_once(tickets: Any, gate: Client, monday: Any) -> None:
    first = press(gate, tickets)

    assert first.status_code == 201
    assert [(one["label"], one["ahead"], one["at"]) for one in first.json()["admitted"]] == [
        ("A-001", 0, "2026-11-23T08:30:00+07:00"),
        ("A-002", 0, "2026-11-23T08:30:00+07:00"),
    ]
    again = press(gate, tickets)
    assert (again.status_code, again.json()) == (200, first.json())
    assert is_problem(press(gate, tickets, "press-2"), 409, "used")
    assert CheckIn.objects.count() == 2


def test_part_of_a_party(tickets: Any, gate: Client, monday: Any) -> None:
    press(gate, tickets[:1])

    both = press(gate, tickets, "press-2").json()

    assert [one["label"] for one in both["admitted"]] == ["A-002"]
    assert [(one["label"], one["verdict"]["code"]) for one in both["refused"]] == [("A-001", "used")]


def test_who_has_come(tickets: Any, gate: Client, monday: Any) -> None:
    press(gate, tickets)

    come = gate.get(f"{DOOR}check-ins").json()

    assert sorted((one["label"], one["full_name"]) for one in come["items"]) == [
        ("A-001", "Orang 0"),
        ("A-002", "Orang 1"),
    ]
    assert gate.get(f"{DOOR}check-ins", {"date": "2026-11-24"}).json()["count"] == 0


def test_citizens_and_other_offices_stay_out(country: Country, tickets: Any, app: Client, monday: Any) -> None:
    elsewhere = world.staff_member("gate", world.an_office("bogor", id=2), email="gate2@example.id")

    for client in (app, an_app(elsewhere, second_factor=True)):
        assert is_problem(look(client, tickets[0]["qr"]), 403, "not_allowed")
        assert is_problem(press(client, tickets), 403, "not_allowed")
        assert is_problem(client.get(f"{DOOR}check-ins"), 403, "forbidden")
    assert CheckIn.objects.count() == 0


def test_staff_without_a_second_factor_stay_out(country: Country, tickets: Any, monday: Any) -> None:
    client = an_app(world.staff_member("gate", country.office))

    assert is_problem(press(client, tickets), 403, "second_factor_required")
    assert is_problem(client.get(f"{DOOR}check-ins"), 403, "second_factor_required")


def test_only_for_those_who_signed_in(country: Country, nobody: Client) -> None:
    assert is_problem(look(nobody, "A-001"), 401, "not_signed_in")
    assert is_problem(press(nobody, []), 401, "not_signed_in")
    assert is_problem(nobody.get(f"{DOOR}check-ins"), 401, "not_signed_in")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"tickets": ["A-001"]}, "tickets.0"),
        ({"tickets": None}, "tickets"),
        ({"tickets": ["0" * 16] * 21}, "tickets"),
        ({"nonce": ""}, "nonce"),
        ({"nonce": "n" * 65}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"override_reason": "a" * 201}, "override_reason"),
    ],
)
def test_what_is_no_press(country: Country, gate: Client, changes: dict[str, Any], field: str) -> None:
    body = {"tickets": ["0" * 16], "nonce": "n", **changes}

    answer = gate.post(f"{DOOR}check-ins", body, content_type="application/json")

    assert is_problem(answer, 422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_nobody_and_unknown_tickets(country: Country, gate: Client) -> None:
    assert is_problem(press(gate, []), 422, "nobody_chosen")
    assert is_problem(press(gate, [{"id": "0" * 16}]), 409, "unknown_ticket")


def test_an_office_that_is_not_there(country: Country, gate: Client) -> None:
    assert is_problem(gate.get(f"{API}offices/nowhere/check-ins"), 404, "not_found")


@pytest.mark.parametrize("people", [1, 2])
def test_questions_to_the_database(
    tickets: Any, gate: Client, monday: Any, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    press(gate, tickets[:people])

    with django_assert_num_queries(6):
        come = gate.get(f"{DOOR}check-ins").json()

    assert come["count"] == people


@pytest.fixture
def twin(country: Country) -> None:
    """Somebody with the name and birth date of Siti's first, and a seat for the same week."""
    twin = world.a_person(world.an_account("twin@example.id"), 77, name="ORANG 0")
    assert book(an_app(twin.account), country.party(twin), key="twin").status_code == 201


def test_a_card_that_differs_follows_the_rules_of_the_page(
    country: Country, tickets: Any, gate: Client, twin: None, monday: Any
) -> None:
    """Alone of their name and birth date they come in, on record; where there are two, a supervisor says why."""
    supervisor = an_app(world.staff_member("supervisor", country.office), second_factor=True)

    assert is_problem(press(gate, tickets[:1], card_differs=True), 409, "supervisor_decides")
    refused = press(supervisor, tickets[:1], card_differs=True)
    assert is_problem(refused, 422, "decision_needs_reason")
    assert press(supervisor, tickets[:1], card_differs=True, override_reason="Mistyped").status_code == 201
    assert press(gate, tickets[1:], "press-2", card_differs=True).status_code == 201
    lines = Event.objects.filter(event="gate.checked_in")
    assert [line.data["card_differs"] for line in lines] == [True, True]
