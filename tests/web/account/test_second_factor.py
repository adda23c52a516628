"""The code of an app is taken as long as a person needs to send it, and once."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from giliran.accounts import services as accounts
from giliran.core.types import SYSTEM
from giliran.web.demo.people import PERIOD
from tests.factories import catalogue, world
from tests.web.conftest import MONDAY_9

SECRET = "GILIRANDEMODESKA"
SHOWS_IT = "/accounts/2fa/reauthenticate/"
pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


@pytest.fixture
def client(clock: time_machine.Coordinates) -> Client:
    """Somebody of an office at the second in which a period of the codes begins."""
    catalogue.a_catalogue()
    user = world.staff_member("cs", world.an_office())
    accounts.give_second_factor(user, SECRET, by=SYSTEM, now=MONDAY_9)
    client = world.sign_in(Client(), user)
    client.cookies["django_language"] = "en"
    return client


def opens_with(client: Client, code: str) -> bool:
    return client.post(SHOWS_IT, {"code": code}).status_code == 302


@pytest.mark.parametrize(("waits", "taken"), [(0, True), (2 * PERIOD - 1, True), (2 * PERIOD, False)])
def test_a_code_that_has_just_run_out_is_taken(
    client: Client, clock: time_machine.Coordinates, waits: int, taken: bool
) -> None:
    code = world.code_of(SECRET)
    clock.shift(waits)
    assert opens_with(client, code) is taken


def test_an_app_whose_clock_is_a_little_fast_is_understood(client: Client, clock: time_machine.Coordinates) -> None:
    clock.shift(PERIOD)
    code = world.code_of(SECRET)
    clock.shift(-PERIOD)
    assert opens_with(client, code)


@pytest.mark.parametrize("waits", [0, PERIOD + 1, 2 * PERIOD - 1])
def test_no_code_opens_twice(client: Client, clock: time_machine.Coordinates, waits: int) -> None:
    code = world.code_of(SECRET)
    assert opens_with(client, code)
    clock.shift(waits)
    again = client.post(SHOWS_IT, {"code": code})
    assert again.status_code == 200
    assert "Incorrect code" in again.content.decode()
