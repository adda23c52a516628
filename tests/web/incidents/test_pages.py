"""Those who lead an incident: from the proposal to its end, at headquarters and at an office."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from giliran.offices.models import Office
from giliran.outreach.models import Incident, IncidentNote
from tests.factories import incidents as made
from tests.factories import world

pytestmark = pytest.mark.django_db
HQ = "/hq/incidents/"
OFFICE = "/office/jakarta-selatan/incidents/"
MOST_QUERIES = 12


@pytest.fixture
def office(sunday: datetime) -> Office:
    return world.an_office()


def signed_in(role: str, office: Office | None, language: str = "en") -> Client:
    client = world.sign_in(Client(), world.staff_member(role, office), second_factor=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2]).split())


def confirmation(**changed: str) -> dict[str, str]:
    given = {
        "what_id": "Situs mati", "what_en": "The site is down", "words_id": "Sedang diperbaiki.",
        "words_en": "Being mended.", "ways_id": "Ke meja bantuan.", "ways_en": "Come to the desk.",
        "since": "2026-11-22T19:40", "next_update_at": "2026-11-22T21:00", "expected_at": "",
    }  # fmt: skip
    return {"deed": "confirm", **{f"confirm-{name}": value for name, value in (given | changed).items()}}


def test_headquarters_reports_confirms_tells_and_ends(office: Office) -> None:
    hq, public = signed_in("hq", None), Client()
    assert "Nothing is down" in text_of(hq.get(HQ))
    asked = {"kind": "access", "what_id": "Situs mati", "what_en": "The site is down", "since": "2026-11-22T19:40"}
    made_ = hq.post(f"{HQ}new/", asked | {"offices": [str(office.pk)]})
    incident = Incident.objects.get()
    address = f"{HQ}{incident.public_id}/"
    assert (made_["Location"], incident.state, list(incident.offices.all())) == (address, "proposed", [office])

    bad = hq.post(address, confirmation(words_en="", next_update_at="gestern"))
    assert (bad.status_code, "This is no day and hour" in text_of(bad), "Sedang diperbaiki." in text_of(bad)) == (
        422, True, True,
    )  # fmt: skip
    bad = hq.post(address, confirmation(next_update_at=""))
    assert (bad.status_code, "Say when people hear more" in text_of(bad)) == (422, True)
    assert hq.post(address, confirmation(), follow=True).status_code == 200
    assert f"Situs mati: {office.name}" in text_of(public.get("/"))
    stale = hq.post(address, confirmation(), follow=True)
    assert "Somebody else has just changed this incident" in text_of(stale)

    news = {"words_id": "Hampir pulih.", "words_en": "Nearly there.", "next_update_at": "2026-11-22T21:30"}
    hq.post(address, {"deed": "update", **{f"update-{name}": value for name, value in news.items()}})
    assert "Hampir pulih." in text_of(public.get("/status/"))
    over = {"deed": "resolve", "resolve-words_id": "Pulih.", "resolve-words_en": "It works."}
    ended = text_of(hq.post(address, over, follow=True))
    for words in ("Over", "It works.", "Nearly there.", "Being mended.", "are being told"):
        assert words in ended
    assert "Situs mati" not in text_of(public.get("/"))
    assert IncidentNote.objects.exclude(by=None).count() == 4


def test_an_office_leads_its_own_and_reads_those_of_the_country(office: Office, sunday: datetime) -> None:
    head = signed_in("head", office)
    country = made.confirmed(sunday)
    foreign = made.proposed(sunday, offices=[world.an_office("bogor", id=2)])
    listed = text_of(head.get(OFFICE))
    assert listed.count(made.WHAT.en) == 2  # in the banner and in the list
    read = head.get(f"{OFFICE}{country.public_id}/")
    assert (read.status_code, b'name="deed"' in read.content) == (200, False)
    assert head.post(f"{OFFICE}{country.public_id}/", {"deed": "resolve"}).status_code == 302
    assert head.get(f"{OFFICE}{foreign.public_id}/").status_code == 404
    country.refresh_from_db()
    assert country.state == "confirmed"

    asked = {"kind": "office", "what_id": "Listrik padam", "what_en": "No power", "since": "2026-11-22T19:00"}
    late = head.post(f"{OFFICE}new/", asked | {"since": "2026-11-22T21:00"})
    assert (late.status_code, "This has not come yet" in text_of(late), "Listrik padam" in late.content.decode()) == (
        422, True, True,
    )  # fmt: skip
    head.post(f"{OFFICE}new/", asked)
    own = Incident.objects.get(kind="office")
    assert list(own.offices.all()) == [office]
    empty = head.post(f"{OFFICE}{own.public_id}/", {"deed": "dismiss", "dismiss-reason": " "})
    assert (empty.status_code, "Say why this is no incident" in text_of(empty)) == (422, True)
    done = head.post(f"{OFFICE}{own.public_id}/", {"deed": "dismiss", "dismiss-reason": "Latihan"}, follow=True)
    assert "Dismissed. Nobody was told anything." in text_of(done)
    again = head.post(f"{OFFICE}new/", asked)
    assert again.status_code == 302


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("role", ["hq", "head"])
def test_the_pages_ask_few_questions_however_many_there_are(
    office: Office, sunday: datetime, role: str, language: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(3, 24):
        made.resolved(sunday, offices=[world.an_office(f"kantor-{number}", id=number, quota=None), office])
    made.confirmed(sunday, offices=[office])
    staff = signed_in(role, office if role == "head" else None, language)
    address = HQ if role == "hq" else OFFICE
    staff.get(address)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = staff.get(address)
    assert "page=2" in page.content.decode()
    with django_assert_max_num_queries(MOST_QUERIES):
        assert staff.get(f"{address}{Incident.objects.latest('pk').public_id}/").status_code == 200
