from __future__ import annotations

import io

import pypdf
import pytest
import time_machine
from django.test import Client

from giliran.onsite.models import CheckIn
from giliran.onsite.services.check_in import check_in
from tests.factories import world
from tests.onsite.scene import NINE, Door, a_door, a_party

pytestmark = pytest.mark.django_db


@pytest.fixture
def door() -> Door:
    return a_door()


@pytest.fixture
def client(door: Door) -> Client:
    client = world.sign_in(Client(), door.rina, second_factor=True)
    client.cookies["django_language"] = "en"
    return client


def let_in(door: Door, *names: str) -> list[CheckIn]:
    party = [one.public_id for one in a_party(door.slot, *names)]
    return list(check_in(office=door.office, ticket_ids=party, nonce="n", by=door.by, now=NINE).admitted)


@time_machine.travel(NINE, tick=False)
def test_a_card_says_label_stage_people_ahead_and_time(client: Client, door: Door) -> None:
    let_in(door, "Siti")
    [budi] = let_in(door, "Budi")
    page = client.get(f"/gate/jakarta-selatan/cards/{budi.id}/").text
    assert '<strong class="label">A-002</strong>' in page
    for words in ("Customer service", "1 person ahead of you", "Monday, 23 November 2026, 09:00 WIB"):
        assert words in page
    assert "QR code of your own page" in page
    assert "Follow your turn" in page
    assert "QR code of ticket A-002" in page
    assert "Budi" not in page


def test_a_party_s_cards_print_together_and_at_once(client: Client, door: Door) -> None:
    siti, _budi = let_in(door, "Siti", "Budi")
    page = client.get(f"/gate/jakarta-selatan/cards/{siti.id}/?party=1&print=1").text
    assert page.count('<article class="card"') == 2
    assert "data-print-now" in page


def test_a_card_as_pdf(client: Client, door: Door) -> None:
    [siti] = let_in(door, "Siti")
    response = client.get(f"/gate/jakarta-selatan/cards/{siti.id}/card.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    [page] = pypdf.PdfReader(io.BytesIO(response.content)).pages
    assert round(float(page.mediabox.width) / 72 * 25.4) == 80
    assert "A-001" in page.extract_text()
    assert "Follow your turn" in page.extract_text()


def test_a_card_of_another_office_or_of_nobody(client: Client, door: Door) -> None:
    other = a_door("bogor", id=2)
    [foreign] = let_in(other, "Siti")
    assert client.get(f"/gate/jakarta-selatan/cards/{foreign.id}/").status_code == 404
    assert client.get("/gate/jakarta-selatan/cards/99/card.pdf").status_code == 404
