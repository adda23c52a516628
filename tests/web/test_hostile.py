"""What somebody who means ill sends to pages."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import world

NUL = "a\x00b"
ELSEWHERE = ("https://evil.example/", "//evil.example", "/\\evil.example", "https:evil.example", "javascript:alert(1)")


@pytest.mark.parametrize("address", ["/offices/", "/", "/accounts/login/", "/fees/"])
def test_a_nul_in_the_address_is_a_bad_request(db: None, address: str) -> None:
    assert Client().get(address, {"q": NUL}).status_code == 400


@pytest.mark.parametrize("data", [{"next": NUL}, {NUL: "x"}])
def test_a_nul_in_a_form_is_a_bad_request(db: None, data: dict[str, str]) -> None:
    assert Client().post("/language/", data).status_code == 400


@pytest.mark.parametrize("address", ELSEWHERE)
def test_choosing_a_language_leads_to_no_other_site(db: None, address: str) -> None:
    answer = Client().post("/language/", {"language": "en", "next": address}, headers={"referer": address})

    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(db: None, address: str) -> None:
    siti = world.an_account()
    siti.set_password("a-long-password")
    siti.save()

    answer = Client().post("/accounts/login/", {"login": siti.email, "password": "a-long-password", "next": address})

    assert answer.headers["Location"] == "/me/"


def test_pages_for_somebody_are_not_stored(db: None) -> None:
    browser = world.sign_in(Client(), world.an_account())

    assert browser.get("/me/").headers["Cache-Control"] == "no-store"


def test_a_session_ends_with_signing_out(db: None) -> None:
    browser = world.sign_in(Client(), world.an_account())
    session = browser.cookies["sessionid"].value

    browser.post("/accounts/logout/")

    again = Client()
    again.cookies["sessionid"] = session
    assert again.get("/me/").headers["Location"] == "/accounts/login/?next=/me/"
