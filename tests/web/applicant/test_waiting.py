"""The waiting page is one document for everybody, small, and kept by caches."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from giliran.opening.models import Opening
from tests.factories import openings
from tests.web.design.conftest import WEB

pytestmark = pytest.mark.django_db


@pytest.fixture
def turns(db: None) -> Opening:
    return openings.an_opening(quota=10)


def test_it_is_the_same_for_everybody(client: Client, turns: Opening) -> None:
    mine, nobodys = client.get(f"/openings/{turns.pk}/wait/"), Client().get(f"/openings/{turns.pk}/wait/")
    assert mine.content == nobodys.content
    assert mine["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in mine.get("Vary", "")
    assert mine.cookies == {}


def test_its_language_stands_in_its_address(client: Client, turns: Opening) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    indonesian, english = (client.get(f"/openings/{turns.pk}/wait/{query}") for query in ("", "?language=en"))
    assert (indonesian["Content-Language"], english["Content-Language"]) == ("id", "en")
    assert '<html lang="id"' in indonesian.content.decode()
    assert '<html lang="en"' in english.content.decode()
    assert "Menunggu giliran Anda" in indonesian.content.decode()


def test_it_weighs_little_and_asks_little(
    client: Client, turns: Opening, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(1):
        page = client.get(f"/openings/{turns.pk}/wait/?language=en")
    assert len(page.content) + (WEB / "static" / "js" / "waiting.js").stat().st_size < 30_000


def test_it_says_where_to_ask(client: Client, turns: Opening) -> None:
    page = client.get(f"/openings/{turns.pk}/wait/").content.decode()
    found = re.search(r'<script id="page" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    told = json.loads(found[1])
    assert (told["opening"], told["state"]) == (turns.pk, "/rush/offices/jakarta-selatan/state.json")
    assert (told["bookings"], told["zone"]) == ("/rush/bookings", "WIB")
    assert "peramban ini tidak menjalankan skrip" in page


def test_an_opening_that_is_not_there(client: Client) -> None:
    assert client.get("/openings/999999/wait/").status_code == 404
    assert client.post("/openings/999999/wait/").status_code == 405
