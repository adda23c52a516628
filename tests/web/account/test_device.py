"""The cookie by which a browser is known again: only at sign-in, only for the pages of signing in, only as a hash."""

from __future__ import annotations

from http.cookies import Morsel

import pytest
from django.test import Client

from giliran.accounts.models import Device, User
from giliran.core import secrets
from giliran.web.account.adapter import DEVICE_COOKIE
from tests.factories import world

PASSWORD = "kuda-lumping-1945"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]


def an_account(email: str) -> User:
    user = world.an_account(email)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def signs_in(client: Client, user: User, password: str = PASSWORD) -> None:
    client.post("/accounts/login/", {"login": user.email, "password": password})


def test_a_reader_gets_none() -> None:
    client = Client()
    for page in ("/", "/offices/", "/fees/", "/faq/", "/accounts/login/", "/accounts/signup/", "/status/"):
        client.get(page)
    assert DEVICE_COOKIE not in client.cookies
    assert Device.objects.count() == 0


def test_a_wrong_password_gives_none() -> None:
    client = Client()
    signs_in(client, an_account("siti@example.id"), "wrong")
    assert DEVICE_COOKIE not in client.cookies
    assert Device.objects.count() == 0


def test_whoever_signs_in_gets_one_for_the_pages_of_signing_in() -> None:
    client, siti = Client(), an_account("siti@example.id")
    signs_in(client, siti)
    cookie: Morsel[str] = client.cookies[DEVICE_COOKIE]
    told = {name: cookie[name] for name in ("path", "max-age", "httponly", "samesite")}
    assert told == {"path": "/accounts/", "max-age": 90 * 24 * 3600, "httponly": True, "samesite": "Lax"}
    device = Device.objects.get()
    assert device.account_id == siti.pk
    assert bytes(device.device_hash) == secrets.keyring().blind(cookie.value, "device")


def test_it_outlives_signing_out_and_ties_the_next_account_to_the_same_browser() -> None:
    client, siti, budi = Client(), an_account("siti@example.id"), an_account("budi@example.id")
    signs_in(client, siti)
    before = client.cookies[DEVICE_COOKIE].value
    client.post("/accounts/logout/")
    assert client.cookies[DEVICE_COOKIE].value == before
    signs_in(client, budi)
    assert client.cookies[DEVICE_COOKIE].value == before
    assert Device.objects.values("device_hash").distinct().count() == 1
    assert set(Device.objects.values_list("account_id", flat=True)) == {siti.pk, budi.pk}


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/login/code/", "/accounts/signup/"])
def test_the_pages_of_signing_in_say_so(page: str) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    assert "we remember for 90 days in which browser an account was signed in to" in client.get(page).content.decode()
