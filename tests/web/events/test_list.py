"""The organisation sends its list at its link, reads what became of it, and prints the tickets; the office sees the
same, and lets people in."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pypdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from giliran.booking.models import Ticket
from giliran.booking.services import documents
from giliran.booking.services.guests import seat_guests
from giliran.offices.models import Office
from giliran.web.events import people as pages
from tests.factories import catalogue, events, world
from tests.factories.events import NOW
from tests.factories.guests import a_csv, an_xlsx, guest

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(sunday: datetime) -> Office:
    catalogue.a_catalogue()
    world.a_region()
    return world.an_office(id=1)


@pytest.fixture
def link(office: Office) -> str:
    request, token = events.a_request(office)
    events.an_event(office, request=request)
    return f"/events/{token}/"


def sent(content: bytes, name: str = "daftar.csv") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


TWO_BAD = [guest(1), guest(2, nik="3174"), guest(3, full_name="=cmd"), guest(4)]


def test_a_list_is_sent_worked_on_and_reported(client: Client, link: str) -> None:
    assert "Unggah daftar" in client.get(link).content.decode()
    assert client.post(link, sent(an_xlsx(TWO_BAD), "daftar.xlsx")).status_code == 302
    page = client.get(link).content.decode()
    assert "0 dari 4 baris sudah diproses" in page
    assert "Unggah daftar" not in page
    seat_guests(NOW)
    page = client.get(link).content.decode()
    assert "Peserta B" in page
    assert "E-001" in page
    assert "NIK:</strong>" in page
    assert "Nama lengkap:</strong> Kolom ini harus diisi" in page  # a formula that was never computed
    assert guest(1)["nik"] not in page
    report = client.get(f"{link}lists/{client.get(link).context['lists'][0]['list'].pk}.csv")
    assert report["Content-Disposition"].startswith("attachment")
    assert len(report.content.decode("utf-8-sig").strip().split("\r\n")) == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xd8\xff a photo", "Ini sebuah gambar"),
        (b"", "Tidak ada siapa pun"),
        (b"NIK\n1", "Kolom berikut tidak ada"),
        (b"PK\x03\x04", "tidak dapat dibaca"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_file(client: Client, link: str, content: bytes, words: str) -> None:
    answer = client.post(link, sent(content, "daftar.xlsx"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'aria-describedby="file_error"' in page
    assert client.post(link, {}).status_code == 422


def test_all_tickets_are_one_file_with_a_page_a_person(client: Client, link: str) -> None:
    client.post(link, sent(a_csv([guest(n) for n in range(1, 4)])))
    seat_guests(NOW)
    answer = client.get(f"{link}tickets.pdf")
    assert answer["Content-Type"] == "application/pdf"
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    assert len(texts) == 3
    for text, ticket in zip(texts, Ticket.objects.order_by("number"), strict=True):
        assert ticket.label in text.replace("\n", "")
        assert ticket.full_name in text
    assert client.get(f"{link}tickets.pdf?part=2").status_code == 404
    assert client.get(f"{link}tickets.pdf?part=x").status_code == 200


def test_tickets_come_in_parts_where_they_are_many(client: Client, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "TICKETS_A_FILE", 2)
    client.post(link, sent(a_csv([guest(n) for n in range(1, 4)])))
    seat_guests(NOW)
    page = client.get(link).content.decode()
    assert "Tiket 1 sampai 2 (PDF)" in page
    assert "Tiket 3 sampai 3 (PDF)" in page
    assert len(pypdf.PdfReader(io.BytesIO(client.get(f"{link}tickets.pdf?part=2").content)).pages) == 1


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_is_there_for_everybody_and_can_be_sent_back(
    client: Client, link: str, kind: str, language: str
) -> None:
    client.cookies["django_language"] = language
    template = client.get(f"/events/template.{kind}")
    assert template.status_code == 200
    assert client.post(link, sent(template.content, f"x.{kind}")).status_code == 302
    seat_guests(NOW)
    assert Ticket.objects.get().full_name == "Siti Aminah"


def test_pages_of_people_cost_the_same_for_one_and_for_many(
    client: Client, link: str, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    client.post(link, sent(a_csv([guest(1)])))
    seat_guests(NOW)
    with django_assert_num_queries(8):
        client.get(link)
    client.post(link, sent(a_csv([guest(n) for n in range(1, 20)])))
    seat_guests(NOW)
    with django_assert_num_queries(8):
        client.get(link)


def test_the_office_sees_the_same_and_may_send_a_list_itself(office: Office, link: str, client: Client) -> None:
    head = world.sign_in(Client(), world.staff_member("supervisor", office), second_factor=True)
    event = Office.objects.get(kind="event")
    url = f"/office/{office.code}/events/{event.code}/"
    assert head.post(url, sent(a_csv(TWO_BAD))).status_code == 302
    seat_guests(NOW)
    page = head.get(url).content.decode()
    assert "Peserta B" in page
    assert "Ini diawali = seperti rumus" in page
    assert head.get(f"{url}tickets.pdf").status_code == 200
    number = head.get(url).context["lists"][0]["list"].pk
    assert head.get(f"{url}lists/{number}.csv").content == client.get(f"{link}lists/{number}.csv").content
    assert "Peserta B" in client.get(link).content.decode()


def test_files_of_one_event_are_not_found_at_another(office: Office, link: str, client: Client) -> None:
    client.post(link, sent(a_csv([guest(1)])))
    number = client.get(link).context["lists"][0]["list"].pk
    request, token = events.a_request(office)
    assert client.get(f"/events/{token}/tickets.pdf").status_code == 404
    events.an_event(office, request=request)
    assert client.get(f"/events/{token}/lists/{number}.csv").status_code == 404


def test_staff_of_the_office_lets_people_in_at_the_event_and_others_do_not(office: Office, link: str) -> None:
    Client().post(link, sent(a_csv([guest(1)])))
    seat_guests(NOW)
    ticket = Ticket.objects.select_related("booking__slot__office").get()
    event = ticket.booking.slot.office
    other = world.an_office("bogor", id=2)
    gate = world.sign_in(Client(), world.staff_member("gate", office), second_factor=True)
    stranger = world.sign_in(Client(), world.staff_member("gate", other, email="lain@example.id"), second_factor=True)
    qr = documents.qr_text(ticket, ticket.booking)
    with time_machine.travel(datetime(2026, 12, 5, 2, 5, tzinfo=UTC), tick=False):  # Saturday, 09.05 WIB
        assert stranger.get(f"/gate/{event.code}/").status_code == 403
        assert event.name in gate.get("/gate/").content.decode()
        seen = gate.post(f"/gate/{event.code}/look/", {"text": qr, "how": "scan"})
        assert "Peserta B" in seen.content.decode()
        pressed = gate.post(f"/gate/{event.code}/in/", {"ticket": [ticket.public_id], "nonce": "a"})
        assert pressed.status_code == 302
        assert gate.post(f"/gate/{office.code}/in/", {"ticket": [ticket.public_id], "nonce": "b"}).status_code == 422
    ticket.refresh_from_db()
    assert ticket.state == "attended"
