"""Who is asking: an app by its token, a page by its cookie."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from giliran.accounts.models import User
from giliran.notifications.models import Message
from tests.api.conftest import API, Country, an_app, book, is_problem
from tests.factories import world

MINE = f"{API}applicants"


@pytest.mark.parametrize("token", ["x" * 32, "", "' or 1=1 --", "a" * 10_000, "kunci é", "\udcff"])
def test_a_token_that_is_none(country: Country, nobody: Client, token: str) -> None:
    answer = nobody.get(MINE, headers={"x-session-token": token})

    assert is_problem(answer, 401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"] == 'X-Session-Token realm="giliran"'


def test_a_token_ends_with_its_session(country: Country, app: Client) -> None:
    assert app.get(MINE).status_code == 200

    assert app.delete("/_allauth/app/v1/auth/session").status_code == 401

    assert is_problem(app.get(MINE), 401, "not_signed_in")


def test_a_closed_account_is_out(country: Country, app: Client) -> None:
    User.objects.filter(pk=country.siti.pk).update(is_active=False)

    assert is_problem(app.get(MINE), 401, "not_signed_in")


def test_a_page_reads_with_its_cookie(country: Country) -> None:
    browser = world.sign_in(Client(enforce_csrf_checks=True), country.siti)

    assert browser.get(MINE).json()["count"] == 2


def test_a_page_changes_with_cookie_and_csrf_token(country: Country) -> None:
    browser = world.sign_in(Client(enforce_csrf_checks=True), country.siti)
    assert is_problem(book(browser, country.party()), 403, "csrf")

    token = "t" * 32
    browser.cookies["csrftoken"] = token
    answer = browser.post(
        f"{API}bookings",
        country.party(),
        content_type="application/json",
        headers={"Idempotency-Key": "key-1", "X-CSRFToken": token},
    )

    assert answer.status_code == 201


def test_another_site_cannot_use_the_cookie(country: Country) -> None:
    browser = world.sign_in(Client(enforce_csrf_checks=True), country.siti)
    browser.cookies["csrftoken"] = "t" * 32
    address = f"{MINE}/{country.people[0].public_id}"

    answer = browser.delete(address, headers={"X-CSRFToken": "t" * 32, "Origin": "https://evil.example"})

    assert is_problem(answer, 403, "csrf")
    assert browser.get(address).status_code == 200


def test_a_token_needs_no_csrf_token(country: Country) -> None:
    browser = world.sign_in(Client(), country.siti)
    token = browser.cookies["sessionid"].value
    app = Client(enforce_csrf_checks=True, headers={"x-session-token": token})

    assert book(app, country.party()).status_code == 201


@pytest.mark.parametrize("door", ["token", "cookie"])
def test_staff_need_a_second_factor(country: Country, door: str) -> None:
    officer = world.staff_member("gate", country.office)
    client = an_app(officer) if door == "token" else world.sign_in(Client(), officer)

    assert is_problem(client.get(MINE), 403, "second_factor_required")
    assert client.get(f"{API}services").status_code == 200


def test_staff_with_a_second_factor_are_in(country: Country) -> None:
    officer = world.staff_member("gate", country.office)

    for client in (
        an_app(officer, second_factor=True),
        world.sign_in(Client(), officer, second_factor=True),
    ):
        assert client.get(MINE).status_code == 200


def test_an_officer_sees_the_bookings_of_the_own_office_only(country: Country, app: Client) -> None:
    code = book(app, country.party()).json()["code"]
    here = world.staff_member("cs", country.office)
    there = world.staff_member("cs", world.an_office("bogor", id=2), email="cs2@example.id")

    answers = [an_app(one, second_factor=True).get(f"{API}bookings/{code}") for one in (here, there)]

    assert [answer.status_code for answer in answers] == [200, 404]


def test_from_sign_in_by_code_to_the_first_question(country: Country) -> None:
    app = Client()
    asked = app.post(
        "/_allauth/app/v1/auth/code/request", {"email": country.siti.email}, content_type="application/json"
    )
    token = asked.json()["meta"]["session_token"]
    [message] = Message.objects.filter(address=country.siti.email)
    [code] = re.findall(r"^[0-9]{6}$", message.data["body"], re.MULTILINE)

    confirmed = app.post(
        "/_allauth/app/v1/auth/code/confirm",
        {"code": code},
        content_type="application/json",
        headers={"x-session-token": token},
    )

    token = confirmed.json()["meta"].get("session_token", token)
    assert app.get(MINE, headers={"x-session-token": token}).json()["count"] == 2
