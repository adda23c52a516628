"""Where the sheets are found: on the page of the office, and by partner bodies."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from django.test import Client

from giliran.offices.models import Office, PolicyValue
from tests.factories import events
from tests.web.public.test_pages import words_of

pytestmark = pytest.mark.one_engine


def test_every_sheet_is_one_press_from_the_page_of_the_office(office: Office, visitor: Client) -> None:
    assert b"/offices/jakarta-selatan/print/" in visitor.get("/offices/jakarta-selatan/").content
    page = visitor.get("/offices/jakarta-selatan/print/")
    files = re.findall(r'href="(/offices/[^"]+[.]pdf)"', page.content.decode())
    assert (len(files), len(set(files))) == (8, 8)
    assert re.findall(r'<blockquote lang="(..)"', page.content.decode()) == ["id", "id", "en", "en"]
    first = visitor.get(files[0])
    assert (first["Content-Type"], first.content[:5]) == ("application/pdf", b"%PDF-")
    assert visitor.get("/offices/jakarta-selatan/print/poster-a3-fr.pdf").status_code == 404


def test_what_the_office_chooses_stands_on_its_sheets(office: Office, visitor: Client) -> None:
    def text() -> str:
        content = visitor.get("/offices/jakarta-selatan/print/poster-a4-en.pdf").content
        return " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().split())

    assert "Monday–Friday" in text() and "open every Friday 14:00 WIB" in text() and "the draw" in text()
    for key, value in (("release_weekday", 1), ("opening_method", 2), ("open_walk_in", 1)):
        PolicyValue.objects.create(office=office, key=key, value=str(value))
    office.working_days.filter(weekday=2).delete()
    said = text()
    assert "Monday, Tuesday, Thursday, Friday" in said and "open every Tuesday 14:00 WIB" in said
    assert "Everybody else" in said and "the draw" not in said


def test_an_event_has_the_sheets_of_the_office_behind_it(office: Office, visitor: Client) -> None:
    event = events.an_event(office)
    assert b"/print/" not in visitor.get(f"/offices/{event.code}/").content
    assert visitor.get(f"/offices/{event.code}/print/").status_code == 404


def test_partners_find_sheets_link_and_limits(office: Office, visitor: Client) -> None:
    said = words_of(visitor.get("/partners/"))
    assert "Choose the office near you" in said and "Ask money for a place" in said
    chosen = visitor.get("/partners/?office=jakarta-selatan")
    assert chosen.content.count(b".pdf") == 8
    assert "/offices/jakarta-selatan/ " in words_of(chosen)
    wrong = visitor.get("/partners/?office=atlantis")
    assert (wrong.status_code, "There is no such office" in words_of(wrong)) == (404, True)
