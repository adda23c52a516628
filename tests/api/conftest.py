"""A small country, and apps that speak to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import pytest
from django.test import Client

from giliran.accounts.models import Applicant, User
from giliran.api.limits import PACE
from giliran.catalogue import selectors as catalogue
from giliran.offices.models import Office
from giliran.slots.models import Slot
from tests.factories import world
from tests.factories.catalogue import a_catalogue

API = "/api/v1/"


class Country(NamedTuple):
    """An office with one slot of 20 seats, and Siti with two people."""

    office: Office
    slot: Slot
    siti: User
    people: list[Applicant]
    now: datetime

    def party(self, *people: Applicant, **changes: Any) -> dict[str, Any]:
        """The body of a booking."""
        asked = [a_seat_for(person) for person in people or self.people[:1]]
        return {"slot": self.slot.id, "people": asked, **changes}


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    PACE.forget()


@pytest.fixture
def country(db: None, sunday: datetime) -> Iterator[Country]:
    a_catalogue()
    office = world.an_office()
    siti = world.an_account()
    people = [world.a_person(siti, number) for number in range(2)]
    yield Country(office, world.a_slot(office), siti, people, sunday)
    catalogue.forget_rules()


@pytest.fixture
def app(country: Country) -> Client:
    """Siti's app."""
    return an_app(country.siti)


@pytest.fixture
def stranger(country: Country) -> Client:
    """The app of somebody else."""
    return an_app(world.an_account("budi@example.id"))


@pytest.fixture
def nobody() -> Client:
    """An app in which nobody has signed in."""
    return Client(headers={"accept-language": "en"})


def an_app(user: User, *, language: str = "en", second_factor: bool = False) -> Client:
    """An app with the session token of this person, and no cookie."""
    browser = world.sign_in(Client(), user, second_factor=second_factor)
    token = browser.cookies["sessionid"].value
    return Client(headers={"x-session-token": token, "accept-language": language})


def a_seat_for(person: Applicant) -> dict[str, str]:
    return {"applicant": str(person.public_id), "service": "new", "booklet": "PB_E_10", "purpose": "holiday"}


def book(client: Client, body: Any, key: str = "key-1") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"{API}bookings", body, content_type="application/json", headers=headers)


def is_problem(response: Any, status: int, code: str) -> bool:
    """Whether the answer is a whole problem document that says this."""
    body = response.json()
    found = (response.status_code, body["status"], body["code"], response.headers["Content-Type"])
    assert found == (status, status, code, "application/problem+json"), body
    assert {"type", "title", "detail"} <= set(body)
    return True
