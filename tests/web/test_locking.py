"""A screen that nobody touches locks, keeps the page, and keeps what was typed."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from giliran.accounts import services as accounts
from giliran.core.types import SYSTEM
from giliran.offices.models import Office
from tests.factories import catalogue, world
from tests.web.conftest import MONDAY_9

PEOPLE = "/desk/jakarta-selatan/people/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def office() -> Office:
    catalogue.a_catalogue()
    return world.an_office()


@pytest.fixture
def client(office: Office) -> Client:
    """Somebody who has just shown the second factor."""
    user = world.staff_member("cs", office)
    accounts.give_second_factor(user, "GILIRANDEMODESKA", by=SYSTEM, now=MONDAY_9)
    client = world.sign_in(Client(), user, second_factor=True)
    _shows_it_again(client, MONDAY_9)
    client.cookies["django_language"] = "en"
    return client


def _shows_it_again(client: Client, at: datetime) -> None:
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": at.timestamp()}]
    session.save()


def test_after_ten_minutes_the_page_asks_who_it_is_and_comes_again(
    client: Client, clock: time_machine.Coordinates
) -> None:
    clock.shift(timedelta(minutes=9))
    assert client.get(PEOPLE).status_code == 200
    clock.shift(timedelta(minutes=9))
    assert client.get(PEOPLE).status_code == 200
    clock.shift(timedelta(minutes=11))
    locked = urlsplit(client.get(f"{PEOPLE}?q=x").headers["Location"])
    assert locked.path.startswith("/accounts/")
    assert parse_qs(locked.query)["next"] == [f"{PEOPLE}?q=x"]
    assert "it has locked" in client.get(f"{locked.path}?{locked.query}", follow=True).text
    _shows_it_again(client, MONDAY_9 + timedelta(minutes=29))
    assert client.get(PEOPLE).status_code == 200


def test_what_a_page_asks_by_itself_keeps_nobody_awake_and_locks_the_screen(
    client: Client, clock: time_machine.Coordinates
) -> None:
    by_itself = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{PEOPLE}"}
    for _n in range(10):
        clock.shift(timedelta(minutes=1))
        client.get("/desk/jakarta-selatan/", headers=by_itself)
    clock.shift(timedelta(minutes=1))
    answer = client.get("/desk/jakarta-selatan/", headers=by_itself)
    assert answer.status_code == 204
    assert "locked=1" in answer.headers["HX-Redirect"]


def test_typing_is_work(client: Client, clock: time_machine.Coordinates) -> None:
    for _n in range(3):
        clock.shift(timedelta(minutes=8))
        assert client.post("/desk/awake/").status_code == 204
    assert client.get(PEOPLE).status_code == 200


def test_a_press_that_comes_too_late_is_kept_sealed_and_offered_again(
    client: Client, clock: time_machine.Coordinates
) -> None:
    clock.shift(timedelta(minutes=30))
    answer = client.post(PEOPLE, {"nik": "3174015705900001"})
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["next"] == ["/desk/unlocked/"]
    assert "3174015705900001" not in str(dict(client.session))
    _shows_it_again(client, MONDAY_9 + timedelta(minutes=30))
    page = client.get("/desk/unlocked/").text
    assert f'action="{PEOPLE}"' in page
    assert '<input type="hidden" name="nik" value="3174015705900001">' in page
    # And only once
    assert client.get("/desk/unlocked/").headers["Location"] == "/desk/"


def test_a_second_factor_lasts_one_shift(client: Client, clock: time_machine.Coordinates) -> None:
    session = client.session
    session["seen_at"] = (MONDAY_9 + timedelta(hours=12, minutes=1)).timestamp()
    session.save()
    clock.shift(timedelta(hours=12, minutes=1))
    assert "/accounts/2fa/" in client.get(PEOPLE).headers["Location"]


def test_citizens_and_the_gate_do_not_lock(office: Office, clock: time_machine.Coordinates) -> None:
    citizen = world.sign_in(Client(), world.an_account("budi@example.id"))
    gate = world.sign_in(Client(), world.staff_member("gate", office), second_factor=True)
    _shows_it_again(gate, MONDAY_9)
    clock.shift(timedelta(hours=2))
    assert citizen.get("/me/").status_code == 200
    assert gate.get("/gate/jakarta-selatan/").status_code == 200


def test_no_minutes_no_lock(client: Client, clock: time_machine.Coordinates, settings) -> None:  # type: ignore[no-untyped-def]
    settings.IDLE_MINUTES = 0
    clock.shift(timedelta(hours=2))
    assert client.get(PEOPLE).status_code == 200
