"""What anybody may read before signing in."""

from __future__ import annotations

import gzip
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client

from giliran.offices.models import Office
from tests.web.public.conftest import world

PAGES = [
    "/", "/offices/", "/offices/jakarta-selatan/", "/services/", "/fees/", "/faq/", "/status/",
    "/complaints/", "/complaints/new/", "/offline/",
    "/guides/", "/announcements/",
    "/offices/jakarta-selatan/print/", "/offices/jakarta-selatan/public-service/", "/partners/",
    "/partners/?office=jakarta-selatan", "/rights/",
    "/foreign-residents/",
]  # fmt: skip
MOST_QUERIES = 12
MOST_BYTES = 100_000


def words_of(response) -> str:  # type: ignore[no-untyped-def]
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_there_in_both_languages(office: Office, visitor: Client, address: str, language: str) -> None:
    visitor.cookies["django_language"] = language
    response = visitor.get(address)
    assert (response.status_code, response["Content-Language"]) == (200, language)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("offices", [1, 3, 60])
def test_no_page_asks_more_with_more_offices(
    office: Office, visitor: Client, address: str, offices: int, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for number in range(2, offices + 1):
        world.a_slot(world.an_office(f"kantor-{number}", id=number, quota=None))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert visitor.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_first_load_is_light(office: Office, visitor: Client, address: str) -> None:
    """At most 100 KB over the line, type and icons included."""
    page = visitor.get(address).content
    named = re.findall(r'(?:href|src)="/static/([^"#]+)', page.decode())
    files = [Path(str(finders.find(name))) for name in dict.fromkeys(named)]
    sizes = [_over_the_line(file) for file in files]
    assert len(gzip.compress(page)) + sum(sizes) < MOST_BYTES


def test_pages_go_over_the_line_compressed(office: Office, visitor: Client) -> None:
    response = visitor.get("/", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"


def _over_the_line(file: Path) -> int:
    content = file.read_bytes()
    return len(content) if file.suffix in {".woff2", ".png"} else len(gzip.compress(content))


def test_home_says_what_one_needs_to_know(office: Office, visitor: Client) -> None:
    said = words_of(visitor.get("/"))
    for words in (
        "Every Friday at 14:00 local time ( WIB, WITA, WIT )".replace("( ", "(").replace(" )", ")"),
        "Next time: Friday, 27 November 2026, 14:00.",
        "People of 60 and over",
        "Children of 5 and under",
        "Pregnant women",
        "People with disabilities",
        "Rp650.000",
        "New passport",
        "Lost passport",
        "everything is in operation.",
    ):
        assert words in said


def test_services_name_papers_and_what_is_there_for_foreigners(office: Office, visitor: Client) -> None:
    said = words_of(visitor.get("/services/"))
    assert "Identity card" in said
    assert "Without a booking, on any working day" in said
    assert "Foreign residents" in said


def test_foreign_residents_read_what_is_theirs_and_where(office: Office, visitor: Client) -> None:
    said = words_of(visitor.get("/foreign-residents/"))
    for words in ("Limited stay permit (ITAS)", "in whose area you live", "none of it needs a booking here"):
        assert words in said


def test_rights_stand_with_where_they_are_used(visitor: Client, db: None) -> None:
    page = visitor.get("/rights/")
    assert "People of 60 and over" in words_of(page) and "articles 18 (rights) and 19 (duties)" in words_of(page)
    leads_to = set(re.findall(r"<dd>.*?</dd>", page.content.decode(), re.DOTALL))
    assert [one for one in ("/services/", "/fees/", "/openings/how/") if not any(one in dd for dd in leads_to)] == []


def test_fees_name_the_regulation(office: Office, visitor: Client) -> None:
    said = words_of(visitor.get("/fees/"))
    assert "Rp950.000" in said
    assert "According to PP 45/2024." in said


def test_the_status_page_says_what_is_late_and_what_to_do(office: Office, visitor: Client, sunday: datetime) -> None:
    assert "Everything is in operation" in words_of(visitor.get("/status/"))
    with time_machine.travel(sunday + timedelta(hours=2), tick=False):
        assert "e-mails are late" in words_of(visitor.get("/"))
        assert "your tickets stand under My bookings at once" in words_of(visitor.get("/status/"))


def test_the_worker_serves_the_whole_site_and_is_never_old(visitor: Client, db: None) -> None:
    response = visitor.get("/sw.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert b"/static/css/tokens.css" in response.content


def test_every_file_the_worker_keeps_exists(visitor: Client, db: None) -> None:
    names = re.findall(r'"/static/([^"]+)"', visitor.get("/sw.js").content.decode().replace("\\u002D", "-"))
    assert [name for name in names if finders.find(name) is None] == []


def test_every_picture_of_the_manifest_exists(visitor: Client, db: None) -> None:
    pictures = visitor.get("/manifest.webmanifest").json()["icons"]
    names = [one["src"].removeprefix("/static/") for one in pictures]
    assert [name for name in names if finders.find(name) is None] == []
