"""Siti has an account with four people; South Jakarta is open next week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django.fixtures import Settings

from giliran.accounts.models import Applicant, User
from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest
from giliran.booking.services.book import book
from giliran.offices.models import Office
from giliran.slots import services as slots
from giliran.slots.models import Slot
from tests.factories import world
from tests.factories.catalogue import a_catalogue

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def office(db: None, sunday: datetime) -> Office:
    office = world.an_office()
    a_catalogue()
    slots.plan_slots(office, now=sunday)
    slots.release_due(sunday)
    return office


@pytest.fixture
def slot(office: Office) -> Slot:
    """Monday morning, 20 seats."""
    return Slot.objects.get(office=office, date=MONDAY, letter="A")


@pytest.fixture
def siti(db: None) -> User:
    return world.an_account("siti@example.id", name="Siti")


@pytest.fixture
def people(siti: User) -> list[Applicant]:
    """Siti, Budi, and two children of 10 and 3."""
    return [
        world.a_person(siti, 1, name="Siti Rahma", woman=True),
        world.a_person(siti, 2, name="Budi Santoso", relation="spouse"),
        world.a_person(siti, 3, name="Kayla Putri", born=date(2016, 3, 2), woman=True, relation="child"),
        world.a_person(siti, 4, name="Raka Putra", born=date(2023, 4, 5), relation="child"),
    ]


@pytest.fixture
def client(siti: User) -> Client:
    """Siti's browser, in English."""
    client = world.sign_in(Client(), siti)
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def stranger(db: None) -> Client:
    """Somebody else's browser."""
    client = world.sign_in(Client(), world.an_account("orang@example.id"))
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def booked(siti: User, people: list[Applicant], slot: Slot, sunday: datetime) -> Booking:
    """Siti's own seat on Monday morning."""
    return book_for(siti, [people[0]], slot, sunday)


def book_for(user: User, people: list[Applicant], slot: Slot, now: datetime, key: str = "a-key") -> Booking:
    asked = [PersonRequest(one.id, "new", "PB_E_10", "holiday") for one in people]
    return book(slot_id=slot.id, people=asked, key=key, by=world.actor_of(user), now=now)


Begin = Callable[..., UUID]


@pytest.fixture
def begin(client: Client) -> Begin:
    """Start a draft with answers; its id."""

    def begin(
        slot: Slot | None = None,
        who: list[Applicant] | None = None,
        purpose: str = "holiday",
        guardian: bool = False,
        browser: Client = client,
    ) -> UUID:
        target = browser.get("/me/book/", {"slot": slot.id} if slot else {})["Location"]
        draft = target.split("/")[3]
        if who is not None:
            browser.post(f"/me/book/{draft}/people/", {"who": [str(one.public_id) for one in who]})
            browser.post(f"/me/book/{draft}/needs/", needs_of(who, purpose, guardian))
        return UUID(draft)

    return begin


def needs_of(who: list[Applicant], purpose: str = "holiday", guardian: bool = False) -> dict[str, str]:
    """The fourth page as filled by a careful person."""
    answers = {"guardian": "on"} if guardian else {}
    for position, one in enumerate(who):
        is_child = one.birth_date.year > 2009
        answers |= {
            f"p{position}-service": "child" if is_child else "new",
            f"p{position}-booklet": "PB_E_5" if is_child else "PB_E_10",
            f"p{position}-purpose": purpose,
        }
    return answers
