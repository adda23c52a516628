"""Organisations ask for an event without an account, and follow their request by its secret link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from giliran.offices.models import EventRequest, Office
from giliran.web.events import pace
from tests.factories import events, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(sunday: datetime) -> Office:
    world.a_region()
    return world.an_office(id=1)


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "organisation": "PT Maju Bersama", "organisation_kind": "firm", "contact_name": "Ratna Dewi",
        "contact_email": "ratna@maju.example", "contact_phone": "0812 3456 7890", "kind": "eazy",
        "parent": "jakarta-selatan", "place": "Aula lantai 2", "address": "Jl. Jenderal Sudirman No. 1",
        "regency": "31.74", "first_date": "2026-12-05", "last_date": "", "people": "40",
        "letter": SimpleUploadedFile("surat.pdf", events.PDF),
    } | changes  # fmt: skip


def test_a_request_leads_to_its_receipt(client: Client, office: Office) -> None:
    answer = client.post("/events/ask/", typed(), follow=True)
    request = EventRequest.objects.get()
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0].startswith("/events/")
    page = answer.content.decode()
    assert f"{request.number[:3]}-{request.number[3:6]}-{request.number[6:]}" in page
    assert "Permohonan Anda sudah kami terima" in page
    assert (request.contact_phone, request.last_date) == ("+6281234567890", request.first_date)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"people": "29"}, "sedikitnya 30 orang"),
        ({"people": "banyak"}, "bilangan bulat"),
        ({"letter": SimpleUploadedFile("surat.pdf", b"GIF89a")}, "bukan PDF, JPEG, atau PNG"),
        ({"letter": ""}, "Lampirkan surat"),
        ({"contact_phone": "12"}, "telepon"),
        ({"contact_email": "ratna"}, "email"),
        ({"first_date": "2026-11-22"}, "Pilih hari yang lebih akhir"),
        ({"organisation": ""}, "Isi: Nama organisasi"),
        ({"parent": "atlantis"}, "Immigration office"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client: Client, office: Office, changes: dict[str, Any], words: str
) -> None:
    answer = client.post("/events/ask/", typed(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Jl. Jenderal Sudirman No. 1" in page
    assert "error-summary" in page
    if words != "Immigration office":
        assert words in page
    assert EventRequest.objects.count() == 0


def test_without_its_letter_everything_else_that_is_wrong_is_said_too(client: Client, office: Office) -> None:
    answer = client.post("/events/ask/", typed(letter="", people="12"))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"letter", "people"})
    assert set(client.post("/events/ask/", typed(letter="")).context["form"].errors) == {"letter"}


def test_a_letter_of_more_than_five_megabytes_is_too_big(client: Client, office: Office) -> None:
    big = SimpleUploadedFile("surat.pdf", events.PDF + bytes(5 * 1024 * 1024))
    answer = client.post("/events/ask/", typed(letter=big))
    assert (answer.status_code, "terlalu besar" in answer.content.decode()) == (422, True)


def test_a_wrong_link_opens_nothing(client: Client, office: Office) -> None:
    _, token = events.a_request(office)
    assert client.get(f"/events/{token}/").status_code == 200
    assert client.get(f"/events/{token[:-1]}x/").status_code == 404
    assert client.get(f"/events/{token}/").headers["Cache-Control"].startswith("max-age=0")


def test_a_request_is_withdrawn_once(client: Client, office: Office) -> None:
    request, token = events.a_request(office)
    assert client.post(f"/events/{token}/").status_code == 302
    request.refresh_from_db()
    assert request.state == "withdrawn"
    again = client.post(f"/events/{token}/")
    assert (again.status_code, "sudah dijawab atau ditarik" in again.content.decode()) == (422, True)


def test_a_refusal_is_read_there_with_its_reason(client: Client, office: Office) -> None:
    request, token = events.a_request(office)
    head = world.sign_in(Client(), world.staff_member("supervisor", office), second_factor=True)
    url = f"/office/{office.code}/events/requests/{request.number}/"
    assert head.post(url, {"answer": "refuse", "reason": ""}).status_code == 422
    assert head.post(url, {"answer": "refuse", "reason": "Tidak ada petugas"}).status_code == 302
    assert "Tidak ada petugas" in client.get(f"/events/{token}/").content.decode()


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two requests an hour from one address."""
    cache.clear()
    monkeypatch.setattr(pace, "MOST_AN_HOUR", 2)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "id",
            "Sudah ada 2 permohonan dari sambungan internet Anda dalam satu jam. Kirim permohonan",
        ),
        ("en", "2 requests came from your internet connection within an hour. Send this one in an hour."),
    ],
)
def test_an_address_sends_so_many_requests_an_hour_whatever_e_mail_it_names(
    client: Client, office: Office, narrow: None, sunday: datetime, language: str, words: str
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for number in range(2):
        assert client.post("/events/ask/", typed(contact_email=f"a{number}@maju.example")).status_code == 302
    third = client.post("/events/ask/", typed(contact_email="a3@maju.example"))
    assert (third.status_code, third.headers["Retry-After"]) == (429, "3600")
    assert words in third.content.decode() and "Jl. Jenderal Sudirman No. 1" in third.content.decode()
    assert EventRequest.objects.count() == 2
    other = client.post("/events/ask/", typed(contact_email="b@lain.example"), REMOTE_ADDR="198.51.100.7")
    assert other.status_code == 302
    with time_machine.travel(sunday + timedelta(minutes=61), tick=False):
        assert client.post("/events/ask/", typed(contact_email="a3@maju.example")).status_code == 302


def test_a_request_that_is_refused_does_not_count(client: Client, office: Office, narrow: None) -> None:
    for _number in range(3):
        assert client.post("/events/ask/", typed(people="29")).status_code == 422
    assert client.post("/events/ask/", typed()).status_code == 302
